"""Callbacks as their seller and the desk look at them."""

from uuid import UUID

from django.db.models import QuerySet

from ringback.records.callbacks import seen
from ringback.records.callbacks.models import OPEN, Callback, CallbackEvent
from ringback.records.callbacks.seen import open_callbacks_of
from ringback.records.cases.models import Case
from ringback.records.people.models import Person
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Seller

# Pages name these types without importing tables.
__all__ = ["Callback", "CallbackEvent", "Promise", "open_callbacks_of"]

WITH = ("case__issue_type", "seller__person", "site", "queue", "promise")


def callback_of(seller: Seller, pk: UUID) -> Callback:
    """Raises Callback.DoesNotExist, for a stranger's callback too."""
    callback, _ = seen.callback_of(seller, pk)
    return callback


def latest_word(callback: Callback, kind: str) -> str:
    """What a person said with the last event of this kind; empty where there is none."""
    last = callback.events.filter(kind=kind).order_by("-at", "-pk").first()
    return str(last.detail.get("said", "")) if last else ""


def open_callback_of(case: Case) -> Callback | None:
    return of_case(case).filter(state__in=OPEN).first()


def sites_where_open(person: Person) -> list[str]:
    """Slugs of the sites on which this seller has an open callback."""
    theirs = Callback.objects.filter(seller__person=person, state__in=OPEN)
    return list(theirs.values_list("site__slug", flat=True).distinct())


def of_case(case: Case) -> QuerySet[Callback]:
    """The youngest first."""
    return case.callbacks.select_related(*WITH).order_by("-ordinal")


def events_of(callback: Callback) -> QuerySet[CallbackEvent]:
    """Its story, the oldest line first."""
    return callback.events.select_related("actor")


def promises_of(callback: Callback) -> QuerySet[Promise]:
    """The oldest first."""
    return Promise.objects.filter(request=callback.pk)


def count_all() -> int:
    return Callback.objects.count()
