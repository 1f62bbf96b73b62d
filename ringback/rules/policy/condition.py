"""Conditions on named facts: what a rule asks, and how its TOML table is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from ringback.rules.policy.facts import FACTS, Fact, Kind, Value
from ringback.rules.policy.table import suggestion
from ringback.rules.policy.wrong import Problem

Sets = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Test:
    """One fact beside one value; `days_ago_at_least` counts dates in the site's zone."""

    fact: str
    how: str
    value: Any


@dataclass(frozen=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    part: "Condition"


Condition = Test | All | AnyOf | Not
ALWAYS = All(())

# A century: beyond it an unlock date could leave the calendar.
LONGEST_DAYS = 36500

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, wanted: bool(value == wanted),
    "is_not": lambda value, wanted: bool(value != wanted),
    "one_of": lambda value, wanted: value in wanted,
    "none_of": lambda value, wanted: value not in wanted,
    "above": lambda value, wanted: bool(value > wanted),
    "below": lambda value, wanted: bool(value < wanted),
    "at_least": lambda value, wanted: bool(value >= wanted),
    "at_most": lambda value, wanted: bool(value <= wanted),
}
_EQUALITY = ("is", "is_not", "one_of", "none_of", "known")
_ORDER = ("above", "below", "at_least", "at_most")
HOW: Mapping[Kind, tuple[str, ...]] = {
    Kind.FLAG: ("is", "is_not", "known"),
    Kind.NUMBER: ("is", "is_not", "known", *_ORDER),
    Kind.CHOICE: _EQUALITY,
    Kind.TEXT: _EQUALITY,
    Kind.DAY: ("days_ago_at_least",),
    Kind.MOMENT: (),
}


def holds(condition: Condition, values: Mapping[str, Value]) -> bool:
    """A fact that is null passes no test but `known = false`."""
    match condition:
        case Test(fact, how, wanted):
            return _passes(values[fact], how, wanted, values.get("today"))
        case All(parts):
            return all(holds(part, values) for part in parts)
        case AnyOf(parts):
            return any(holds(part, values) for part in parts)
        case Not(part):
            return not holds(part, values)


def tests_in(condition: Condition) -> tuple[Test, ...]:
    match condition:
        case Test():
            return (condition,)
        case Not(part):
            return tests_in(part)
        case All(parts) | AnyOf(parts):
            return tuple(test for part in parts for test in tests_in(part))


def _passes(value: Value, how: str, wanted: Any, today: Value) -> bool:
    if how == "known":
        return (value is not None) is wanted
    if value is None:
        return False
    if how == "days_ago_at_least":
        return days_ago(value, today) >= int(wanted)
    return _COMPARE[how](value, wanted)


def days_ago(day: Value, today: Value) -> int:
    """Whole dates from one to the other, whatever the hour."""
    assert isinstance(day, date)
    assert isinstance(today, date)
    return (today - day).days


def read_condition(table: Any, sets: Sets) -> Condition:
    """Raises Problem. A table of several entries asks for all of them; `all`, `any` and `not` nest."""
    if not isinstance(table, dict) or not table:
        raise Problem(f"a condition must be a table such as {{ mfa = true }}, not {table!r}")
    parts = tuple(_read_entry(key, value, sets) for key, value in table.items())
    return parts[0] if len(parts) == 1 else All(parts)


def _read_entry(key: str, value: Any, sets: Sets) -> Condition:
    if key == "not":
        return Not(read_condition(value, sets))
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise Problem(f"{key} must be a list of conditions, not {value!r}")
        parts = tuple(read_condition(part, sets) for part in value)
        return All(parts) if key == "all" else AnyOf(parts)
    if key not in FACTS:
        raise Problem(f"unknown fact {key!r}{suggestion(key, FACTS)}")
    return _read_tests(FACTS[key], value if isinstance(value, dict) else {"is": value}, sets)


def _read_tests(fact: Fact, tests: dict[str, Any], sets: Sets) -> Condition:
    if not tests:
        raise Problem(f"{fact.name} is beside no value")
    parts = tuple(_read_test(fact, how, value, sets) for how, value in tests.items())
    return parts[0] if len(parts) == 1 else All(parts)


def _read_test(fact: Fact, how: str, value: Any, sets: Sets) -> Test:
    if how not in HOW[fact.kind]:
        usual = ", ".join(HOW[fact.kind]) or "nothing"
        raise Problem(
            f"{fact.name} cannot be asked for {how!r}; it is {fact.kind.value} and can be asked for: {usual}"
        )
    if how in ("one_of", "none_of"):
        return Test(fact.name, how, _read_set(fact, value, sets))
    _check_value(fact, how, value)
    return Test(fact.name, how, value)


def _read_set(fact: Fact, value: Any, sets: Sets) -> tuple[str, ...]:
    if isinstance(value, str):
        if value not in sets:
            raise Problem(f"unknown set {value!r} beside {fact.name}{suggestion(value, sets)}")
        value = list(sets[value])
    if not isinstance(value, list) or not value:
        raise Problem(f"{fact.name} must be one of a list or of a named set, not {value!r}")
    for one in value:
        _check_value(fact, "is", one)
    return tuple(value)


def _check_value(fact: Fact, how: str, value: Any) -> None:
    if how == "days_ago_at_least":
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LONGEST_DAYS:
            raise Problem(f"{fact.name} ({how}) must be beside a whole number of days, not {value!r}")
        return
    kind = Kind.FLAG if how == "known" else fact.kind
    if not _FITS.get(kind, _is_text)(value):
        raise Problem(f"{fact.name} ({how}) must be beside {kind.value}, not {value!r}")
    if kind is Kind.CHOICE and value not in fact.choices:
        raise Problem(f"{fact.name} is never {value!r}; it is one of {', '.join(fact.choices)}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


_FITS: Mapping[Kind, Callable[[Any], bool]] = {Kind.FLAG: _is_flag, Kind.NUMBER: _is_number}
