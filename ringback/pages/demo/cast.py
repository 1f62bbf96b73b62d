"""Whom a visitor may be: the preset's demo.toml, read once."""

import tomllib
from functools import lru_cache
from typing import Any

from django.conf import settings

from ringback.records.people.readers import Person, person_by_name

PRESET = "amazon-like"


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    return tomllib.loads((settings.POLICIES / PRESET / "demo.toml").read_text())


def visiting_sellers() -> list[dict[str, Any]]:
    return [each for each in _told()["seller"] if each.get("visiting")]


def speakers() -> set[str]:
    """Whose pages are in their own language, as their button says; the others are played in the reader's."""
    return {each["company"] for each in visiting_sellers()}


def refused_sellers() -> list[dict[str, Any]]:
    """Each shows the rule that it fails."""
    return [each for each in _told()["seller"] if each.get("fails")]


def person_of(who: str) -> Person | None:
    """`who` is agent, supervisor, or a seller's company; only people of the demo whom a visitor may be."""
    if who == "agent":
        return person_by_name(_told()["visiting_agent"]["name"], role="agent")
    if who == "supervisor":
        return person_by_name(_told()["supervisor"]["name"], role="supervisor")
    known = {each["company"]: each["name"] for each in [*visiting_sellers(), *refused_sellers()]}
    return person_by_name(known[who], role="seller") if who in known else None
