"""Rulebooks by name and date. A version is never edited, so a parsed one is kept."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ringback.records.policies.models import RulebookVersion
from ringback.rules.policy.rulebook import Rulebook, parse

# Others name the type without importing tables.
__all__ = ["NoRulebook", "RulebookVersion", "rulebook_at", "rulebook_of", "version_at"]


class NoRulebook(LookupError):
    """No version of this rulebook is valid on that day."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"rulebook {name!r} has no version that is valid on {day}")


def version_at(name: str, day: date) -> RulebookVersion:
    """The version valid on `day`; of two that begin on the same day, the one added last. Raises NoRulebook."""
    version = (
        RulebookVersion.objects.filter(name=name, valid_from__lte=day).order_by("-valid_from", "-pk").first()
    )
    if version is None:
        raise NoRulebook(name, day)
    return version


def versions_at(names: Collection[str], day: date) -> dict[str, RulebookVersion]:
    """As `version_at`, of several; a rulebook without a version on that day is left out."""
    found = RulebookVersion.objects.filter(name__in=names, valid_from__lte=day)
    return {one.name: one for one in found.order_by("name", "-valid_from", "-pk").distinct("name")}


def has_rulebook(name: str) -> bool:
    return RulebookVersion.objects.filter(name=name).exists()


def rulebook_at(name: str, day: date) -> Rulebook:
    """Raises NoRulebook."""
    return rulebook_of(version_at(name, day))


def rulebook_of(version: RulebookVersion) -> Rulebook:
    return _parsed(version.pk, version.name, version.text)


def rulebook_for(version: RulebookVersion, *, site: str, zone: str) -> Rulebook:
    """As a site (its slug) uses it: in the zone that its page says, whatever the rulebook's own zones are."""
    return _in_zone(version.pk, version.name, version.text, site, zone)


@lru_cache(maxsize=256)
def _in_zone(pk: int, name: str, text: str, site: str, zone: str) -> Rulebook:
    book = _parsed(pk, name, text)
    return replace(book, zones={**book.zones, site: zone})


@lru_cache(maxsize=64)
def _parsed(pk: int, name: str, text: str) -> Rulebook:
    """The text is part of the key: in tests another database may give the same `pk` to other words."""
    return parse(text, file=f"{name}, version {pk}")
