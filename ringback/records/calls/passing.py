"""Callbacks whose turn has come and who cannot be rung: they rest with their reason, and the pick goes on without them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.moving import locked
from ringback.records.callbacks.promising import ready
from ringback.records.callbacks.resting import PHONE, Rest, rest_of
from ringback.records.callbacks.turning import busy_with, rest_now
from ringback.records.presence.readers import reachable_of

OTHER_CALL, PAGE_CLOSED = Rest("other-call", None), Rest("page-closed", None)
State = Callback.State


def to_pass_over(callbacks: Sequence[Callback], *, now: datetime) -> dict[UUID, Rest | None]:
    """Of locked callbacks in the order of their picks: those that may not be rung now, and why. None for one that waits no
    more: it was cancelled, or changed, since it was looked for."""
    sellers, numbers = busy_with(callbacks)
    there = reachable_of(
        [one.seller.person_id for one in callbacks if one.line != PHONE],
        now=now,
        within=settings.SELLER_REACHABLE,
    )
    found: dict[UUID, Rest | None] = {}
    for one in callbacks:
        busy = one.seller_id in sellers or one.number in numbers
        rest = _rest(one, busy=busy, there=one.seller.person_id in there, now=now)
        if one.state != State.WAITING or rest is not None:
            found[one.pk] = rest if one.state == State.WAITING else None
            continue
        # Nobody is rung twice at once (I3), also not by two picks of one batch.
        sellers.add(one.seller_id)
        numbers |= {one.number} - {""}
    return found


def _rest(callback: Callback, *, busy: bool, there: bool, now: datetime) -> Rest | None:
    if rest := rest_of(callback, now=now):
        return rest
    if busy:
        return OTHER_CALL
    return PAGE_CLOSED if callback.line != PHONE and not there else None


def pass_over(rests: Mapping[UUID, Rest | None], *, now: datetime) -> None:
    """The seller knows when it was their turn."""
    for pk, rest in rests.items():
        if rest is None:
            continue
        callback = locked(pk)
        if rest.reason in ("page-closed", "dial-hours"):
            ready(callback, because=rest.reason, now=now)
        rest_now(callback, rest.reason, until=rest.until, now=now)
