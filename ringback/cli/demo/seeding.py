"""Writes the demo's people with their standings."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from ringback.cli import presets
from ringback.cli.demo.cast import Part, cast_of
from ringback.cli.demo.password import password_of
from ringback.records.agents import actions as agents
from ringback.records.desk.readers import sites_by_slug
from ringback.records.people import actions as people
from ringback.records.people.readers import hash_for
from ringback.records.sellers import actions as sellers
from ringback.records.setup.people import was_set_up

STAFF_ZONE = "Asia/Shanghai"


def write(preset: str) -> int:
    """How many people there are. Doing it again changes nothing but the dates of the standings."""
    now, sites = datetime.now(UTC), sites_by_slug()
    cast = cast_of(presets.folder() / preset)
    # One hash for all: it is slow by design, and nobody is to wait for fifty of them at each start.
    hashed = hash_for(cast[0].email, password_of(settings.DATA))
    for number, part in enumerate(cast):
        if was_set_up(part.email):
            continue  # by the pages, since: it is theirs
        person = people.write_person(
            email=part.email,
            name=part.name,
            role=part.role,
            language=part.language,
            zone=part.zone if part.role == "seller" else STAFF_ZONE,
            hashed=hashed,
        )
        if part.role == "seller":
            _write_seller(person, part, number, sites, now)
        elif part.role == "agent":
            agents.write_agent(
                person,
                languages=list(part.languages),
                skills=list(part.skills),
                sites=[sites[slug] for slug in part.sites],
                now=now,
            )
    return len(cast)


def _write_seller(person: Any, part: Part, number: int, sites: dict[str, Any], now: datetime) -> None:
    seller = sellers.write_seller(
        person, code=_code(number), company=part.company, city=part.city, skills=part.skills
    )
    facts = dict(part.facts)
    days = facts.pop("registered_days_ago")
    facts["registered_at"] = (now - timedelta(days=days)).date().isoformat()
    for slug in part.sites:
        sellers.write_standing(
            seller,
            sites[slug],
            facts=facts,
            phone=part.phone,
            phone_verified_at=now - timedelta(days=90) if facts["phone_verified"] else None,
            now=now,
        )


def _code(number: int) -> str:
    """Like a marketplace's own, the same each time."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    value, text = (number + 1) * 7_368_787_913_927, ""
    for _ in range(13):
        value, rest = divmod(value, len(letters))
        text += letters[rest]
        value += 977 * (number + 3)
    return f"A{text}"
