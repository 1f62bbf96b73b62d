"""What a rulebook says besides its rules: classes, credit, attempts, talk time and published service levels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from ringback.rules.calls.redial import CEILING, Limits, Spacing
from ringback.rules.policy.condition import Sets
from ringback.rules.policy.facts import PRIORITIES
from ringback.rules.policy.sentence import Sentence, Words, read_sentence
from ringback.rules.policy.table import Table
from ringback.rules.policy.wrong import Problem


@dataclass(frozen=True)
class ClassTerms:
    """`target_minutes` is opening time; `redial` holds the waits after the first, second, … missed attempt."""

    target_minutes: float
    redial: Spacing


@dataclass(frozen=True)
class ServiceLevel:
    """A published figure to report against; empty site or class: all. `measured` is answered, solved (by a call) or written, each
    within a time, or helped: rated `rating` or better. It holds when `share` of them are so, or `on_average`, when their mean is within;
    with neither, a report gives no verdict. `origin` is None where it is the rulebook's."""

    measured: str
    within: timedelta
    share: float | None
    on_average: bool
    rating: int
    site: str
    priority: str
    says: Sentence
    origin: Sentence | None


HELPED = "helped"
MEASURED = ("answered", "solved", "written", HELPED)
RATINGS = range(1, 6)


def read_classes(table: Table) -> Mapping[str, ClassTerms]:
    """Raises Problem unless high, medium and low are there, each with more time than the one before."""
    classes = {name: _read_class(Table(table.take(name, dict), f"classes.{name}")) for name in PRIORITIES}
    table.end()
    targets = [terms.target_minutes for terms in classes.values()]
    if not 0 < targets[0] < targets[1] < targets[2] < 10**6:
        said = ", ".join(f"{name} {target:g}" for name, target in zip(classes, targets, strict=True))
        raise Problem(f"contradictory targets: they must rise from high to low, and are {said}")
    return classes


def _read_class(table: Table) -> ClassTerms:
    target, waits = table.take("target_minutes", float), table.take_some("redial_minutes")
    table.end()
    return ClassTerms(target, Spacing(tuple(_read_wait(wait, table) for wait in waits)))


def _read_wait(value: Any, table: Table) -> timedelta | None:
    if value == "next day":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10**6:
        raise Problem(f'{table.where}redial_minutes holds minutes or "next day", not {value!r}')
    return timedelta(minutes=value)


def read_credit(table: Table) -> Fraction:
    """The share of the class target that credits may reach in all, written as "1/3"; nobody gains a class by it."""
    text = table.take("at_most", str)
    table.end()
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Problem(f'credit: at_most must be a share such as "1/3", not {text!r}') from None
    if not 0 <= share <= 1:
        raise Problem(f"credit: at_most must lie between 0 and 1, not {text!r}")
    return share


def read_attempts(table: Table) -> Limits:
    limits = Limits(
        per_request=_positive(table, "per_request"),
        per_day=_positive(table, "per_day"),
        per_number_and_day=_positive(table, "per_number_and_day"),
        least=timedelta(minutes=_positive(table, "minutes_apart")),
        after_cut=timedelta(seconds=_positive(table, "seconds_after_cut")),
    )
    table.end()
    _refuse_beyond(CEILING, limits, table)
    return limits


def _refuse_beyond(ceiling: Limits, limits: Limits, table: Table) -> None:
    """A rulebook may ring a person less often than this, and later; never more often or sooner."""
    for name in ("per_request", "per_day", "per_number_and_day"):
        if getattr(limits, name) > getattr(ceiling, name):
            raise Problem(f"{table.where}{name} may be at most {getattr(ceiling, name)}")
    if limits.least < ceiling.least or limits.after_cut < ceiling.after_cut:
        raise Problem(
            f"{table.where}at least {ceiling.least // timedelta(minutes=1)} minutes_apart and "
            f"{ceiling.after_cut // timedelta(seconds=1)} seconds_after_cut are needed"
        )


def read_talk(table: Table) -> timedelta:
    """The median talk time that counts until there are own figures."""
    minutes = _positive(table, "minutes_until_own_figures")
    table.end()
    return timedelta(minutes=minutes)


def read_zones(table: Table) -> Mapping[str, str]:
    zones = {site: table.take(site, str) for site in table}
    if not zones:
        raise Problem("zones: at least one site is needed")
    for site, zone in zones.items():
        try:
            ZoneInfo(zone)
        except (OSError, ValueError, KeyError):
            raise Problem(f"zones: {site} is in no zone called {zone!r}") from None
    return zones


def read_sets(table: Table) -> Sets:
    return {name: table.texts(name) for name in table}


def read_words(table: Table) -> Words:
    """What people read instead of a fact's value, such as Mandarin for zh-hans."""
    return {word: read_sentence(Table(table.take(word, dict), f"words.{word}")) for word in table}


def read_service_level(table: Table, sites: Mapping[str, str]) -> ServiceLevel:
    measured = _one_of(table, "measured", MEASURED)
    helped = measured == HELPED
    level = ServiceLevel(
        measured=measured,
        within=timedelta(0) if helped else timedelta(hours=_positive(table, "within_hours")),
        share=table.take("share", float) if "share" in table else None,
        on_average=False if helped else table.take_or("on_average", bool, False),
        rating=table.take("rating", int) if helped else 0,
        site=_one_of(table, "site", sites) if "site" in table else "",
        priority=_one_of(table, "class", PRIORITIES) if "class" in table else "",
        says=read_sentence(Table(table.take("says", dict), f"{table.where}says")),
        origin=read_sentence(Table(table.take("origin", dict), f"{table.where}origin"))
        if "origin" in table
        else None,
    )
    table.end()
    if helped and level.rating not in RATINGS:
        raise Problem(f"{table.where}rating must be 1 to 5, not {level.rating}")
    if level.share is not None and not 0 < level.share <= 1:
        raise Problem(f"{table.where}share must be more than 0 and at most 1, not {level.share!r}")
    return level


def _positive(table: Table, key: str) -> int:
    number = table.take(key, int)
    if not 0 < number < 10**6:
        raise Problem(f"{table.where}{key} must be more than 0, not {number}")
    return number


def _one_of(table: Table, key: str, words: Any) -> str:
    word = table.take(key, str)
    if word not in words:
        raise Problem(f"{table.where}{key} must be one of {', '.join(words)}, not {word!r}")
    return word
