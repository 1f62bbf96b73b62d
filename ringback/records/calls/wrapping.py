"""After the talk: notes and a summary, the agent's outcome and what it does, the seller's rating."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from ringback.records import wake
from ringback.records.agents.actions import Presence, be
from ringback.records.agents.actions import locked as locked_agent
from ringback.records.callbacks.changing import NotWhile
from ringback.records.callbacks.continuing import continue_callback
from ringback.records.callbacks.models import OPEN, Callback, Escalation
from ringback.records.callbacks.moving import change, locked, wake_pages
from ringback.records.callbacks.promising import notify
from ringback.records.callbacks.story import tell
from ringback.records.calls.agreeing import agreed_until
from ringback.records.calls.models import Attempt, Call
from ringback.records.calls.wishes import CANCELLABLE, cancel
from ringback.records.cases import actions as cases
from ringback.records.saying import sayable
from ringback.rules.calls.lifecycle import CallbackEvent
from ringback.rules.calls.outcomes import OUTCOMES, CallOutcome

State = Callback.State
AT_ONCE = 100


class Unfinished(ValueError):
    """What the outcome asks for is not there; `asks` is missing (a list), time or outcome."""

    def __init__(self, asks: str) -> None:
        super().__init__(f"the outcome needs: {asks}")
        self.asks = asks


class WrappedUp(Exception):
    """The call's outcome was given already."""


class StillTalking(Exception):
    """The call has not ended."""


@transaction.atomic
def save_notes(call: Call, *, notes: str, summary: str, ticked: list[int], now: datetime) -> Call:
    """As it is typed, during the call and after it. `ticked`: indexes of the checklist. Raises WrappedUp, Unsayable."""
    one = _locked_call(call)
    one.notes, one.summary = sayable(notes), sayable(summary)
    one.ticked, one.saved_at = sorted(set(ticked)), now
    one.save(update_fields=["notes", "summary", "ticked", "saved_at"])
    return one


@transaction.atomic
def finish(
    call: Call,
    *,
    outcome: CallOutcome | str,
    missing: list[str] | None = None,
    next_at: datetime | None = None,
    now: datetime,
) -> Call:
    """What the agent says at the end; docs/lifecycle.md tables what each outcome does. The agent is available again.

    Raises Unfinished, NotFree, WrappedUp, and StillTalking while the call goes on.
    """
    callback = locked(_callback_of(call))
    said = _outcome(outcome, missing=missing or [], next_at=next_at)
    one = _locked_call(call)
    if one.attempt.state != Attempt.State.ENDED:
        raise StillTalking
    _take_down(one, said, missing or [], next_at, now)
    _do(callback, one, _agreed(callback, one, now), now)
    _be_available(one.attempt.agent_id, now)
    notify(
        callback,
        "called",
        now=now,
        record_number=one.record_number,
        outcome=said.value,
        summary=one.summary,
        missing=one.missing,
        next_at=one.next_at,
    )
    return one


def wrap_up_over(call: Call, *, now: datetime) -> bool:
    """Nobody gave an outcome in time: the case stays open, a supervisor sees it. False when the agent did meanwhile."""
    try:
        finish(call, outcome=CallOutcome.NOT_STATED, now=now)
    except WrappedUp:
        return False
    return True


def wrap_ups_over(*, now: datetime) -> list[Call]:
    """Calls that ended longer ago than a wrap-up lasts, and have no outcome."""
    over = Call.objects.filter(
        wrapped_up_at__isnull=True,
        attempt__state=Attempt.State.ENDED,
        attempt__ended_at__lte=now - settings.WRAP_UP,
    )
    return list(over.order_by("attempt__ended_at")[:AT_ONCE])


@transaction.atomic
def rate(call: Call, *, solved: bool | None, rating: int | None, comment: str = "", now: datetime) -> Call:
    """The seller's word: was it solved, 1 to 5, and why. May be changed. Raises ValueError for another number."""
    if rating is not None and rating not in range(1, 6):
        raise ValueError(f"a rating is 1 to 5, not {rating}")
    one = Call.objects.select_for_update(of=("self",)).select_related("attempt__callback").get(pk=call.pk)
    one.solved, one.rating, one.comment, one.rated_at = solved, rating, comment[:1000], now
    one.save(update_fields=["solved", "rating", "comment", "rated_at"])
    callback = one.attempt.callback
    tell(
        callback,
        "rated",
        now=now,
        by=callback.seller.person,
        attempt=str(one.pk),
        solved=solved,
        rating=rating,
    )
    wake_pages(callback)
    return one


def _outcome(outcome: CallOutcome | str, *, missing: list[str], next_at: datetime | None) -> CallOutcome:
    try:
        said = CallOutcome(outcome)
    except ValueError as unknown:
        raise Unfinished("outcome") from unknown
    asks = OUTCOMES[said].asks
    if asks == "missing" and not missing:
        raise Unfinished("missing")
    if asks == "time" and next_at is None:
        raise Unfinished("time")
    return said


def _take_down(
    call: Call, said: CallOutcome, missing: list[str], next_at: datetime | None, now: datetime
) -> None:
    asks = OUTCOMES[said].asks
    call.outcome, call.wrapped_up_at = said.value, now
    call.missing = missing if asks == "missing" else []
    call.next_at = next_at if asks == "time" else None
    call.save(update_fields=["outcome", "missing", "next_at", "wrapped_up_at"])


def _agreed(callback: Callback, call: Call, now: datetime) -> tuple[datetime, datetime] | None:
    """From when until when the agent keeps themselves free for the next call; None where none was agreed. Raises NotFree."""
    if call.next_at is None:
        return None
    agent = locked_agent(call.attempt.agent_id)
    return call.next_at, agreed_until(callback, agent=agent, at=call.next_at, now=now)


def _do(callback: Callback, call: Call, agreed: tuple[datetime, datetime] | None, now: datetime) -> None:
    does, agent = OUTCOMES[CallOutcome(call.outcome)], call.attempt.agent
    tell(
        callback,
        "noted",
        now=now,
        by=agent.person,
        agent=agent.pk,
        attempt=str(call.pk),
        outcome=call.outcome,
        missing=call.missing,
        next_at=call.next_at,
    )
    _finish_request(callback, call, goes_on=does.again == "continuation", now=now)
    if does.again and not _is_asked_again(callback):
        continue_callback(callback, agent=agent, agreed=agreed, now=now)
    if does.escalates:
        Escalation.objects.create(
            callback=callback, kind=call.outcome, at=now, detail={"record_number": call.record_number}
        )
    if does.case == "closed":
        cases.close(callback.case, now=now)
    elif does.case == "needs-seller":
        cases.note_missing(callback.case, missing=call.missing, now=now)
    wake_pages(callback, wake.DISPATCH)


def _finish_request(callback: Callback, call: Call, *, goes_on: bool, now: datetime) -> None:
    """The request that was talked about is complete. What was booked at the cap, or goes on after a cut, follows the agent's
    word: it stays where the talk is to go on, and ends where it is not, even if it rings already."""
    if callback.state == State.WRAPPING_UP:
        change(callback, CallbackEvent.COMPLETE, now=now, finished_because=call.outcome)
        tell(callback, "completed", now=now, because=call.outcome)
    if goes_on or call.outcome in (CallOutcome.NOT_STATED, CallOutcome.ESCALATE):
        return
    for other in Callback.objects.filter(case=callback.case_id, state__in=CANCELLABLE):
        with suppress(NotWhile):  # they talk by now: whoever talks says what comes next
            cancel(other, by=call.attempt.agent.person, because=call.outcome, now=now)


def _is_asked_again(callback: Callback) -> bool:
    return Callback.objects.filter(case=callback.case_id, state__in=OPEN).exists()


def _be_available(agent: int, now: datetime) -> None:
    """Early, where they finish early; whoever is away, or serves somebody by now, stays so."""
    one = locked_agent(agent)
    if one.presence == Presence.WRAP_UP:
        be(one, Presence.AVAILABLE, now=now)


def _callback_of(call: Call) -> UUID:
    return Attempt.objects.values_list("callback_id", flat=True).get(pk=call.pk)


def _locked_call(call: Call) -> Call:
    one = (
        Call.objects.select_for_update(of=("self",)).select_related("attempt__agent__person").get(pk=call.pk)
    )
    if one.wrapped_up_at is not None:
        raise WrappedUp
    return one
