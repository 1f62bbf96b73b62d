"""Values of a scenario file: numbers with bounds, shares, times of day, lengths of talk. Each raises Problem where it is wrong."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from ringback.rules.policy.table import Table, suggestion
from ringback.rules.policy.wrong import Problem
from ringback.simulation.clock import DAY, WEEKDAYS, Span
from ringback.simulation.talk import Always, Empirical, Exponential, Lognormal, Talk

_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


def talk(table: Table) -> Talk:
    talk = Table(table.take("talk", dict), "talk")
    kind = talk.take("distribution", str)
    if kind not in TALK:
        raise Problem(f"nothing is known of {kind!r}{suggestion(kind, TALK)}; there are {', '.join(TALK)}")
    found = TALK[kind](talk)
    talk.end()
    return found


TALK: Mapping[str, Callable[[Table], Talk]] = {
    "lognormal": lambda talk: Lognormal(positive(talk, "mean_minutes"), positive(talk, "sigma")),
    "exponential": lambda talk: Exponential(positive(talk, "mean_minutes")),
    "always": lambda talk: Always(positive(talk, "minutes")),
    "empirical": lambda talk: Empirical(weights(talk, "minutes")),
}


def positive(table: Table, key: str, default: float | None = None) -> float:
    found = table.take(key, float) if default is None else table.take_or(key, float, default)
    if not found > 0:
        raise Problem(f"{table.where}must be above 0, not {found}")
    return float(found)


def not_negative(table: Table, key: str, default: float | None = None) -> float:
    found = table.take(key, float) if default is None else table.take_or(key, float, default)
    if not found >= 0:
        raise Problem(f"{table.where}must not be below 0, not {found}")
    return float(found)


def share(table: Table, key: str, default: float) -> float:
    found = table.take_or(key, float, default)
    if not 0 <= found <= 1:
        raise Problem(f"must be between 0 and 1, not {found}")
    return float(found)


def count(table: Table, key: str, default: int) -> int:
    found = table.take_or(key, int, default)
    if found < 1:
        raise Problem(f"must be 1 or more, not {found}")
    return found


def shares(table: Table, key: str) -> dict[str, float]:
    found = table.take(key, dict)
    if not found or not all(isinstance(one, int | float) and one >= 0 for one in found.values()):
        raise Problem("must be a table of names and shares, none below 0")
    if not sum(found.values()) > 0:
        raise Problem("at least one share must be above 0")
    return {name: float(share) for name, share in found.items()}


def weights(table: Table, key: str) -> tuple[float, ...]:
    if key not in table and key == "by_time":
        return (1.0,)
    found = table.take_some(key)
    if not all(isinstance(one, int | float) and one >= 0 for one in found) or not sum(found) > 0:
        raise Problem(f"{table.where}must be a list of numbers, none below 0 and one above")
    return tuple(float(one) for one in found)


def texts(table: Table, key: str) -> frozenset[str]:
    return frozenset(table.texts(key)) if key in table else frozenset()


def by_weekday(table: Table) -> dict[str, float]:
    found = shares(table, "by_weekday") if "by_weekday" in table else {}
    for day in found:
        _weekday(day)
    return found


def shifts(table: Table) -> dict[str, tuple[Span, ...]]:
    found = {}
    for day, spans in table.take("shifts", dict).items():
        if not isinstance(spans, list):
            raise Problem(f'{day} must be a list such as ["09:00-12:30", "13:00-18:00"], not {spans!r}')
        found[_weekday(day)] = tuple(span(one) for one in spans)
    return found


def _weekday(day: str) -> str:
    if day not in WEEKDAYS:
        raise Problem(f"{day!r} is no weekday; there are {', '.join(WEEKDAYS)}")
    return day


def span(text: Any) -> Span:
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise Problem(f'must be a time such as "09:00-18:00", not {text!r}')
    begin, end = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    if not begin < end <= DAY:
        raise Problem(f"{text} does not end after it begins, on the same day")
    return float(begin), float(end)
