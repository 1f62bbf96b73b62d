"""A supervisor moves a callback to a window or to as soon as possible: a new promise, said once, and its place is not lost."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from ringback.records import wake
from ringback.records.callbacks.asking import WindowFull
from ringback.records.callbacks.changing import NotWhile, follow_the_clock
from ringback.records.callbacks.forecast import glance, wanted_of
from ringback.records.callbacks.law import queue_like
from ringback.records.callbacks.models import Callback, CallbackEvent
from ringback.records.callbacks.moving import locked, wake_pages, write
from ringback.records.callbacks.promising import move_promise
from ringback.records.callbacks.slots import Span, slots_for, window_is_free
from ringback.records.callbacks.story import tell
from ringback.records.desk.readers import calendar_of
from ringback.records.people.models import Person
from ringback.records.policies.readers import rulebook_of
from ringback.records.saying import reason
from ringback.rules.hours import opening_minutes
from ringback.rules.queue.discipline import window as law_of_window
from ringback.rules.queue.slots import Slot

State = Callback.State
MINUTE = timedelta(minutes=1)
MAY_MOVE = (State.WAITING, State.RESTING)


class NothingToUndo(Exception):
    """No supervisor has moved it, or it was moved on since."""


def waits(callback: Callback) -> Callback:
    """The callback as it is now, locked. Raises NotWhile where an agent has it, it is over, or the seller has declined."""
    callback = locked(callback.pk)
    if callback.state not in MAY_MOVE or callback.rest_reason == "seller":
        raise NotWhile(callback)
    return callback


@transaction.atomic
def move(callback: Callback, *, window: Span | None, said: str, by: Person, now: datetime) -> Callback:
    """`window` None is as soon as possible. Raises NothingSaid, NotWhile, WindowFull."""
    why, callback = reason(said), waits(callback)
    if window and not window_is_free(
        callback.site, callback.seller, wanted_of(callback), window, line=callback.line, now=now
    ):
        raise WindowFull(window)
    was = _place(callback)
    target, effective = _law(callback, window)
    _put(callback, target=target, effective=effective, window=window)
    return _say(callback, was=was, why=why, by=by, now=now)


@transaction.atomic
def undo_move(callback: Callback, *, by: Person, now: datetime) -> Callback:
    """Back to the window and the place that it had. Raises NothingToUndo, NotWhile."""
    callback = waits(callback)
    last = _last_move(callback)
    if last is None:
        raise NothingToUndo
    was, before = _place(callback), last.detail["was"]
    window = tuple(datetime.fromisoformat(moment) for moment in before["window"] or ())
    _put(callback, target=before["target"], effective=before["effective"], window=window or None)  # type: ignore[arg-type]
    return _say(callback, was=was, why="", by=by, now=now, undone=True)


def windows_for(callback: Callback, *, now: datetime) -> list[Slot]:
    """Those to which it can be moved; full ones are among them and say so."""
    look, wanted = glance(callback.site, now=now), wanted_of(callback)
    return slots_for(look, callback.seller, wanted, look.forecast(wanted), line=callback.line)


def may_undo_move(callback: Callback) -> bool:
    return _last_move(callback) is not None


def _last_move(callback: Callback) -> CallbackEvent | None:
    """The newest of what changed its window or rank, if that was a move that still stands."""
    kinds = ("moved", "changed", "class-changed", "asked-again")
    last = CallbackEvent.objects.filter(callback=callback, kind__in=kinds).order_by("-at", "-pk").first()
    stands = last is not None and last.detail.get("because") == "supervisor" and not last.detail["undone"]
    return last if stands else None


def _place(callback: Callback) -> dict[str, Any]:
    begin, end = callback.window_from, callback.window_until
    return {
        "target": callback.target,
        "effective": callback.effective,
        "window": [begin.isoformat(), end.isoformat()] if begin and end else None,
    }


def _law(callback: Callback, window: Span | None) -> tuple[float, float]:
    """(T, eff). As soon as possible means the place that it would have had from the beginning: the wait was not the seller's wish."""
    if window is not None:
        calendar = calendar_of(callback.site)
        begin, end = (opening_minutes(calendar, moment) for moment in window)
        return law_of_window(begin, end, least=settings.SLOT_LENGTHS[0] / MINUTE)
    if callback.window_from is None:
        return callback.target, callback.effective
    target = rulebook_of(callback.rulebook).classes[callback.priority].target_minutes
    if callback.class_change is not None:
        return target, max(callback.class_change.effective_after, callback.asked)
    return target, callback.asked


def _put(callback: Callback, *, target: float, effective: float, window: Span | None) -> None:
    queue = queue_like(callback, agent=callback.queue.agent, target=target)
    begin, end = window or (None, None)
    write(
        callback,
        target=target,
        effective=effective,
        queue=queue,
        window_from=begin,
        window_until=end,
        kept=None,
    )


def _say(
    callback: Callback, *, was: dict[str, Any], why: str, by: Person, now: datetime, undone: bool = False
) -> Callback:
    is_now = _place(callback)
    tell(callback, "moved", now=now, by=by, because="supervisor", said=why, was=was, undone=undone, **is_now)
    follow_the_clock(callback, now=now)
    move_promise(callback, because="supervisor", said=why, now=now)
    wake_pages(callback, wake.DISPATCH)
    return callback
