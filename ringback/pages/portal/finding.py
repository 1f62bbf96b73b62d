"""Objects of the signed-in seller; those of others are not found."""

from uuid import UUID

from django.http import Http404

from ringback.records.callbacks import readers as callbacks
from ringback.records.callbacks.readers import Callback
from ringback.records.calls import for_seller as calls
from ringback.records.calls.for_seller import Shown
from ringback.records.cases import readers as cases
from ringback.records.cases.readers import Case
from ringback.records.sellers.readers import Seller


def case_or_404(seller: Seller, number: int) -> Case:
    try:
        return cases.case_of(seller, number)
    except Case.DoesNotExist as unknown:
        raise Http404 from unknown


def shown_or_404(seller: Seller, pk: UUID) -> Shown:
    try:
        return calls.shown(seller, pk)
    except Callback.DoesNotExist as unknown:
        raise Http404 from unknown


def callback_or_404(seller: Seller, pk: UUID) -> Callback:
    try:
        return callbacks.callback_of(seller, pk)
    except Callback.DoesNotExist as unknown:
        raise Http404 from unknown
