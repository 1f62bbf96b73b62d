"""The named facts that a rulebook may ask about, and how a document of facts is read; never a verdict."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

Value = bool | int | float | str | date | datetime | None

LANGUAGES = ("en", "zh-hans", "ja")
LINES = ("in-app", "phone")
CHANNELS = ("phone", "chat", "email")
PRIORITIES = ("high", "medium", "low")

# Beyond these years a zone's offset or a waiting time could leave the calendar.
YEARS = range(1900, 9000)


class Kind(Enum):
    """What a fact is; the value says it in the words of an error."""

    FLAG = "true or false"
    NUMBER = "a number"
    DAY = "a date or a date-time such as 2026-01-13"
    MOMENT = "a date-time such as 2026-01-13T09:30:00+01:00"
    CHOICE = "one of the words that it may be"
    TEXT = "a text"


@dataclass(frozen=True)
class Fact:
    """`given_in` is seller, request or (found on the way) derived; `unit` is how a number is shown to people."""

    name: str
    given_in: str
    kind: Kind
    choices: tuple[str, ...] = ()
    unit: str = ""
    least: float = -math.inf
    most: float = math.inf
    may_be_null: bool = False


class UnfitFacts(ValueError):
    """No verdict can be given on these facts; `names` are those to mend."""

    names: tuple[str, ...]


class MissingFact(UnfitFacts):
    """Facts that the rulebook uses and nobody sent."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = tuple(names)
        super().__init__(f"missing {'fact' if len(self.names) == 1 else 'facts'}: {', '.join(self.names)}")


class WrongFact(UnfitFacts):
    """Facts that are there and of another type; `problems` maps each name to what is wrong with it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.names, self.problems = tuple(problems), dict(problems)
        super().__init__("; ".join(f"wrong fact: {name} {problem}" for name, problem in problems.items()))


def _table() -> Mapping[str, Fact]:
    def count(name: str) -> Fact:
        return Fact(name, "seller", Kind.NUMBER, least=0)

    def flag(name: str, given_in: str) -> Fact:
        return Fact(name, given_in, Kind.FLAG)

    facts = (
        Fact("plan", "seller", Kind.CHOICE, ("professional", "individual")),
        flag("identity_verified", "seller"),
        Fact("kyc", "seller", Kind.CHOICE, ("complete", "pending", "none")),
        Fact("registered_at", "seller", Kind.DAY),
        flag("mfa", "seller"),
        flag("phone_verified", "seller"),
        count("pending_verifications"),
        count("open_warnings"),
        Fact("odr", "seller", Kind.NUMBER, unit="share", least=0, most=1),
        Fact("monthly_sales_usd", "seller", Kind.NUMBER, unit="usd"),
        count("months_with_sales"),
        Fact("store_rating", "seller", Kind.NUMBER, unit="percent", least=0, most=100),
        Fact("language", "seller", Kind.CHOICE, LANGUAGES),
        count("urgent_claims_30d"),
        Fact("site", "request", Kind.TEXT),
        Fact("issue_type", "request", Kind.TEXT),
        flag("urgent_claimed", "request"),
        Fact("completeness", "request", Kind.NUMBER, unit="share", least=0, most=1),
        Fact("line", "request", Kind.CHOICE, LINES),
        Fact("promised_by_minutes", "request", Kind.NUMBER, unit="minutes", may_be_null=True),
        flag("chat_open", "request"),
        Fact("now", "request", Kind.MOMENT),
        Fact("class", "derived", Kind.CHOICE, PRIORITIES),
        Fact("class_set_by", "derived", Kind.TEXT),
        flag("can_be_rung", "derived"),
    )
    return MappingProxyType({fact.name: fact for fact in facts})


FACTS = _table()


def read_facts(
    document: Mapping[str, Any], *, used: frozenset[str], zones: Mapping[str, str]
) -> Mapping[str, Value]:
    """The used facts by name, days as dates in the site's zone, and `today`, the date of `now` there.

    `document` is {"seller": {…}, "request": {…}}; raises MissingFact naming all that are missing, else WrongFact.
    """
    sent = _sent(document)
    wanted = _given(used)
    missing = [fact.name for fact in wanted if _is_missing(fact, sent[fact.given_in])]
    if missing:
        raise MissingFact(missing)
    site = sent["request"].get("site")
    zone = ZoneInfo(zones[site]) if isinstance(site, str) and site in zones else None
    values = _read_all(wanted, sent, zone or UTC)
    if zone is None:
        raise WrongFact({"site": f"must be one of {', '.join(zones)}, not {_shown(site)}"})
    now = values.get("now")
    today = now.date() if isinstance(now, datetime) else None
    return MappingProxyType({**values, "today": today})


@cache
def _given(used: frozenset[str]) -> tuple[Fact, ...]:
    return tuple(fact for name, fact in FACTS.items() if name in used and fact.given_in != "derived")


def _sent(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    if not isinstance(document, Mapping):
        raise WrongFact({"facts": 'must be {"seller": {…}, "request": {…}}'})
    sent = {group: document.get(group, {}) for group in ("seller", "request")}
    wrong = {
        group: "must be a table of facts" for group, facts in sent.items() if not isinstance(facts, Mapping)
    }
    if wrong:
        raise WrongFact(wrong)
    return sent


def _is_missing(fact: Fact, sent: Mapping[str, Any]) -> bool:
    return fact.name not in sent or (sent[fact.name] is None and not fact.may_be_null)


def _read_all(wanted: Sequence[Fact], sent: dict[str, Mapping[str, Any]], zone: tzinfo) -> dict[str, Value]:
    values: dict[str, Value] = {}
    wrong: dict[str, str] = {}
    for fact in wanted:
        raw = sent[fact.given_in][fact.name]
        try:
            values[fact.name] = None if raw is None else _READ[fact.kind](fact, raw, zone)
        except ValueError as error:
            wrong[fact.name] = f"{error}, not {_shown(raw)}"
    if wrong:
        raise WrongFact(wrong)
    return values


def _flag(fact: Fact, raw: Any, zone: tzinfo) -> Value:
    if not isinstance(raw, bool):
        raise ValueError(f"must be {fact.kind.value}")
    return raw


def _number(fact: Fact, raw: Any, zone: tzinfo) -> int | float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not abs(raw) < math.inf:
        raise ValueError(f"must be {fact.kind.value}")
    if not fact.least <= raw <= fact.most:
        upper = "" if fact.most == math.inf else f" and at most {fact.most:g}"
        raise ValueError(f"must be at least {fact.least:g}{upper}")
    number: int | float = raw
    return number


def _text(fact: Fact, raw: Any, zone: tzinfo) -> Value:
    if not isinstance(raw, str) or not raw:
        raise ValueError(f"must be {Kind.TEXT.value}")
    if fact.choices and raw not in fact.choices:
        raise ValueError(f"must be one of {', '.join(fact.choices)}")
    return raw


def _moment(fact: Fact, raw: Any, zone: tzinfo) -> datetime:
    moment = raw if isinstance(raw, datetime) else _parsed(fact, raw)
    if moment.year not in YEARS:
        raise ValueError(f"must lie between the years {YEARS.start} and {YEARS.stop}")
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _day(fact: Fact, raw: Any, zone: tzinfo) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        raw = raw.isoformat()
    return _moment(fact, raw, zone).date()


def _parsed(fact: Fact, raw: Any) -> datetime:
    shortest = len("2026-01-13T09") if fact.kind is Kind.MOMENT else 0
    if not isinstance(raw, str) or len(raw) < shortest:
        raise ValueError(f"must be {fact.kind.value}")
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        raise ValueError(f"must be {fact.kind.value}") from None


def _shown(raw: Any) -> str:
    return repr(raw)[:60]


_READ = {
    Kind.FLAG: _flag,
    Kind.NUMBER: _number,
    Kind.CHOICE: _text,
    Kind.TEXT: _text,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
}
