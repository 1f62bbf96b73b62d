"""Decides: a rulebook and the facts of one request in, a verdict with every rule's reason out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from ringback.rules.policy.condition import holds
from ringback.rules.policy.facts import CHANNELS, LINES, Value, read_facts
from ringback.rules.policy.rule import Case, Rule
from ringback.rules.policy.rulebook import Rulebook
from ringback.rules.policy.sentence import fill, tells_facts
from ringback.rules.policy.verdict import Reason, Unlock, Verdict

Values = Mapping[str, Value]
# A rule, the case of it that held, and what was known then: enough to tell the reason, which few of the walks need.
Taken = tuple[Rule, Case, Values]


@dataclass(frozen=True)
class _SoFar:
    """What the rules above have decided, were this line the one that is asked for."""

    values: Mapping[str, Value]
    languages: tuple[str, ...]
    refused: bool
    taken: tuple[Taken, ...]

    @property
    def priority(self) -> str:
        return str(self.values["class"])


def decide(rulebook: Rulebook, facts: Mapping[str, Any]) -> Verdict:
    """`facts` is {"seller": {…}, "request": {…}}; raises MissingFact or WrongFact.

    Asked first with promised_by_minutes null; asked again with the promise, the recommendation alone can differ.
    """
    values = read_facts(facts, used=rulebook.facts_used, zones=rulebook.zones)
    *rules, recommending = rulebook.rules
    asked = _walk(rules, values)
    ends = {line: _on_line(line, rulebook, asked, values) for line in LINES}
    lines = tuple(line for line in LINES if not ends[line].refused)
    # When the asked line alone is shut, the recommendation is that for the line that is open.
    advised = ends[lines[0]] if lines and asked.refused else asked
    channels = _channels(can_be_rung=bool(lines), chat_open=bool(values["chat_open"]))
    channel, reason = _recommend(rulebook, recommending, advised.values, channels)
    target = rulebook.classes[asked.priority].target_minutes
    reasons = tuple(_reason(rulebook, *taken) for taken in asked.taken)
    return Verdict(
        eligible=not asked.refused,
        priority=asked.priority,
        target_minutes=target,
        credit_minutes=_limited(reasons, target, rulebook.credit_limit),
        languages=asked.languages,
        recommended_channel=channel,
        channels=channels,
        lines=lines,
        reasons=(*reasons, reason),
    )


def recommend(
    rulebook: Rulebook, facts: Mapping[str, Any], first: Verdict, *, promised_by_minutes: float | None
) -> Verdict:
    """The second question: the `first` verdict on these facts with the upper bound of the promise, in wall minutes from now.

    Other rules may not use the promise (`order`), so they are not asked again.
    """
    request = {**facts.get("request", {}), "promised_by_minutes": promised_by_minutes}
    values = read_facts({**facts, "request": request}, used=rulebook.facts_used, zones=rulebook.zones)
    *rules, recommending = rulebook.rules
    known: Values
    if first.eligible or not first.lines:
        known = {**values, **_class_of(first)}
    else:
        known = _walk(rules, {**values, "line": first.lines[0]}).values
    channel, reason = _recommend(rulebook, recommending, known, first.channels)
    return replace(first, recommended_channel=channel, reasons=(*first.reasons[:-1], reason))


def _class_of(verdict: Verdict) -> Values:
    set_by = [reason.rule for reason in verdict.reasons if reason.effect == "class" and reason.holds]
    return {"class": verdict.priority, "class_set_by": set_by[-1]}


def _walk(rules: Sequence[Rule], values: Mapping[str, Value]) -> _SoFar:
    known: Values = {**values, "class": None, "class_set_by": None}
    languages: tuple[str, ...] = (str(values["language"]),)
    refused, taken = False, list[Taken]()
    for rule in rules:
        case = _case_for(rule, known)
        if rule.effect == "refuse":
            refused = refused or not case.holds
        elif rule.effect == "class" and case.holds:
            known = {**known, "class": str(case.gives), "class_set_by": rule.name}
        elif rule.effect == "languages" and isinstance(case.gives, tuple):
            languages = case.gives
        taken.append((rule, case, known))
    return _SoFar(known, languages, refused, tuple(taken))


def _on_line(line: str, rulebook: Rulebook, asked: _SoFar, values: Values) -> _SoFar:
    """Where the walk would end for another line. Most rules do not ask for the line: it is walked only if one decides otherwise."""
    if line == values["line"]:
        return asked
    there: Values = {**values, "class": None, "class_set_by": None}
    for rule, case, known in asked.taken:
        if rule.name in rulebook.rules_on_line and _case_for(rule, {**there, "line": line}) is not case:
            return _walk(rulebook.rules[:-1], {**values, "line": line})
        there = known
    return asked


def _case_for(rule: Rule, values: Values) -> Case:
    """The first that holds; the last one is open."""
    for case in rule.cases[:-1]:
        if holds(case.when, values):
            return case
    return rule.cases[-1]


def _reason(rulebook: Rulebook, rule: Rule, case: Case, values: Mapping[str, Value]) -> Reason:
    amount = case.gives if rule.effect == "credit" and isinstance(case.gives, int | float) else 0
    unlock = None if case.holds else _unlock(rule, values)
    because = case.because
    if tells_facts(because):
        target = rulebook.classes[str(values["class"])].target_minutes if values["class"] else None
        found = {
            "target_minutes": target,
            "credit_minutes": amount,
            "unlock_date": unlock.date if unlock else None,
        }
        because = fill(because, {**values, **found}, rulebook.words)
    return Reason(rule.name, case.holds, rule.effect, because, unlock, amount)


def _unlock(rule: Rule, values: Mapping[str, Value]) -> Unlock | None:
    if rule.unlock_link:
        return Unlock(link=rule.unlock_link)
    if not rule.unlock_test:
        return None
    since = values[rule.unlock_test.fact]
    assert isinstance(since, date)
    return Unlock(date=since + timedelta(days=rule.unlock_test.value))


def _channels(*, can_be_rung: bool, chat_open: bool) -> tuple[str, ...]:
    is_open = {"phone": can_be_rung, "chat": chat_open, "email": True}
    return tuple(channel for channel in CHANNELS if is_open[channel])


def _recommend(
    rulebook: Rulebook, rule: Rule, known: Values, channels: tuple[str, ...]
) -> tuple[str, Reason]:
    """A case whose channel is shut is passed over; the last one recommends e-mail, which is always open."""
    values = {**known, "can_be_rung": "phone" in channels}
    case = next(case for case in rule.cases if case.gives in channels and holds(case.when, values))
    return str(case.gives), _reason(rulebook, rule, case, values)


def _limited(reasons: tuple[Reason, ...], target: float, share: Fraction) -> float:
    earned = sum((Fraction(str(reason.amount)) for reason in reasons if reason.amount), Fraction(0))
    if not earned:
        return 0
    credit = min(earned, share * Fraction(str(target)))
    return int(credit) if credit.denominator == 1 else float(credit)
