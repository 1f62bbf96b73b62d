"""The class of a callback, changed or confirmed by a person: its urgency does not jump, it grows at another rate from now on."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from ringback.records import wake
from ringback.records.callbacks.changing import NotWhile
from ringback.records.callbacks.law import queue_like
from ringback.records.callbacks.models import OPEN, Callback, ClassChange
from ringback.records.callbacks.moving import locked, wake_pages, write
from ringback.records.callbacks.promising import notify
from ringback.records.callbacks.story import tell
from ringback.records.desk.readers import calendar_of
from ringback.records.people.models import Person
from ringback.records.policies.readers import rulebook_of
from ringback.records.saying import reason
from ringback.rules.hours import opening_minutes
from ringback.rules.policy.facts import PRIORITIES
from ringback.rules.queue.discipline import effective_after_class_change


class SameClass(ValueError):
    """It is of this class already: somebody else was quicker, or nothing was chosen."""


class OnlyLower(ValueError):
    """An agent confirms a class or lowers it; raising it is for supervisors."""


@transaction.atomic
def change_class(callback: Callback, *, priority: str, said: str, by: Person, now: datetime) -> Callback:
    """Its promise stays as it was given; the seller gets a mail with the reason. Raises NothingSaid, NotWhile (it is over), SameClass, OnlyLower."""
    why, callback = reason(said), _open(callback)
    if priority == callback.priority or priority not in PRIORITIES:
        raise SameClass
    if by.role != Person.Role.SUPERVISOR and not is_lower(priority, than=callback.priority):
        raise OnlyLower
    change = _counted(callback, priority, why, by, now)
    write(callback, priority=priority, class_change=change, **_place(callback, change))
    tell(
        callback,
        "class-changed",
        now=now,
        by=by,
        before=change.before,
        after=priority,
        said=why,
        target=callback.target,
        effective=round(callback.effective, 3),
        takes_claim_back=change.takes_claim_back,
    )
    notify(
        callback,
        "class-changed",
        now=now,
        before=change.before,
        after=priority,
        said=why,
        takes_claim_back=change.takes_claim_back,
    )
    wake_pages(callback, wake.DISPATCH)
    return callback


@transaction.atomic
def confirm_class(callback: Callback, *, said: str, by: Person, now: datetime) -> Callback:
    """The class stands, and the seller reads why. Raises NothingSaid, NotWhile."""
    why, callback = reason(said), _open(callback)
    tell(callback, "class-confirmed", now=now, by=by, priority=callback.priority, said=why)
    wake_pages(callback)
    return callback


def is_lower(priority: str, *, than: str) -> bool:
    return PRIORITIES.index(priority) > PRIORITIES.index(than)


def _open(callback: Callback) -> Callback:
    callback = locked(callback.pk)
    if callback.state not in OPEN:
        raise NotWhile(callback)
    return callback


def _counted(callback: Callback, priority: str, said: str, by: Person, now: datetime) -> ClassChange:
    """Of somebody who waits for a window it is counted on the place that they would have without it."""
    opened = opening_minutes(calendar_of(callback.site), now)
    old, before = callback.target, callback.effective
    new = _target_of(callback, priority)
    if callback.window_from:
        old, before = _target_of(callback, callback.priority), _without_window(callback)
    effective = effective_after_class_change(
        before, opened=opened, old=old, new=new, protect=settings.PROTECT
    )
    return ClassChange.objects.create(
        callback=callback,
        at=now,
        by=by,
        said=said,
        before=callback.priority,
        after=priority,
        takes_claim_back=callback.urgent and is_lower(priority, than=callback.priority),
        opened=opened,
        target_before=old,
        target_after=new,
        effective_before=before,
        effective_after=effective,
        protect=settings.PROTECT,
    )


def _place(callback: Callback, change: ClassChange) -> dict[str, Any]:
    """A window that was chosen is the place, whatever the class."""
    if callback.window_from:
        return {}
    queue = queue_like(callback, agent=callback.queue.agent, target=change.target_after)
    return {"target": change.target_after, "effective": change.effective_after, "queue": queue}


def _target_of(callback: Callback, priority: str) -> float:
    return rulebook_of(callback.rulebook).classes[priority].target_minutes


def _without_window(callback: Callback) -> float:
    last = callback.class_change
    return last.effective_after if last else callback.asked
