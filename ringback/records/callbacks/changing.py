"""What a seller may change while they wait: the line, the languages, the window."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from ringback.records import wake
from ringback.records.callbacks.asking import (
    NotEligible,
    WindowFull,
    number_for,
    spoken_languages,
)
from ringback.records.callbacks.forecast import wanted_of
from ringback.records.callbacks.law import queue_like
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.moving import locked, wake_pages
from ringback.records.callbacks.offering import Basis, law_for
from ringback.records.callbacks.promising import pending, promise, withdraw
from ringback.records.callbacks.resting import PHONE, rest_of
from ringback.records.callbacks.slots import Span, may_ring_in, window_is_free
from ringback.records.callbacks.story import tell
from ringback.records.callbacks.turning import rest_on, wake_up
from ringback.records.desk.readers import calendar_of
from ringback.records.people.models import Person
from ringback.records.policies.readers import rulebook_of
from ringback.records.sellers.models import Seller
from ringback.rules.hours import opening_minutes
from ringback.rules.policy.verdict import Verdict
from ringback.rules.queue.promise import Window, chosen_window

State = Callback.State
BY_THE_CLOCK = ("closed", "window", "dial-hours")
OF_THE_BROWSER = ("page-closed",)


class NotWhile(Exception):
    """The callback's state does not allow this now; the page shows the state instead."""

    def __init__(self, callback: Callback) -> None:
        super().__init__(f"not while the callback is {callback.state}")
        self.callback = callback


@dataclass(frozen=True)
class _Keep:
    """The window stays as it is; None would mean as soon as possible."""


KEEP = _Keep()


@transaction.atomic
def change_callback(
    callback: Callback,
    *,
    line: str | None = None,
    languages: tuple[str, ...] | None = None,
    window: Span | _Keep | None = KEEP,
    by: Person,
    now: datetime,
) -> Callback:
    """What is left out stays. Another window, or none, asks the policy again and gives a new promise; so do other languages,
    and another line that may not ring yet.

    Raises NotWhile, NotEligible, LineShut, WindowFull, NoSuchLanguage, NoLanguageLeft, UnfitFacts.
    """
    callback = locked(callback.pk)
    if callback.state not in (State.WAITING, State.RESTING):
        raise NotWhile(callback)
    verdict = Basis(callback.case, now=now).verdict(line or callback.line)
    if not verdict.eligible:
        raise NotEligible(verdict)
    before, was_line = _shown(callback), callback.line
    spoken = spoken_languages(callback.site, verdict, languages) if languages else tuple(callback.languages)
    promises_anew = set(spoken) != set(callback.languages)
    callback.languages, callback.line = list(spoken), line or callback.line
    callback.number = number_for(callback.case, callback.line)
    if not isinstance(window, _Keep):
        promises_anew |= _take_window(callback, verdict, window, now)
    if callback.line != was_line:
        _refuse_window_that_cannot_ring(callback)
        promises_anew |= callback.window_from is None and rest_of(callback, now=now) is not None
    callback.queue = queue_like(callback, agent=callback.queue.agent)
    callback.save()
    changed = {name: [old, new] for name, (old, new) in _differences(before, _shown(callback)).items()}
    if changed or promises_anew:  # a second click changes nothing, and there is nothing to tell
        tell(callback, "changed", now=now, by=by, what=changed)
    _settle(callback, promises_anew, now)
    wake_pages(callback, wake.DISPATCH)
    return callback


@transaction.atomic
def hours_have_changed(seller: Seller, *, now: datetime) -> None:
    """The seller has moved to another zone or has other quiet hours: what rests for them is looked at at once."""
    resting = Callback.objects.filter(seller=seller, state=State.RESTING, rest_reason="dial-hours")
    resting.update(ready_at=now)
    wake.wake(wake.DISPATCH)


def _take_window(callback: Callback, verdict: Verdict, window: Span | None, now: datetime) -> bool:
    """Whether anything changed. Raises WindowFull."""
    if window == (callback.window_from, callback.window_until) or (
        window is None and callback.window_from is None
    ):
        return False
    if window is not None and not window_is_free(
        callback.site, callback.seller, wanted_of(callback), window, line=callback.line, now=now
    ):
        raise WindowFull(window)
    opened = opening_minutes(calendar_of(callback.site), now)
    target, effective = law_for(callback.site, verdict, opened, window)
    # As soon as possible counts from now, and without the credit of the first asking: nobody gains by going back and forth.
    callback.effective = effective if window else opened
    callback.credit = 0
    if callback.class_change_id is None:
        callback.priority = verdict.priority
    elif window is None:  # nor by asking the rules for the class that a person has taken back
        target = rulebook_of(callback.rulebook).classes[callback.priority].target_minutes
    callback.target = target
    callback.window_from, callback.window_until = window or (None, None)
    callback.kept = None  # what the agent had agreed on is not this
    return True


def _refuse_window_that_cannot_ring(callback: Callback) -> None:
    """A window that was chosen for the browser may lie in the night of a telephone. Raises WindowFull."""
    begin, end = callback.window_from, callback.window_until
    if begin and end and not may_ring_in(callback.seller, callback.line, begin, end):
        raise WindowFull((begin, end))


def follow_the_clock(callback: Callback, *, now: datetime) -> None:
    """Where the clock decides, rest or wait as the wishes now say; its story tells it."""
    rest = rest_of(callback, now=now)
    endable = (*BY_THE_CLOCK, *OF_THE_BROWSER) if callback.line == PHONE else BY_THE_CLOCK
    resting_by_clock = callback.state == State.RESTING and callback.rest_reason in endable
    if rest is None and resting_by_clock:
        wake_up(callback, now=now)
    elif rest is not None and (callback.state == State.WAITING or resting_by_clock):
        rest_on(callback, rest, now=now)


def _settle(callback: Callback, promises_anew: bool, now: datetime) -> None:
    follow_the_clock(callback, now=now)
    if promises_anew or (callback.state == State.WAITING and pending(callback) is None):
        withdraw(callback, now=now)
        window = _window_to_come(callback, now)
        promise(callback, made_for="window" if window else "again", window=window, now=now)


def _window_to_come(callback: Callback, now: datetime) -> Window | None:
    """What the seller chose, while it can still be kept."""
    begin, end = callback.window_from, callback.window_until
    return chosen_window(begin, end) if begin and end and now < end else None


def _shown(callback: Callback) -> dict[str, Any]:
    begin, end = callback.window_from, callback.window_until
    return {
        "line": callback.line,
        "languages": list(callback.languages),
        "window": [begin.isoformat(), end.isoformat()] if begin and end else None,
    }


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}
