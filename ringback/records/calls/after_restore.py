"""A supervisor has seen what a restore brought back: what was under way is over, and the desk may go on."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from ringback.records import wake
from ringback.records.callbacks.models import OPEN, Callback
from ringback.records.calls.closing import close, locked_attempt
from ringback.records.calls.holds import give_back, locked_by_pk
from ringback.records.calls.models import LIVE, AgentHold, Attempt
from ringback.records.notices.models import Notice
from ringback.records.people.models import Person
from ringback.records.restores.models import Restore
from ringback.rules.calls.lifecycle import Outcome


class NothingToConfirm(Exception):
    """The desk is not held: there was no restore, or somebody has confirmed it."""


@dataclass(frozen=True)
class Doubt:
    """What was under way when the backup was made, and how many requests a new promise is owed."""

    may_have_rung: list[Attempt]
    talked: list[Attempt]
    open_callbacks: int


def in_doubt() -> Doubt:
    """Of all sites. The attempts begun since the backup are in no row: nobody knows of them any more."""
    live = Attempt.objects.filter(state__in=LIVE).select_related("callback__case", "seller", "agent__person")
    return Doubt(
        may_have_rung=list(live.exclude(state=Attempt.State.LIVE)),
        talked=list(live.filter(state=Attempt.State.LIVE)),
        open_callbacks=_open().count(),
    )


@transaction.atomic
def confirm(*, by: Person | None, now: datetime) -> Restore:
    """From here on the desk rings and writes again. Raises NothingToConfirm."""
    restore = Restore.objects.select_for_update().filter(confirmed_at__isnull=True).first()
    if restore is None:
        raise NothingToConfirm
    for pk in Attempt.objects.filter(state__in=LIVE).order_by("callback").values_list("pk", flat=True):
        _end(locked_attempt(pk), now)
    for hold in AgentHold.objects.order_by("callback").values_list("pk", flat=True):
        if (one := locked_by_pk(hold)) is not None:
            give_back(one, because="restored", now=now)
    owed = list(_open().values_list("pk", flat=True))
    # What waited to be told is told by the one notice that each of them gets; it may have been sent before.
    Notice.objects.filter(about__in=owed, state=Notice.State.WAITING).delete()
    Callback.objects.filter(pk__in=owed).update(restored=True)
    restore.confirmed_at, restore.confirmed_by = now, by.pk if by else None
    restore.save(update_fields=["confirmed_at", "confirmed_by"])
    wake.wake(wake.DISPATCH, wake.JOBS)
    return restore


def _open() -> QuerySet[Callback]:
    return Callback.objects.filter(state__in=OPEN)


def _end(attempt: Attempt | None, now: datetime) -> None:
    """It went on after the backup was made: what was armed may have rung since, what was answered was cut."""
    if attempt is None:
        return
    if attempt.state == Attempt.State.LIVE:
        close(attempt, outcome=Outcome.CUT_BY_US, by="desk", now=now)
        return
    if attempt.dialing_at is None:
        attempt.dialing_at = attempt.armed_at
        attempt.save(update_fields=["dialing_at"])
    close(attempt, outcome=Outcome.MAY_HAVE_RUNG, by="desk", now=now)
