"""One rule of a rulebook: its cases in order, and how its TOML table is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ringback.rules.policy.condition import ALWAYS, All, Condition, Sets, Test, read_condition, tests_in
from ringback.rules.policy.facts import CHANNELS, FACTS, LANGUAGES, PRIORITIES, Kind
from ringback.rules.policy.sentence import FOUND, Sentence, counts_days, places_in, read_sentence
from ringback.rules.policy.table import Table, suggestion
from ringback.rules.policy.wrong import Problem

Given = str | float | tuple[str, ...] | None


@dataclass(frozen=True)
class Case:
    """The first case whose condition holds speaks for its rule; `gives` is None where it decides nothing."""

    when: Condition
    holds: bool
    because: Sentence
    gives: Given = None


@dataclass(frozen=True)
class Rule:
    """`unlock_link` is a fact whose page mends the rule, `unlock_test` the days that must pass; the last case is open."""

    name: str
    effect: str
    cases: tuple[Case, ...]
    unlock_link: str = ""
    unlock_test: Test | None = None

    @property
    def always_decides(self) -> bool:
        return self.cases[-1].holds

    @property
    def tests(self) -> tuple[Test, ...]:
        return tuple(test for case in self.cases for test in tests_in(case.when))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(case.because for case in self.cases)

    @property
    def facts_used(self) -> frozenset[str]:
        """Given and derived facts that it tests or tells, the clock included where it counts days."""
        tested = {test.fact for test in self.tests}
        told = frozenset().union(*map(places_in, self.sentences))
        days = any(FACTS[fact].kind is Kind.DAY for fact in tested) or any(map(counts_days, self.sentences))
        return (told - set(FOUND)) | tested | ({"now"} if days else set())


def read_rule(values: Mapping[str, Any], sets: Sets) -> Rule:
    """Raises Problem, with the first thing that is wrong."""
    table = Table(values)
    name, effect = table.take("name", str), table.take("effect", str)
    if effect == "refuse":
        rule = _read_refusal(table, name, sets)
    elif effect in _GIVES:
        rule = Rule(name, effect, _read_cases(table, effect, sets))
    else:
        effects = ("refuse", *_GIVES)
        raise Problem(
            f"unknown effect {effect!r}{suggestion(effect, effects)}; it is one of {', '.join(effects)}"
        )
    table.end()
    _check_open_end(rule)
    _check_found(rule)
    return rule


def _read_refusal(table: Table, name: str, sets: Sets) -> Rule:
    require = read_condition(table.take("require", dict), sets)
    met = [Case(when, True, said) for when, said in _read_said(table, "because", require, sets)]
    refused = [Case(when, False, said) for when, said in _read_said(table, "otherwise", ALWAYS, sets)]
    # What is said when it is met may have conditions of its own, the last of them none: no case is left over.
    rule = Rule(name, "refuse", (*met, *refused))
    return (
        _with_unlock(rule, Table(table.take("unlock", dict), "unlock"), require)
        if "unlock" in table
        else rule
    )


def _with_unlock(rule: Rule, unlock: Table, require: Condition) -> Rule:
    if "date" in unlock:
        fact = unlock.take("date", str)
        tests = [test for test in tests_in(require) if test.how == "days_ago_at_least"]
        if [test.fact for test in tests] != [fact]:
            raise Problem(
                f"unlock: the rule must ask once how many days ago {fact!r} is, and for no other date"
            )
        rule = replace(rule, unlock_test=tests[0])
    else:
        link = unlock.take("link", str)
        if link not in FACTS:
            raise Problem(f"unlock: unknown fact {link!r}{suggestion(link, FACTS)}")
        rule = replace(rule, unlock_link=link)
    unlock.end()
    return rule


def _read_cases(table: Table, effect: str, sets: Sets) -> tuple[Case, ...]:
    if "case" in table:
        tables = [Table(values, f"case {n}") for n, values in enumerate(table.take_some("case"), 1)]
        cases = [case for one in tables for case in _read_case(one, effect, sets)]
        for one in tables:
            one.end()
    else:
        cases = list(_read_case(table, effect, sets))
    if "otherwise" in table:
        cases += [Case(when, False, said) for when, said in _read_said(table, "otherwise", ALWAYS, sets)]
    return tuple(cases)


def _read_case(table: Table, effect: str, sets: Sets) -> list[Case]:
    when = read_condition(table.take("when", dict), sets) if "when" in table else ALWAYS
    key, read = _GIVES[effect]
    gives = read(table, key)
    return [Case(both, True, said, gives) for both, said in _read_said(table, "because", when, sets)]


def _read_said(table: Table, key: str, when: Condition, sets: Sets) -> list[tuple[Condition, Sentence]]:
    """One sentence, or a list of them with conditions of their own; the last has none."""
    values = table.take_any(key)
    if not isinstance(values, list):
        return [(when, read_sentence(Table(values, f"{table.where}{key}")))]
    tables = [Table(one, f"{table.where}{key} {number}") for number, one in enumerate(values, 1)]
    if [one for one in tables if "when" not in one] != tables[-1:]:
        raise Problem(f"{table.where}{key}: the last sentence, and no other, must be one without `when`")
    own = [read_condition(one.take("when", dict), sets) if "when" in one else ALWAYS for one in tables]
    return [(All((when, part)), read_sentence(one)) for part, one in zip(own, tables, strict=True)]


def _check_open_end(rule: Rule) -> None:
    ends = [case for case in rule.cases if _ends(case, rule.effect)]
    if not ends:
        raise Problem("otherwise is missing: nothing is said when no case holds")
    if ends[0] is not rule.cases[-1]:
        raise Problem("what stands after a case without `when` is never reached")


def _ends(case: Case, effect: str) -> bool:
    # A recommendation passes over a channel that is shut: only e-mail, which never is, ends it.
    return not tests_in(case.when) and (effect != "recommend" or case.gives == "email")


def _check_found(rule: Rule) -> None:
    found = frozenset().union(*map(places_in, rule.sentences))
    if "unlock_date" in found and not rule.unlock_test:
        raise Problem("{unlock_date} is told, but unlock names no date")
    if any(case.holds and "unlock_date" in places_in(case.because) for case in rule.cases):
        raise Problem("because: {unlock_date} is told where nothing is locked")
    if "credit_minutes" in found and rule.effect != "credit":
        raise Problem("{credit_minutes} is told by a rule that credits nothing")


def _read_minutes(table: Table, key: str) -> Given:
    minutes = table.take(key, float)
    if not 0 < minutes < 10**6:
        raise Problem(f"{key} must be more than 0, not {minutes!r}")
    return minutes


def _read_word_of(words: tuple[str, ...]) -> Callable[[Table, str], Given]:
    def read(table: Table, key: str) -> Given:
        word = table.take(key, str)
        if word not in words:
            raise Problem(f"{key} must be one of {', '.join(words)}, not {word!r}")
        return word

    return read


def _read_languages(table: Table, key: str) -> Given:
    languages = table.texts(key)
    for language in languages:
        if language not in LANGUAGES:
            raise Problem(f"{key} must be some of {', '.join(LANGUAGES)}, not {language!r}")
    return languages


_GIVES: Mapping[str, tuple[str, Callable[[Table, str], Given]]] = {
    "class": ("class", _read_word_of(PRIORITIES)),
    "credit": ("minutes", _read_minutes),
    "languages": ("languages", _read_languages),
    "recommend": ("channel", _read_word_of(CHANNELS)),
}
