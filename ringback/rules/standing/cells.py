"""One cell as a value: a fact of the policy language, a number to ring, a moment."""

import re
from datetime import UTC, date, datetime, time, tzinfo

from ringback.rules.numbers import e164
from ringback.rules.policy.facts import YEARS, Fact, Kind

YES = frozenset({"true", "yes", "y", "1", "wahr", "ja", "是", "真"})
NO = frozenset({"false", "no", "n", "0", "falsch", "nein", "否", "假"})
DAY = re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$")
GERMAN_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
NUMBER = re.compile(r"^-?\d+([.,]\d+)?$")
THOUSANDS = re.compile(r"^-?[1-9]\d{0,2}([.,]\d{3})+$")
SCIENTIFIC = re.compile(r"^\d([.,]\d+)?e\+?\d+$", re.IGNORECASE)
CODE = re.compile(r"^\S{1,32}$")


class Wrong(ValueError):
    """`why` is a word for what is wrong; `what` are the words or bounds that it may be."""

    def __init__(self, why: str, what: str = "") -> None:
        super().__init__(why)
        self.why, self.what = why, what


def fact_in(cell: str, fact: Fact, zone: tzinfo) -> bool | int | float | str:
    """As a rulebook reads it, a day as its ISO date. Raises Wrong."""
    if fact.kind is Kind.FLAG:
        return _flag(cell)
    if fact.kind is Kind.NUMBER:
        return _number(cell, fact)
    if fact.kind is Kind.DAY:
        return moment_in(cell, zone).astimezone(zone).date().isoformat()
    word = cell.casefold()
    if fact.choices and word not in fact.choices:
        raise Wrong("choice", ", ".join(fact.choices))
    return word


def moment_in(cell: str, zone: tzinfo) -> datetime:
    """In UTC; a day is its first moment, a time without offset is in `zone`. Raises Wrong."""
    text, _, clock = cell.partition(" ")
    day = _day(text)
    try:
        at = (
            datetime.combine(day, time.fromisoformat(clock.strip().zfill(5) if clock else "00:00"))
            if day
            else None
        )
        at = at or datetime.fromisoformat(cell)
    except ValueError as problem:
        raise Wrong("date") from problem
    if at.year not in YEARS:
        raise Wrong("date")
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def phone_in(cell: str) -> str:
    """E.164. Raises Wrong."""
    if SCIENTIFIC.match(cell):
        raise Wrong("scientific")
    if not cell.startswith("+"):
        raise Wrong("plus")
    try:
        return e164(cell)
    except ValueError as problem:
        raise Wrong("phone") from problem


def code_in(cell: str) -> str:
    """The marketplace's id of a seller. Raises Wrong."""
    if SCIENTIFIC.match(cell):
        raise Wrong("scientific")
    if not CODE.match(cell):
        raise Wrong("code")
    return cell


def _flag(cell: str) -> bool:
    word = cell.casefold()
    if word not in YES | NO:
        raise Wrong("flag")
    return word in YES


def _number(cell: str, fact: Fact) -> int | float:
    """A comma or a point begins the decimals; with three digits after it nobody can tell it from thousands."""
    percent = cell.endswith(("%", "％"))
    text = "".join(cell.rstrip("%％").split())
    if percent and fact.unit not in ("share", "percent"):
        raise Wrong("percent")
    if SCIENTIFIC.match(text):
        raise Wrong("scientific")
    if ("," in text or fact.unit == "usd") and THOUSANDS.match(text):
        raise Wrong("thousands")
    if not NUMBER.match(text) or len(text) > 20:
        raise Wrong("number")
    text = text.replace(",", ".")
    number: int | float = float(text) if "." in text else int(text)
    if percent and fact.unit == "share":
        number = round(number / 100, 10)
    if not fact.least <= number <= fact.most:
        raise Wrong(
            "bounds", f"{fact.least:g}–{fact.most:g}" if fact.most < float("inf") else f"≥ {fact.least:g}"
        )
    return number


def _day(text: str) -> date | None:
    """2026-01-13, 2026/1/13, 2026.1.13 or 13.1.2026; never 1/13/2026, of which nobody knows which is the month."""
    if found := DAY.match(text):
        year, _, month, day = found.groups()
    elif found := GERMAN_DAY.match(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError as problem:
        raise Wrong("date") from problem
