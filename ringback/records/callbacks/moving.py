"""The one way in which a callback changes its state: locked first, along the table of the lifecycle, pages woken."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import connection, models

from ringback.records import rows, wake
from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback
from ringback.records.cases.models import Case
from ringback.records.desk.models import Site
from ringback.records.people.models import Person
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Seller
from ringback.rules.calls.lifecycle import FINISHED, CallbackEvent, CallbackState, move

Bound = TypeVar("Bound", bound=models.Model)


def locked(pk: UUID) -> Callback:
    """The callback as it is now, and nobody else's to change until the transaction ends.

    Locks are taken in one order: lease, site, callback, then hold, attempt and agent.
    """
    found = _row(f"SELECT {_chosen()} {_CALLBACK} WHERE c.id = %s FOR UPDATE OF c", pk)
    if found is None:
        raise Callback.DoesNotExist(f"there is no callback {pk}")
    return _callback(found)


def locked_with(model: type[Bound], pk: UUID | int) -> Bound | None:
    """A hold or an attempt with its callback and agent, both locked as by `locked`, the callback first. None when it is gone."""
    told = f"{rows.columns(model, 'o')}, {rows.columns(Agent, 'g')}, {_chosen()}"
    own = (
        f'JOIN "{model._meta.db_table}" o ON o.callback_id = c.id JOIN ringback_agent g ON g.id = o.agent_id'
    )
    found = _row(f"SELECT {told} {_CALLBACK} {own} WHERE o.id = %s FOR UPDATE OF c, o", pk)
    if found is None:
        return None
    before = len(model._meta.concrete_fields) + len(Agent._meta.concrete_fields)
    one, agent = rows.objects(found[:before], model, Agent)
    one.agent, one.callback = agent, _callback(found[before:])
    return cast(Bound, one)


# What nearly every move reads, written by hand as every step of a call asks it: the ORM takes longer to write it than the
# database to answer. More tables in one statement would take PostgreSQL longer to plan.
_READ = {"c": Callback, "k": Case, "s": Seller, "p": Person, "t": Site, "m": Promise}
_CALLBACK = """
FROM ringback_callback c JOIN ringback_case k ON k.id = c.case_id JOIN ringback_seller s ON s.id = c.seller_id
JOIN ringback_person p ON p.id = s.person_id JOIN ringback_site t ON t.id = c.site_id
LEFT JOIN ringback_promise m ON m.id = c.promise_id
"""


def _chosen() -> str:
    return ", ".join(rows.columns(model, alias) for alias, model in _READ.items())


def _row(sql: str, pk: UUID | int) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _callback(row: tuple[Any, ...]) -> Callback:
    callback, case, seller, person, site, promise = rows.objects(row, *_READ.values())
    seller.person = person
    callback.case, callback.seller, callback.site = case, seller, site
    # Another promise may have been made while we waited for the lock; the row beside is then of the one before.
    if promise.pk is not None and promise.pk == callback.promise_id:
        callback.promise = promise
    return cast(Callback, callback)


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
