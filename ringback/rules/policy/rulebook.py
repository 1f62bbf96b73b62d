"""A rulebook: parsed from TOML as a whole or refused as a whole; a version is dated and never edited."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from ringback.rules.calls.redial import Limits
from ringback.rules.policy import terms
from ringback.rules.policy.condition import Sets
from ringback.rules.policy.headers import rule_lines, table_line, toml_error_line
from ringback.rules.policy.order import check_order
from ringback.rules.policy.rule import Rule, read_rule
from ringback.rules.policy.sentence import Sentence, Words, read_sentence
from ringback.rules.policy.table import Table
from ringback.rules.policy.terms import ClassTerms, ServiceLevel
from ringback.rules.policy.wrong import Finding, Problem, WrongRulebook

T = TypeVar("T")

# Whatever its rules ask: whom to ring on which line and in which language, and which channels are open.
ALWAYS_USED = frozenset({"site", "line", "language", "chat_open"})


@dataclass(frozen=True)
class Rulebook:
    """`version` is the date it holds from; `zones` maps each site to its time zone; `origin` says whose figures they are.

    `credit_limit` is a share of the class target; `talk` is the median talk time until there are own figures.
    """

    name: str
    version: date
    origin: Sentence
    zones: Mapping[str, str]
    classes: Mapping[str, ClassTerms]
    credit_limit: Fraction
    talk: timedelta
    attempts: Limits
    service_levels: tuple[ServiceLevel, ...]
    words: Words
    rules: tuple[Rule, ...]

    @cached_property
    def facts_used(self) -> frozenset[str]:
        """Every fact, given or derived, that it tests or tells; the given ones must be there for a verdict."""
        return ALWAYS_USED.union(*(rule.facts_used for rule in self.rules))

    @cached_property
    def rules_on_line(self) -> frozenset[str]:
        """Names of those that may decide otherwise for another line."""
        return frozenset(rule.name for rule in self.rules if "line" in rule.facts_used)

    @cached_property
    def most_urgent(self) -> str:
        """The class of the shortest target."""
        return min(self.classes, key=lambda name: self.classes[name].target_minutes)


def parse(text: str, *, file: str = "rulebook.toml") -> Rulebook:
    """Raises WrongRulebook with everything that was found wrong; `file` is only named in it."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongRulebook(
            file, [Finding("", toml_error_line(text, error), f"not TOML: {error}")]
        ) from error
    return _Reading(text, file, values).rulebook()


class _Reading:
    """Collects what is wrong while the parts are read one after the other."""

    def __init__(self, text: str, file: str, values: dict[str, Any]) -> None:
        self._text, self._file, self._top = text, file, Table(values)
        self._found: list[Finding] = []

    def rulebook(self) -> Rulebook:
        sites = self._table("zones", terms.read_zones)
        sets = self._table("sets", terms.read_sets) if "sets" in self._top else {}
        parts: dict[str, Any] = {
            "name": self._note("", 1, lambda: self._top.take("name", str)),
            "version": self._note("", 1, lambda: self._top.take("version", date)),
            "origin": self._table("origin", read_sentence),
            "zones": sites,
            "classes": self._table("classes", terms.read_classes),
            "credit_limit": self._table("credit", terms.read_credit),
            "talk": self._table("talk", terms.read_talk),
            "attempts": self._table("attempts", terms.read_attempts),
            "service_levels": self._levels(sites or {}),
            "words": self._table("words", terms.read_words) if "words" in self._top else {},
            "rules": self._rules(sets, sites),
        }
        self._note("", self._line_of(next(iter(self._top), "")), self._top.end)
        if self._found:
            raise WrongRulebook(self._file, sorted(self._found, key=lambda finding: finding.line))
        return Rulebook(**parts)

    def _rules(self, sets: Sets | None, sites: Mapping[str, str] | None) -> tuple[Rule, ...]:
        tables = self._note("", self._line_of("rule"), lambda: self._top.take_some("rule"))
        if tables is None or sets is None or sites is None:
            return ()  # whatever is wrong with rules may come from the sets and zones that are wrong already
        lines = rule_lines(self._text)
        lines += [self._line_of("rule")] * (len(tables) - len(lines))
        read = [self._rule(table, line, sets) for table, line in zip(tables, lines, strict=False)]
        rules = [rule for rule in read if rule]
        if len(rules) == len(tables):
            self._found += check_order(rules, lines, sites)
        return tuple(rules)

    def _rule(self, table: Any, line: int, sets: Sets) -> Rule | None:
        name = str(table.get("name", "")) if isinstance(table, dict) else ""
        return self._note(name, line, lambda: read_rule(table, sets))

    def _levels(self, sites: Mapping[str, str]) -> tuple[ServiceLevel, ...]:
        def read() -> tuple[ServiceLevel, ...]:
            levels = enumerate(self._top.take_or("service_level", list, []), 1)
            return tuple(
                terms.read_service_level(Table(one, f"service_level {n}"), sites) for n, one in levels
            )

        return self._note("", self._line_of("service_level"), read) or ()

    def _table(self, name: str, read: Callable[[Table], T]) -> T | None:
        return self._note("", self._line_of(name), lambda: read(Table(self._top.take(name, dict), name)))

    def _line_of(self, name: str) -> int:
        return table_line(self._text, name) or 1

    def _note(self, rule: str, line: int, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Problem as problem:
            self._found.append(Finding(rule, line, str(problem)))
            return None
