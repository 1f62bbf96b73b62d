"""Whose page is open, and can sound."""

from collections.abc import Collection
from datetime import datetime, timedelta

from ringback.records.people.models import Person
from ringback.records.presence.models import PagePresence


def reachable(person: Person, *, now: datetime, within: timedelta) -> bool:
    """One of their pages answered within that time and may sound."""
    return PagePresence.objects.filter(person=person, can_ring=True, seen_at__gte=now - within).exists()


def reachable_of(people: Collection[int], *, now: datetime, within: timedelta) -> set[int]:
    """Those of these persons (by pk) who are `reachable`."""
    if not people:
        return set()
    seen = PagePresence.objects.filter(person__in=people, can_ring=True, seen_at__gte=now - within)
    return set(seen.values_list("person_id", flat=True))


def page_seen(person: Person, *, now: datetime, within: timedelta) -> bool:
    """One of their pages answered within that time, whether it may sound or not."""
    return PagePresence.objects.filter(person=person, seen_at__gte=now - within).exists()
