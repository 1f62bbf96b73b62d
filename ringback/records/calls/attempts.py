"""One attempt from arming to its end, each step a compare-and-set: what the dispatcher does, and what pages report.

The dispatcher's steps carry its epoch and raise Fenced. The row is the ring: what is not committed did not happen.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from ringback.records import wake
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.moving import change, wake_pages
from ringback.records.callbacks.promising import notify, turn_came
from ringback.records.callbacks.promising import rang as keep_promise
from ringback.records.callbacks.resting import PHONE, rest_of
from ringback.records.callbacks.story import tell
from ringback.records.callbacks.turning import expire
from ringback.records.calls.closing import close, locked_attempt
from ringback.records.calls.holds import give_back, locked_by_pk
from ringback.records.calls.limits import NoAttemptsLeft, day_of, must_rest_until
from ringback.records.calls.models import AgentHold, Attempt, Call
from ringback.records.lease.actions import hold_fast, runs_now
from ringback.records.people.models import Person
from ringback.records.presence.readers import reachable
from ringback.records.restores.readers import numbers_passed_over
from ringback.records.sellers.readers import standing_of
from ringback.rules.calls.dialling import OF_A_CALL
from ringback.rules.calls.lifecycle import AttemptEvent, CallbackEvent, Outcome, move_attempt

State = Attempt.State


@transaction.atomic
def arm(hold: int, *, id: UUID, epoch: int, now: datetime) -> Attempt | None:
    """T1: the attempt with its record number, before anything rings.

    None when it may not be rung now: then the hold is given back, and the callback waits, rests or has expired.
    """
    hold_fast(epoch)
    one = locked_by_pk(hold)
    if one is None or one.accepted_at is None or one.attempt_id is not None:
        return None
    if not _may_be_tried(one, now):
        return None
    attempt = _insert(one, id=id, epoch=epoch, now=now)
    if attempt is None:  # another attempt of this seller, or to this number, is live
        give_back(one, because="other-call", now=now, rest={"rest_reason": "other-call", "ready_at": None})
        return None
    one.attempt = attempt
    one.save(update_fields=["attempt"])
    return attempt


@transaction.atomic
def mark_dialing(id: UUID, *, epoch: int, now: datetime) -> Attempt | None:
    """T2: armed -> dialing, if the lease runs, the site is open, and the page is there or the telephone may ring.

    None when it must not ring now; whoever asked drops the leg and ends the attempt as not dialled.
    """
    hold_fast(epoch)
    attempt = locked_attempt(id)
    if attempt is None or attempt.state != State.ARMED or attempt.epoch != epoch:
        return None
    if not runs_now() or not _may_ring(attempt, now):
        return None
    _move(attempt, AttemptEvent.DIAL, dialing_at=now, ring_deadline=now + settings.RING_FOR)
    callback = attempt.callback
    change(callback, CallbackEvent.RING, now=now, call_me_now=False)
    tell(
        callback,
        "calling",
        now=now,
        agent=attempt.agent_id,
        attempt=str(attempt.pk),
        record_number=attempt.record_number,
        line=attempt.line,
    )
    _look(attempt)
    return attempt


@transaction.atomic
def ring(attempt: Attempt, *, tab: str, now: datetime) -> str:
    """A page asks whether it may sound: rings for the first tab (and the same again after a reload), another, or over."""
    one = locked_attempt(attempt.pk)
    if one is None or one.state != State.DIALING or one.ring_deadline is None or now >= one.ring_deadline:
        return "over"
    if one.rung_tab not in ("", tab):
        return "another"
    if not one.rung_tab:
        one.rung_tab = tab
        one.save(update_fields=["rung_tab"])
    _first_ring(one, now)
    return "rings"


@transaction.atomic
def rang(id: UUID, *, epoch: int, now: datetime) -> bool:
    """The line says that it rings. False when it is over, or was said before."""
    hold_fast(epoch)
    one = locked_attempt(id)
    return one is not None and one.state == State.DIALING and _first_ring(one, now)


@transaction.atomic
def answer(attempt: Attempt, *, tab: str, now: datetime) -> bool:
    """A page answers. False when the ring is over."""
    one = locked_attempt(attempt.pk)
    return one is not None and _answer(one, now)


@transaction.atomic
def answered(id: UUID, *, epoch: int, now: datetime) -> bool:
    """The line says that it was answered. False when it is over, or was said before."""
    hold_fast(epoch)
    one = locked_attempt(id)
    return one is not None and _answer(one, now)


@transaction.atomic
def decline(attempt: Attempt, *, now: datetime) -> bool:
    """The seller says no: final until they ask again. False when the ring is over."""
    one = locked_attempt(attempt.pk)
    if one is None or one.state != State.DIALING:
        return False
    return _declined(one, now)


@transaction.atomic
def hang_up(attempt: Attempt, *, by: Person, now: datetime) -> bool:
    """Either side ends the call; before the answer it is the seller's no, or the agent's withdrawal. False when it is over."""
    one = locked_attempt(attempt.pk)
    if one is None or one.state == State.ENDED:
        return False
    side = "seller" if by.pk == one.seller.person_id else "agent"
    if one.state == State.LIVE:
        return close(one, outcome=Outcome.ANSWERED, by=side, now=now)
    if side == "seller":
        return _declined(one, now)
    return close(one, outcome=Outcome.AGENT_LOST, by=side, now=now)


@transaction.atomic
def end(id: UUID, *, outcome: Outcome, by: str, epoch: int, now: datetime) -> bool:
    """Close the attempt and give back whom it held. `by` is seller, agent, desk, cap or line.

    False when it is closed already, or when the outcome is a ring's and the call is live: the answer was quicker.
    """
    hold_fast(epoch)
    one = locked_attempt(id)
    if one is None or one.state == State.ENDED:
        return False
    if one.state == State.LIVE and outcome not in OF_A_CALL:
        return False
    if one.state == State.DIALING and outcome is Outcome.ANSWERED:
        _answer(one, now)  # the line's word of the answer was lost
    return close(one, outcome=outcome, by=by, now=now)


def _may_be_tried(hold: AgentHold, now: datetime) -> bool:
    """Otherwise the agent is free again, and the callback rests or has expired."""
    callback = hold.callback
    try:
        until = must_rest_until(callback, now=now)
    except NoAttemptsLeft:
        give_back(hold, because="limits", now=now)
        expire(callback, because="attempts-used-up", now=now)
        return False
    if until is None and not _is_still_verified(callback):
        give_back(hold, because="not-verified", now=now, rest={"rest_reason": "seller", "ready_at": None})
        turn_came(callback, now=now)
        notify(callback, "missed", now=now, outcome="not_verified", because="not-verified", last=True)
        return False
    if until is not None:
        give_back(hold, because="limits", now=now, rest={"rest_reason": "spacing", "ready_at": until})
        return False
    return True


def _is_still_verified(callback: Callback) -> bool:
    """I16: the number is still this seller's, and verified; the person may still sign in."""
    if not callback.seller.person.is_active:
        return False
    if not callback.number:
        return True
    standing = standing_of(callback.seller, callback.site)
    return (
        standing is not None and standing.phone == callback.number and standing.phone_verified_at is not None
    )


def _insert(hold: AgentHold, *, id: UUID, epoch: int, now: datetime) -> Attempt | None:
    """None where the database refuses a second live attempt (I2, I3)."""
    callback = hold.callback
    number = Attempt.objects.filter(callback__case=callback.case_id).count() + 1
    number += numbers_passed_over(callback.case.opened_at)
    try:
        with transaction.atomic():
            return Attempt.objects.create(
                id=id,
                callback=callback,
                seller=callback.seller,
                agent_id=hold.agent_id,
                line=callback.line,
                number=callback.number,
                record_number=f"{callback.site.mark}-{callback.case.number:06d}-{number}",
                epoch=epoch,
                armed_at=now,
                day=day_of(callback.seller, now),
            )
    except IntegrityError as refused:
        if "one_live_attempt" not in str(refused):
            raise
        return None


def _may_ring(attempt: Attempt, now: datetime) -> bool:
    callback = attempt.callback
    if rest_of(callback, now=now) is not None or not _is_still_verified(callback):
        return False
    return attempt.line == PHONE or reachable(
        callback.seller.person, now=now, within=settings.SELLER_REACHABLE
    )


def _first_ring(attempt: Attempt, now: datetime) -> bool:
    if attempt.first_ring_at is not None:
        return False
    attempt.first_ring_at = now
    attempt.save(update_fields=["first_ring_at"])
    tell(attempt.callback, "rang", now=now, agent=attempt.agent_id, attempt=str(attempt.pk))
    keep_promise(attempt.callback, now=now)
    _look(attempt)
    return True


def _declined(attempt: Attempt, now: datetime) -> bool:
    """Who says no was reached, also by a page that showed the call and could not sound."""
    if attempt.state == State.DIALING:
        _first_ring(attempt, now)
    return close(attempt, outcome=Outcome.DECLINED, by="seller", now=now)


def _answer(attempt: Attempt, now: datetime) -> bool:
    if attempt.state != State.DIALING:
        return False
    _first_ring(attempt, now)
    _move(attempt, AttemptEvent.ANSWER, answered_at=now, cap_at=now + settings.CALL_CAP)
    Call.objects.create(attempt=attempt, record_number=attempt.record_number)
    change(attempt.callback, CallbackEvent.ANSWER, now=now)
    tell(attempt.callback, "answered", now=now, agent=attempt.agent_id, attempt=str(attempt.pk))
    _look(attempt)
    return True


def _move(attempt: Attempt, event: AttemptEvent, **also: datetime) -> None:
    attempt.state = move_attempt(attempt.state, event)
    for name, value in also.items():
        setattr(attempt, name, value)
    attempt.save(update_fields=["state", *also])


def _look(attempt: Attempt) -> None:
    wake_pages(attempt.callback, wake.DISPATCH, wake.person(attempt.agent.person_id))
