"""What a seller keeps for themselves: templates and quiet hours; and the standing the marketplace sends."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction

from ringback.records import wake
from ringback.records.desk.models import Site
from ringback.records.people.models import Person
from ringback.records.sellers.models import SavedTemplate, Seller, Standing
from ringback.rules.hours import DialHours, leave_time


@transaction.atomic
def save_template(
    seller: Seller, *, issue_slug: str, name: str, values: dict[str, str], description: str, now: datetime
) -> SavedTemplate:
    """A template of the same name is written over."""
    template, _ = SavedTemplate.objects.update_or_create(
        seller=seller,
        issue_slug=issue_slug,
        name=name,
        defaults={"values": values, "description": description, "saved_at": now},
    )
    return template


@transaction.atomic
def delete_template(seller: Seller, *, pk: int) -> bool:
    """False when the seller has no such template."""
    deleted, _ = SavedTemplate.objects.filter(seller=seller, pk=pk).delete()
    return deleted > 0


class NoTimeLeft(ValueError):
    """With these quiet hours no telephone could ring at any time of the day."""


@transaction.atomic
def set_quiet_hours(seller: Seller, *, begin: time | None, until: time | None) -> Seller:
    """Hours of the seller's own zone in which no telephone rings; both or neither. Raises NoTimeLeft."""
    if begin and until and not _leave_time(begin, until):
        raise NoTimeLeft
    seller.quiet_from, seller.quiet_until = begin, until
    seller.save(update_fields=["quiet_from", "quiet_until"])
    wake.wake(wake.DISPATCH)
    return seller


def _leave_time(begin: time, until: time) -> bool:
    return leave_time(DialHours(*settings.DIAL_HOURS), (begin, until), ring_for=settings.RING_FOR)


@transaction.atomic
def write_standing(
    seller: Seller,
    site: Site,
    *,
    facts: dict[str, Any],
    phone: str = "",
    phone_verified_at: datetime | None = None,
    now: datetime,
) -> Standing:
    """The marketplace's facts of a seller on one site, as a whole: what is not sent is not known."""
    standing, _ = Standing.objects.update_or_create(
        seller=seller,
        site=site,
        defaults={
            "facts": facts,
            "phone": phone,
            "phone_verified_at": phone_verified_at,
            "as_of": now,
            "origins": {},
        },
    )
    wake.wake(wake.DISPATCH, wake.person(seller.person_id))
    return standing


@transaction.atomic
def write_seller(
    person: Person, *, code: str, company: str, city: str, skills: Collection[str] = ()
) -> Seller:
    """`skills` are asked of whoever serves this seller."""
    seller, _ = Seller.objects.update_or_create(
        person=person, defaults={"code": code, "company": company, "city": city, "skills": sorted(skills)}
    )
    return seller
