"""Callbacks as their seller and the desk look at them."""

from uuid import UUID

from django.db.models import QuerySet

from ringback.records.callbacks.models import OPEN, Callback, CallbackEvent
from ringback.records.cases.models import Case
from ringback.records.people.models import Person
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Seller

# Pages name these types without importing tables.
__all__ = ["Callback", "CallbackEvent", "Promise"]


# The facts of the day are not shown, and the rulebook's whole text only stands behind a story.
WITH = ("case__issue_type", "site", "queue", "promise")
LEFT_OUT = ("facts",)


def callback_of(seller: Seller, pk: UUID) -> Callback:
    """Raises Callback.DoesNotExist, for a stranger's callback too."""
    callback = callbacks_of(seller).get(pk=pk)
    callback.case.seller, callback.case.site = seller, callback.site
    return callback


def latest_word(callback: Callback, kind: str) -> str:
    """What a person said with the last event of this kind; empty where there is none."""
    last = callback.events.filter(kind=kind).order_by("-at", "-pk").first()
    return str(last.detail.get("said", "")) if last else ""


def open_callback_of(case: Case) -> Callback | None:
    return of_case(case).filter(state__in=OPEN).first()


def open_callbacks_of(seller: Seller) -> QuerySet[Callback]:
    """The youngest first."""
    return callbacks_of(seller).filter(state__in=OPEN)


def sites_where_open(person: Person) -> list[str]:
    """Slugs of the sites on which this seller has an open callback."""
    theirs = Callback.objects.filter(seller__person=person, state__in=OPEN)
    return list(theirs.values_list("site__slug", flat=True).distinct())


def callbacks_of(seller: Seller) -> QuerySet[Callback]:
    """The youngest first."""
    return seller.callbacks.select_related(*WITH).defer(*LEFT_OUT).order_by("-asked_at")


def of_case(case: Case) -> QuerySet[Callback]:
    """The youngest first."""
    return case.callbacks.select_related(*WITH, "seller__person").defer(*LEFT_OUT).order_by("-ordinal")


def events_of(callback: Callback) -> QuerySet[CallbackEvent]:
    """Its story, the oldest line first."""
    return callback.events.select_related("actor")


def promises_of(callback: Callback) -> QuerySet[Promise]:
    """The oldest first."""
    return Promise.objects.filter(request=callback.pk)


def count_all() -> int:
    return Callback.objects.count()
