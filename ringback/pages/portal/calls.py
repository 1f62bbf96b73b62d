"""The ring in this browser, answered, declined and hung up: the seller's side of an attempt."""

import json
from datetime import UTC, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from ringback.pages.portal.seller import for_seller, is_fragment, see_other
from ringback.records.calls import attempts
from ringback.records.calls import for_seller as calls
from ringback.records.calls.for_seller import Attempt
from ringback.records.sellers.readers import Seller

TAB = 64
STATUS = {"rings": 200, "another": 409, "over": 410}


@require_POST
@for_seller
def ring(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    """A page says that it can sound; one page of all may."""
    attempt = _attempt(seller, pk)
    tab = _tab(request)
    if not tab:
        return HttpResponseBadRequest("tab is missing")
    said = attempts.ring(attempt, tab=tab, now=datetime.now(UTC))
    return JsonResponse({"rings": said == "rings"}, status=STATUS[said])


@require_POST
@for_seller
def answer(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    attempt = _attempt(seller, pk)
    answered = attempts.answer(attempt, tab=_tab(request), now=datetime.now(UTC))
    return _back(request, attempt, done=answered)


@require_POST
@for_seller
def decline(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    attempt = _attempt(seller, pk)
    return _back(request, attempt, done=attempts.decline(attempt, now=datetime.now(UTC)))


@require_POST
@for_seller
def hang_up(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    attempt = _attempt(seller, pk)
    return _back(request, attempt, done=attempts.hang_up(attempt, by=seller.person, now=datetime.now(UTC)))


def _attempt(seller: Seller, pk: UUID) -> Attempt:
    try:
        return calls.attempt_of(seller, pk)
    except Attempt.DoesNotExist as unknown:
        raise Http404 from unknown


def _tab(request: HttpRequest) -> str:
    """From the JSON of a script; a form that is sent without one has no tab to tell."""
    if request.content_type != "application/json":
        return ""
    try:
        told = json.loads(request.body)
    except ValueError:
        return ""
    tab = told.get("tab", "") if isinstance(told, dict) else ""
    return tab if isinstance(tab, str) and len(tab) <= TAB and "\0" not in tab else ""


def _back(request: HttpRequest, attempt: Attempt, *, done: bool) -> HttpResponse:
    """200 or 410; a page that shows something else goes to the callback, where the call is."""
    there = reverse("portal:callback", args=[attempt.callback_id])
    if request.content_type == "application/json" or is_fragment(request):
        response = HttpResponse(status=200 if done else 410)
        if is_fragment(request) and there not in request.headers.get("HX-Current-URL", ""):
            response["HX-Redirect"] = there
        return response
    return see_other(there)
