"""Sentences in each language of the portal, with facts in them as people write numbers and dates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from math import ceil
from types import MappingProxyType

from ringback.rules.policy.condition import days_ago
from ringback.rules.policy.facts import FACTS, Kind, Value
from ringback.rules.policy.table import Table, suggestion
from ringback.rules.policy.wrong import Problem

# Besides facts: what the rule itself gives. `.days` after a date: how many dates ago.
FOUND = ("target_minutes", "credit_minutes", "unlock_date")
_PLACE = re.compile(r"\{([a-z0-9_]+)(\.days)?\}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_OWN_WORDS = {"usd": ("USD", "美元"), "yes": ("yes", "是"), "no": ("no", "否"), "null": ("not known", "未知")}


@dataclass(frozen=True)
class Sentence:
    """The same in English and in Simplified Chinese."""

    en: str
    zh_hans: str

    def read_in(self, language: str) -> str:
        """English for a language without a translation."""
        return self.zh_hans if language == "zh-hans" else self.en

    def as_json(self) -> dict[str, str]:
        return {"en": self.en, "zh-hans": self.zh_hans}


Words = Mapping[str, Sentence]
NO_WORDS: Words = MappingProxyType({})


def read_sentence(table: Table) -> Sentence:
    """Raises Problem when a language is missing or empty, or a placeholder is none."""
    sentence = Sentence(table.take("en", str), table.take("zh-hans", str))
    table.end()
    for language, text in sentence.as_json().items():
        _check_places(text, f"{table.where}{language}")
    return sentence


def places_in(sentence: Sentence) -> frozenset[str]:
    return frozenset(place[1] for text in (sentence.en, sentence.zh_hans) for place in _PLACE.finditer(text))


def counts_days(sentence: Sentence) -> bool:
    return any(place[2] for text in (sentence.en, sentence.zh_hans) for place in _PLACE.finditer(text))


def tells_facts(sentence: Sentence) -> bool:
    return "{" in sentence.en or "{" in sentence.zh_hans


def fill(sentence: Sentence, values: Mapping[str, Value], words: Words = NO_WORDS) -> Sentence:
    def filled(text: str, language: str) -> str:
        return _PLACE.sub(lambda place: _place_filled(place, values, words, language), text)

    return Sentence(filled(sentence.en, "en"), filled(sentence.zh_hans, "zh-hans"))


def _check_places(text: str, where: str) -> None:
    for name, days in _PLACE.findall(text):
        if name not in FACTS and name not in FOUND:
            raise Problem(f"{where}: unknown fact {{{name}}}{suggestion(name, [*FACTS, *FOUND])}")
        if days and (name not in FACTS or FACTS[name].kind is not Kind.DAY):
            raise Problem(f"{where}: {{{name}.days}} is not the age of a date")
    if set("{}") & set(_PLACE.sub("", text)):
        raise Problem(f"{where}: a brace that holds no fact; write {{mfa}}, in small letters")


def _place_filled(place: re.Match[str], values: Mapping[str, Value], words: Words, language: str) -> str:
    value = values[place[1]]
    if place[2]:
        return grouped(days_ago(value, values["today"]))
    return shown(value, FACTS[place[1]].unit if place[1] in FACTS else "", words, language)


def shown(value: Value, unit: str, words: Words, language: str) -> str:
    """A fact as people write it: 18,400 USD, 0.4%, Tue 13 Jan 2026, or the rulebook's word for it."""
    if value is None or isinstance(value, bool):
        return _own_word({None: "null", True: "yes", False: "no"}[value], language)
    if isinstance(value, date):
        return _day(value, language)
    if isinstance(value, str):
        return words[value].read_in(language) if value in words else value
    if unit == "minutes":
        return grouped(ceil(value))  # a promise of 119.2 minutes is one of 120, never of 119
    if unit in ("share", "percent"):
        return grouped(Decimal(str(value)) * (100 if unit == "share" else 1)) + "%"
    return f"{grouped(value)} {_own_word(unit, language)}" if unit else grouped(value)


def grouped(number: Decimal | float) -> str:
    """At most two decimals, cut and not rounded: 0.9999 % must not read 1 % in a sentence that says "below 1 %"."""
    exact = Decimal(str(number))
    cut = exact.quantize(Decimal("0.01"), ROUND_DOWN) if abs(exact) < 10**15 else exact
    whole, _, decimals = f"{cut:,f}".partition(".")
    return f"{whole}.{decimals.rstrip('0')}".rstrip(".")


def _own_word(key: str, language: str) -> str:
    return Sentence(*_OWN_WORDS[key]).read_in(language)


def _day(day: date, language: str) -> str:
    if language == "zh-hans":
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
