"""Targets, attempts, spacing and credit of a rulebook: saved as a new dated version, through the same parser.

What waits keeps the target and the place that it was given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import tomlkit

from ringback.records.desk.models import Site
from ringback.records.policies.actions import add_version
from ringback.records.policies.models import RulebookVersion
from ringback.records.policies.readers import rulebook_of
from ringback.records.setup.wrong import Wrong
from ringback.rules.calls.redial import CEILING
from ringback.rules.history import Snapshot
from ringback.rules.policy.facts import PRIORITIES
from ringback.rules.policy.rulebook import Rulebook
from ringback.rules.policy.wrong import WrongRulebook

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
NEXT_DAY = "next day"


@dataclass
class Followed:
    """A rulebook by its name with the sites that follow it, and its youngest version."""

    name: str
    sites: tuple[Site, ...]
    version: RulebookVersion

    @property
    def book(self) -> Rulebook:
        return rulebook_of(self.version)


@dataclass(frozen=True)
class _Rules:
    """The key is the rulebook's name."""

    kind: str = "rules"

    def locked(self, key: str) -> Followed:
        sites = tuple(Site.objects.select_for_update(no_key=True).filter(rulebook_name=key))
        if not sites:
            raise LookupError(f"no site follows {key!r}")
        last = RulebookVersion.objects.filter(name=key).order_by("valid_from", "pk").last()
        if last is None:
            raise LookupError(f"no rulebook {key!r}")
        return Followed(key, sites, last)

    def name(self, one: Followed) -> Mapping[str, str]:
        return {
            "en": f"{one.name} ({', '.join(site.name_en for site in one.sites)})",
            "zh-hans": f"{one.name}（{'、'.join(site.name_zh for site in one.sites)}）",
        }

    def snapshot(self, one: Followed) -> dict[str, Any]:
        return values_of(one.book)

    def write(self, one: Followed, values: Snapshot, *, now: datetime) -> None:
        """In force at once, so it is dated by the site where it is still yesterday. Raises Wrong."""
        refuse_wrong(values)
        days = [now.astimezone(ZoneInfo(site.zone)).date() for site in one.sites]
        day = max(min(days), one.version.valid_from)
        text = edited(one.version.text, values, day=day)
        try:
            one.version = add_version(one.name, text=text, valid_from=day, now=now)
        except WrongRulebook as problem:
            raise Wrong({"": str(problem)}) from problem


RULES = _Rules()


def values_of(book: Rulebook) -> dict[str, Any]:
    """Minutes and seconds are whole numbers or decimals as they were written; the next day is said in words."""
    values: dict[str, Any] = {
        "credit": str(book.credit_limit),
        "talk": book.talk / MINUTE,
        "per-request": book.attempts.per_request,
        "per-day": book.attempts.per_day,
        "per-number-and-day": book.attempts.per_number_and_day,
        "minutes-apart": book.attempts.least / MINUTE,
        "seconds-after-cut": book.attempts.after_cut / SECOND,
    }
    for name in PRIORITIES:
        terms = book.classes[name]
        values[f"target.{name}"] = terms.target_minutes
        values[f"spacing.{name}"] = [
            NEXT_DAY if wait is None else wait / MINUTE for wait in terms.redial.waits
        ]
    return values


def refuse_wrong(values: Snapshot) -> None:
    """What the form can point at; the parser says the rest. Raises Wrong."""
    found = {**_wrong_targets(values), **_beyond_the_ceiling(values)}
    try:
        if not 0 <= Fraction(str(values["credit"])) <= 1:
            found["credit"] = "no-share"
    except (ValueError, ZeroDivisionError):
        found["credit"] = "no-share"
    if not 0 < values["talk"] < 24 * 60:
        found["talk"] = "not-positive"
    if found:
        raise Wrong(found)


def edited(text: str, values: Snapshot, *, day: date) -> str:
    """The rulebook's text with these figures and this date; everything else, comments too, as it stands."""
    document: Any = tomlkit.parse(text)
    document["version"] = day
    for name in PRIORITIES:
        terms = document["classes"][name]
        _set(terms, "target_minutes", _plain(values[f"target.{name}"]))
        _set(terms, "redial_minutes", [_plain(wait) for wait in values[f"spacing.{name}"]])
    _set(document["credit"], "at_most", str(values["credit"]))
    _set(document["talk"], "minutes_until_own_figures", _plain(values["talk"]))
    attempts = document["attempts"]
    for field, name in (
        ("per_request", "per-request"),
        ("per_day", "per-day"),
        ("per_number_and_day", "per-number-and-day"),
        ("minutes_apart", "minutes-apart"),
        ("seconds_after_cut", "seconds-after-cut"),
    ):
        _set(attempts, field, _plain(values[name]))
    return tomlkit.dumps(document)


def _set(table: Any, name: str, value: Any) -> None:
    """What is the same already keeps the way in which it was written."""
    if table[name] != value:
        table[name] = value


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _wrong_targets(values: Snapshot) -> dict[str, str]:
    high, medium, low = (values[f"target.{name}"] for name in PRIORITIES)
    found = {
        f"target.{name}": "not-positive" for name in PRIORITIES if not 0 < values[f"target.{name}"] < 10**6
    }
    if not found and not high < medium:
        found["target.medium"] = "not-rising"
    elif not found and not medium < low:
        found["target.low"] = "not-rising"
    for name in PRIORITIES:
        waits = values[f"spacing.{name}"]
        if not waits or any(wait != NEXT_DAY and not 0 < wait < 10**6 for wait in waits):
            found[f"spacing.{name}"] = "no-waits"
        elif any(wait != NEXT_DAY and wait < CEILING.least / MINUTE for wait in waits):
            found[f"spacing.{name}"] = "too-close"
    return found


def _beyond_the_ceiling(values: Snapshot) -> dict[str, str]:
    most = {
        "per-request": CEILING.per_request,
        "per-day": CEILING.per_day,
        "per-number-and-day": CEILING.per_number_and_day,
    }
    least = {"minutes-apart": CEILING.least / MINUTE, "seconds-after-cut": CEILING.after_cut / SECOND}
    found = {name: "too-many" for name, limit in most.items() if not 0 < values[name] <= limit}
    return {**found, **{name: "too-close" for name, limit in least.items() if values[name] < limit}}
