"""Callbacks as their seller and the desk look at them."""

from uuid import UUID

from django.db.models import QuerySet

from ringback.records.callbacks.models import OPEN, Callback, CallbackEvent
from ringback.records.callbacks.moving import WITH
from ringback.records.cases.models import Case
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Seller

# Pages name these types without importing tables.
__all__ = ["Callback", "CallbackEvent", "Promise"]


def callback_of(seller: Seller, pk: UUID) -> Callback:
    """Raises Callback.DoesNotExist, for a stranger's callback too."""
    return Callback.objects.select_related(*WITH).get(pk=pk, seller=seller)


def open_callback_of(case: Case) -> Callback | None:
    return Callback.objects.select_related(*WITH).filter(case=case, state__in=OPEN).first()


def open_callbacks_of(seller: Seller) -> QuerySet[Callback]:
    return Callback.objects.select_related(*WITH).filter(seller=seller, state__in=OPEN).order_by("-asked_at")


def callbacks_of(seller: Seller) -> QuerySet[Callback]:
    """The youngest first."""
    return Callback.objects.select_related(*WITH).filter(seller=seller).order_by("-asked_at")


def of_case(case: Case) -> QuerySet[Callback]:
    """The youngest first."""
    return case.callbacks.select_related(*WITH).order_by("-ordinal")


def events_of(callback: Callback) -> QuerySet[CallbackEvent]:
    """Its story, the oldest line first."""
    return callback.events.select_related("actor")


def promises_of(callback: Callback) -> QuerySet[Promise]:
    """The oldest first."""
    return Promise.objects.filter(request=callback.pk)
