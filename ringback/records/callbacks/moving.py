"""The one way in which a callback changes its state: locked first, along the table of the lifecycle, pages woken."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from ringback.records import wake
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.rules.calls.lifecycle import FINISHED, CallbackEvent, CallbackState, move

# What nearly every move reads. More tables in one statement take PostgreSQL longer to plan than to answer.
LOCKED_WITH = ("case", "seller__person", "site", "promise")


def locked(pk: UUID) -> Callback:
    """The callback as it is now, and nobody else's to change until the transaction ends.

    Locks are taken in one order: lease, site, callback, then hold, attempt and agent.
    """
    return Callback.objects.select_for_update(of=("self",)).select_related(*LOCKED_WITH).get(pk=pk)


def locked_to_pick(pks: Iterable[UUID], sites: Mapping[int, Site]) -> dict[UUID, Callback]:
    """Several at once, with what a pick reads of them; their sites are at hand. A pick is the one that locks more than one
    callback, and no two picks of a site go on at once."""
    several = Callback.objects.select_for_update(of=("self",)).select_related("seller__person")
    found = {one.pk: one for one in several.only(*_OF_A_PICK).filter(pk__in=list(pks)).order_by("pk")}
    for one in found.values():
        one.site = sites[one.site_id]
    return found


_OF_A_PICK = (
    *("state", "state_since", "site", "line", "number", "window_from"),
    *("priority", "target", "credit", "asked", "effective"),
    *("seller__quiet_from", "seller__quiet_until", "seller__person__zone"),
)


def change(callback: Callback, event: CallbackEvent, *, now: datetime, **also: Any) -> None:
    """Raises WrongMove. `also` are fields that change with the state; a rest's reason and time end with the rest."""
    before, state = callback.state, move(callback.state, event)
    if state is not CallbackState.RESTING:
        also = {"rest_reason": "", "ready_at": None, **also}
    if state in FINISHED:
        also = {"finished_at": now, **also}
    write(callback, state=state.value, state_since=now, **also)
    if CallbackState.WAITING in (before, state):
        wake.wake(wake.places(callback.site.slug))


def write(callback: Callback, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(callback, name, value)
    callback.save(update_fields=list(changes))
    wake_pages(callback)


def wake_pages(callback: Callback, *more: str) -> None:
    """Its seller's pages and the site's desk; `more` are further topics."""
    wake.wake(wake.person(callback.seller.person_id), wake.desk(callback.site.slug), *more)
