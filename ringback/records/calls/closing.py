"""How an attempt is closed, and what follows for its callback, its agent and its promise, in one transaction."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from ringback.records import wake
from ringback.records.agents.actions import Presence, be, be_free
from ringback.records.agents.actions import locked as locked_agent
from ringback.records.callbacks.continuing import continue_callback
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.moving import change, locked_with, wake_pages, write
from ringback.records.callbacks.promising import notify, pending, promise, turn_came
from ringback.records.callbacks.resting import may_dial_from, may_ring_from
from ringback.records.callbacks.story import tell
from ringback.records.callbacks.turning import expire
from ringback.records.calls.limits import limits_of, rung, spacing_of, tomorrow_of, tomorrow_until
from ringback.records.calls.models import AgentHold, Attempt
from ringback.records.calls.reach import reach
from ringback.records.desk.readers import calendar_of
from ringback.records.policies.readers import rulebook_of
from ringback.rules.calls.best_hour import best_start
from ringback.rules.calls.lifecycle import AttemptEvent, CallbackEvent, Outcome, move_attempt
from ringback.rules.calls.redial import EFFECTS, Next, Then, after_attempt
from ringback.rules.hours import is_open

SELLER_ASKS = "seller"


def locked_attempt(id: UUID) -> Attempt | None:
    """The callback is locked before its attempt, as everywhere."""
    attempt = locked_with(Attempt, id)
    if attempt is not None:
        attempt.seller = attempt.callback.seller
    return attempt


def close(attempt: Attempt, *, outcome: Outcome, by: str, now: datetime) -> bool:
    """For a locked attempt with its locked callback. False when it is closed already."""
    if attempt.state == Attempt.State.ENDED:
        return False
    callback, talked = attempt.callback, attempt.answered_at is not None
    lost = outcome is Outcome.AGENT_LOST and by == "desk"
    if attempt.dialing_at is None and EFFECTS[outcome].counts:
        outcome = Outcome.NOT_DIALLED  # nothing can have rung, so nothing is used up
    seconds = int((now - attempt.answered_at).total_seconds()) if attempt.answered_at else None
    _end(attempt, outcome, by, now)
    tell(
        callback,
        "ended",
        now=now,
        agent=attempt.agent_id,
        attempt=str(attempt.pk),
        record_number=attempt.record_number,
        outcome=outcome.value,
        ended_by=by,
        talk_seconds=seconds,
    )
    _count(callback, attempt, seconds)
    _give_agent_back(attempt, talked=talked, lost=lost, now=now)
    _go_on(callback, attempt, outcome, by=by, now=now)
    wake_pages(callback, wake.DISPATCH, wake.person(attempt.agent.person_id))
    return True


def _end(attempt: Attempt, outcome: Outcome, by: str, now: datetime) -> None:
    attempt.state = move_attempt(attempt.state, AttemptEvent.END)
    attempt.ended_at, attempt.outcome, attempt.ended_by = now, outcome.value, by
    attempt.counted = EFFECTS[outcome].counts
    attempt.save(update_fields=["state", "ended_at", "outcome", "ended_by", "counted"])


def _count(callback: Callback, attempt: Attempt, seconds: int | None) -> None:
    counts = {"attempts_counted": callback.attempts_counted + 1} if attempt.counted else {}
    if seconds is not None:
        counts["talk_seconds"] = (callback.talk_seconds or 0) + seconds
    if counts:
        write(callback, **counts)


def _give_agent_back(attempt: Attempt, *, talked: bool, lost: bool, now: datetime) -> None:
    """After a talk the agent wraps up; whoever had said they are away stays away."""
    agent = locked_agent(attempt.agent_id)
    AgentHold.objects.filter(agent=agent, callback=attempt.callback_id).delete()
    if lost and agent.presence == Presence.AVAILABLE:
        be(agent, Presence.AWAY, reason="page-gone", now=now)
    elif talked and agent.presence == Presence.AVAILABLE:
        be(agent, Presence.WRAP_UP, wrap_until=now + settings.WRAP_UP, now=now)
    else:
        be_free(agent, now=now)


def _go_on(callback: Callback, attempt: Attempt, outcome: Outcome, *, by: str, now: datetime) -> None:
    then = _next(callback, outcome, now)
    if callback.state == Callback.State.TALKING and then.then is not Then.REST:
        _talk_is_over(callback, attempt, by=by, now=now)
    elif outcome is Outcome.CANCELLED:
        pass  # whoever cancelled says what becomes of the callback
    elif then.then is Then.WAIT:
        change(callback, CallbackEvent.GIVE_BACK, now=now)
        tell(callback, "given-back", now=now, agent=attempt.agent_id, because=then.because)
    elif then.then is Then.EXPIRE:
        _say_missed(callback, outcome, then, now)
        expire(callback, because=then.because, now=now)
    else:
        _rest(callback, outcome, then, now)


def _next(callback: Callback, outcome: Outcome, now: datetime) -> Next:
    book = rulebook_of(callback.rulebook)
    so_far = rung(callback, now=now)
    tomorrow = tomorrow_of(callback.seller, now)
    then = after_attempt(
        outcome,
        priority=callback.priority,
        counted=so_far.counted,
        counted_today=so_far.today,
        cuts=so_far.cuts - (outcome is Outcome.CUT_BY_US),
        now=now,
        tomorrow=tomorrow,
        spacing=spacing_of(book),
        limits=limits_of(book),
    )
    if then.ready_at != tomorrow or callback.priority == book.most_urgent:
        return then
    return _at_a_better_hour(then, tomorrow, callback, now=now)


def _at_a_better_hour(then: Next, tomorrow: datetime, callback: Callback, *, now: datetime) -> Next:
    """Of that day, if one is known; while the site is shut nobody rings, and the seller's quiet hours are none."""
    site, seller = callback.site, callback.seller
    first = may_ring_from(site, seller, line=callback.line, at=tomorrow) or tomorrow
    likely = best_start(
        first,
        tomorrow_until(seller, now),
        zone=seller.person.zone,
        reach=reach(now=now),
        may_ring=lambda at: is_open(calendar_of(site), at) and may_dial_from(seller, now=at) == at,
    )
    return replace(then, ready_at=likely.at, likely=likely) if likely else then


def _talk_is_over(callback: Callback, attempt: Attempt, *, by: str, now: datetime) -> None:
    """At the cap the request goes on as a new one with the same agent; the notes are still written to this call."""
    change(callback, CallbackEvent.HANG_UP, now=now)
    if by == "cap":
        change(callback, CallbackEvent.COMPLETE, now=now, finished_because="cap")
        tell(callback, "completed", now=now, because="cap")
        continue_callback(callback, agent=attempt.agent, now=now)


def _rest(callback: Callback, outcome: Outcome, then: Next, now: datetime) -> None:
    """A missed ring keeps its place and waits its spacing; a no is final until the seller asks again."""
    reason = SELLER_ASKS if then.then is Then.FINAL else "spacing"
    change(callback, CallbackEvent.REST, now=now, rest_reason=reason, ready_at=then.ready_at)
    hour = {"chance": then.likely.chance, "rung": then.likely.rung} if then.likely else None
    tell(callback, "rested", now=now, because=reason, until=then.ready_at, hour=hour)
    if then.then is Then.FINAL:
        turn_came(callback, now=now)
    elif pending(callback) is None:
        promise(callback, made_for="again", now=now)
    _say_missed(callback, outcome, then, now)


def _say_missed(callback: Callback, outcome: Outcome, then: Next, now: datetime) -> None:
    if EFFECTS[outcome].missed:
        last = then.then is not Then.REST
        notify(
            callback,
            "missed",
            now=now,
            outcome=outcome.value,
            because=then.because,
            ready_at=then.ready_at,
            promised=pending(callback),
            last=last,
        )
