"""Whose page is open, and can sound."""

from datetime import datetime, timedelta

from ringback.records.people.models import Person
from ringback.records.presence.models import PagePresence


def reachable(person: Person, *, now: datetime, within: timedelta) -> bool:
    """One of their pages answered within that time and may sound."""
    return PagePresence.objects.filter(person=person, can_ring=True, seen_at__gte=now - within).exists()


def page_seen(person: Person, *, now: datetime, within: timedelta) -> bool:
    """One of their pages answered within that time, whether it may sound or not."""
    return PagePresence.objects.filter(person=person, seen_at__gte=now - within).exists()
