"""Promises are made with their inputs, and settled once."""

from datetime import datetime
from uuid import UUID

from ringback.records.promises.models import Promise
from ringback.rules.queue.promise import Window

State = Promise.State


def make(request: UUID, window: Window, *, made_for: str, now: datetime) -> Promise:
    """Its pending promise must have been settled before; the database insists."""
    made = promise_of(request, window, made_for=made_for, now=now)
    made.save(force_insert=True)
    return made


def promise_of(request: UUID, window: Window, *, made_for: str, now: datetime) -> Promise:
    """Not written yet. `request` is the callback's id."""
    return Promise(
        request=request,
        made_for=made_for,
        made_at=now,
        earliest=window.earliest,
        latest=window.latest,
        shown_from=window.shown_from,
        shown_until=window.shown_until,
        inputs=window.inputs,
    )


def settle(promise: Promise, state: State, *, because: str = "", now: datetime) -> bool:
    """Whether this call settled it; a promise that is settled already stays as it is. `because` is told of a broken one."""
    settled = Promise.objects.filter(pk=promise.pk, state=State.PENDING).update(
        state=state, settled_at=now, broken_because=because
    )
    if settled:
        promise.state, promise.settled_at, promise.broken_because = state, now, because
    return settled == 1
