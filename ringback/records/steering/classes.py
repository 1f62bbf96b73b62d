"""The class of a callback, changed or confirmed by a person: its urgency does not jump, it grows at another rate from now on."""

from datetime import datetime

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
    queue = queue_like(callback, agent=callback.queue.agent, target=change.target_after)
    write(
        callback,
        priority=priority,
        target=change.target_after,
        effective=change.effective_after,
        queue=queue,
        class_change=change,
    )
    tell(
        callback,
        "class-changed",
        now=now,
        by=by,
        before=change.before,
        after=priority,
        said=why,
        target=change.target_after,
        effective=round(change.effective_after, 3),
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
    """In a window that the seller chose, the window is the target and stays so."""
    opened = opening_minutes(calendar_of(callback.site), now)
    target = rulebook_of(callback.rulebook).classes[priority].target_minutes
    new = callback.target if callback.window_from else target
    figures = {"opened": opened, "target_before": callback.target, "target_after": new}
    effective = effective_after_class_change(
        callback.effective, opened=opened, old=callback.target, new=new, protect=settings.PROTECT
    )
    return ClassChange.objects.create(
        callback=callback,
        at=now,
        by=by,
        said=said,
        before=callback.priority,
        after=priority,
        takes_claim_back=callback.urgent and is_lower(priority, than=callback.priority),
        effective_before=callback.effective,
        effective_after=effective,
        protect=settings.PROTECT,
        **figures,
    )
