"""What a seller may wish of a callback that may be ringing already: cancel it, be rung now, ask again after a no."""

from datetime import datetime

from django.db import transaction

from ringback.records import wake
from ringback.records.callbacks.changing import NotWhile
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.moving import change, locked, wake_pages, write
from ringback.records.callbacks.promising import notify, pending, promise, withdraw
from ringback.records.callbacks.resting import rest_of
from ringback.records.callbacks.story import tell
from ringback.records.callbacks.turning import rest_now, wake_up
from ringback.records.calls.closing import close
from ringback.records.calls.holds import free
from ringback.records.calls.limits import limits_of, must_rest_until
from ringback.records.calls.models import LIVE, AgentHold, Attempt
from ringback.records.cases import actions as cases
from ringback.records.desk.readers import calendar_of
from ringback.records.people.models import Person
from ringback.records.policies.readers import rulebook_of
from ringback.rules.calls.lifecycle import CallbackEvent, Outcome
from ringback.rules.hours import opening_minutes

State = Callback.State
CANCELLABLE = (State.WAITING, State.RESTING, State.RESERVED, State.RINGING)


class NotBefore(Exception):
    """The limits of attempts allow no ring before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%Y-%m-%d %H:%M} UTC")
        self.until = until


@transaction.atomic
def cancel(
    callback: Callback, *, by: Person, because: str = "seller", said: str = "", now: datetime
) -> Callback:
    """`because` is seller, solved (which closes the case), another outcome of a call about the same case, or desk (a
    supervisor, who `said` why: the seller is told).
    A ring that goes on is ended, its agent is free.

    Raises NotWhile once they talk or when it is over.
    """
    callback = locked(callback.pk)
    if callback.state not in CANCELLABLE:
        raise NotWhile(callback)
    _stop_ringing(callback, _side_of(by, callback, because), now)
    withdraw(callback, now=now)
    change(callback, CallbackEvent.CANCEL, now=now, finished_because=because)
    tell(callback, "cancelled", now=now, by=by, because=because, **({"said": said} if said else {}))
    if because == "solved":
        cases.close(callback.case, now=now)
    elif because == "desk":
        notify(callback, "cancelled", now=now, said=said)
    wake_pages(callback, wake.DISPATCH)
    return callback


@transaction.atomic
def call_me_now(callback: Callback, *, now: datetime) -> Callback:
    """Spacing aside, at its old place. Raises NotWhile, NotBefore (the day's limit), NoAttemptsLeft."""
    callback = locked(callback.pk)
    if callback.state != State.RESTING or callback.rest_reason == "seller":
        raise NotWhile(callback)
    callback.call_me_now = True
    _mind_the_limits(callback, now)
    write(callback, call_me_now=True)
    tell(callback, "called-for", now=now, by=callback.seller.person)
    _wait(callback, now)
    return callback


@transaction.atomic
def ask_again(callback: Callback, *, now: datetime) -> Callback:
    """After a no: it counts from now. Raises NotWhile, NotBefore, NoAttemptsLeft."""
    callback = locked(callback.pk)
    if callback.state != State.RESTING or callback.rest_reason != "seller":
        raise NotWhile(callback)
    callback.call_me_now = True
    _mind_the_limits(callback, now)
    opened = opening_minutes(calendar_of(callback.site), now)
    write(callback, call_me_now=True, effective=max(opened, callback.asked), credit=0)
    tell(callback, "asked-again", now=now, by=callback.seller.person, effective=opened)
    _wait(callback, now)
    return callback


def attempts_left(callback: Callback) -> int:
    """How many counted attempts this request still has."""
    return max(0, limits_of(rulebook_of(callback.rulebook)).per_request - callback.attempts_counted)


def _side_of(by: Person, callback: Callback, because: str) -> str:
    if because == "desk":
        return "supervisor"
    return "seller" if by.pk == callback.seller.person_id else "agent"


def _stop_ringing(callback: Callback, by: str, now: datetime) -> None:
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("agent").filter(
        callback=callback, state__in=LIVE
    ).first()  # fmt: skip
    if attempt is not None:
        attempt.callback = callback
        close(attempt, outcome=Outcome.CANCELLED, by=by, now=now)
    hold = AgentHold.objects.select_for_update().filter(callback=callback).first()
    if hold is not None:
        hold.callback = callback
        tell(callback, "given-back", now=now, agent=hold.agent_id, because="cancelled")
        wake.wake(wake.person(hold.agent.person_id))
        free(hold, now=now)


def _mind_the_limits(callback: Callback, now: datetime) -> None:
    until = must_rest_until(callback, now=now)
    if until is not None:
        raise NotBefore(until)


def _wait(callback: Callback, now: datetime) -> None:
    """Wait, unless the clock says rest."""
    rest = rest_of(callback, now=now)
    if rest is not None:
        rest_now(callback, rest.reason, until=rest.until, now=now)
    else:
        wake_up(callback, now=now)
    if pending(callback) is None:
        promise(callback, made_for="again", now=now)
    wake_pages(callback, wake.DISPATCH)
