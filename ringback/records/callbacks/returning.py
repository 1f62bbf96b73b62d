"""What a seller was asked for is there: their callback waits again, at the place that it had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from ringback.records.callbacks.asking import LineShut, number_for
from ringback.records.callbacks.law import queue_for
from ringback.records.callbacks.models import OPEN, Callback
from ringback.records.callbacks.offering import Basis
from ringback.records.callbacks.opening import open_callback
from ringback.records.callbacks.promising import window_for
from ringback.records.callbacks.resting import rest_for
from ringback.records.cases import actions as cases
from ringback.records.cases.models import Case
from ringback.records.desk.readers import calendar_of
from ringback.records.policies.models import RulebookVersion
from ringback.rules.calls.outcomes import CallOutcome
from ringback.rules.hours import opening_minutes
from ringback.rules.policy.verdict import Verdict
from ringback.rules.queue.discipline import effective_after_class_change

THE_CASE = "SELECT id, number FROM ringback_case WHERE id = %s"
# What differs from one moment to the next without a change in what the seller or the case is.
OF_THE_MOMENT = frozenset({"now", "promised_by_minutes", "chat_open"})


@dataclass(frozen=True)
class Answered:
    """`left` is what is still missing; `callback` waits again. `because` says why none does although nothing is missing any
    more: not-eligible or line-shut; then the written answer is owed. Empty where there was none to wait again."""

    left: tuple[str, ...] = ()
    callback: Callback | None = None
    because: str = ""


@transaction.atomic
def give(case: Case, *, things: Sequence[str], words: str, now: datetime) -> Answered:
    """The seller has ticked these of the missing things, with a message. When the last one is there, the callback is back.

    What is not on the list is passed over; where nothing is asked any more it is a message like any other. Raises NothingWritten, Unsayable,
    CaseIsClosed.
    """
    if not _was_asked(case):
        return write(case, words=words, now=now)
    left = cases.give(case, things=things, words=words, now=now)
    return Answered(left=tuple(left)) if left else _back(case, now)


@transaction.atomic
def write(case: Case, *, words: str, now: datetime) -> Answered:
    """A seller's message answers whatever was asked. Raises NothingWritten, Unsayable,
    CaseIsClosed."""
    was_asked = _was_asked(case)
    cases.write_message(case, author=case.seller.person, body=words, owes=not was_asked, now=now)
    if not was_asked:
        return Answered()
    cases.have_all(case, now=now)  # words that were said before, and are no new message, answer it as well
    return _back(case, now)


@transaction.atomic
def add_files(case: Case, *, now: datetime) -> Answered:
    """Evidence that was stored a moment ago answers it as well; nothing happens where nothing was asked."""
    if not _was_asked(case):
        return Answered()
    cases.have_all(case, now=now)
    return _back(case, now)


def _was_asked(case: Case) -> bool:
    """Under the case's lock, so that of two answers at once one alone puts the callback back."""
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk).state == Case.State.NEEDS_SELLER


def _back(case: Case, now: datetime) -> Answered:
    last = case.callbacks.order_by("-ordinal").select_related("rulebook", "class_change").first()
    if last is not None and last.state in OPEN:
        return Answered()
    if last is None or last.finished_because != CallOutcome.NEEDS_SELLER:
        cases.ask_in_writing(case, now=now)
        return Answered()
    found = _drawn_up(case, last, now)
    if isinstance(found, str):
        cases.ask_in_writing(case, now=now)
        return Answered(because=found)
    window = window_for(found, now=now)
    open_callback(found, (THE_CASE, [case.pk]), window=window, made_for="again", now=now)
    return Answered(callback=found)


@dataclass(frozen=True)
class _Rank:
    """As the law had it, or as the policy has it now."""

    priority: str
    target: float
    effective: float
    version: RulebookVersion
    facts: dict[str, Any]
    reasons: list[dict[str, Any]]


def _drawn_up(case: Case, before: Callback, now: datetime) -> Callback | str:
    """The callback, not written yet; or why there is none. A window is over with the call that was in it."""
    basis = Basis(case, now=now)
    verdict = basis.verdict(before.line)
    if not verdict.eligible:
        return "not-eligible"
    try:
        number = number_for(case, before.line)
    except LineShut:
        return "line-shut"
    rank, site = _rank(before, basis, verdict, now), case.site
    rest = rest_for(site, case.seller, line=before.line, window_from=None, now=now)
    return Callback(
        case=case,
        ordinal=before.ordinal + 1,
        seller=case.seller,
        site=site,
        state=Callback.State.RESTING if rest else Callback.State.WAITING,
        rest_reason=rest.reason if rest else "",
        ready_at=rest.until if rest else None,
        state_since=now,
        priority=rank.priority,
        target=rank.target,
        credit=before.credit,
        asked_at=now,
        asked=opening_minutes(calendar_of(site), now),
        effective=rank.effective,
        queue=queue_for(
            site, languages=before.languages, skills=before.skills, target=rank.target, line=before.line
        ),
        languages=before.languages,
        skills=before.skills,
        line=before.line,
        number=number,
        continues=before,
        rulebook=rank.version,
        facts=rank.facts,
        reasons=rank.reasons,
    )


def _rank(before: Callback, basis: Basis, verdict: Verdict, now: datetime) -> _Rank:
    """Its own place. The class is asked for again only where the policy's facts have changed, and no person had decided it;
    then u does not jump."""
    facts = basis.facts(before.line)
    if before.class_change_id is not None or _lasting(facts) == _lasting(before.facts):
        return _Rank(
            before.priority, before.target, before.effective, before.rulebook, before.facts, before.reasons
        )
    target = before.target
    effective = before.effective
    if verdict.priority != before.priority:
        target = verdict.target_minutes
        effective = effective_after_class_change(
            before.effective,
            opened=opening_minutes(calendar_of(before.site), now),
            old=before.target,
            new=target,
            protect=settings.PROTECT,
        )
    return _Rank(verdict.priority, target, effective, basis.version, facts, verdict.as_json()["reasons"])


def _lasting(facts: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        whose: {name: value for name, value in told.items() if name not in OF_THE_MOMENT}
        for whose, told in facts.items()
    }
