"""Looks up the seller's own call by its record number."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ringback.pages.portal.chrome import page
from ringback.pages.portal.seller import for_seller, see_other
from ringback.records.calls import for_seller as calls
from ringback.records.calls.for_seller import Call
from ringback.records.sellers.readers import Seller

LONGEST = 24


@require_safe
@for_seller
def find(request: HttpRequest, seller: Seller) -> HttpResponse:
    """Without a number: where to type one. With one: its page, or the word that there is none."""
    number = request.GET.get("number", "").strip().upper()
    if not number:
        return page(request, seller, "portal/find_record.html", {"number": ""})
    if _call(seller, number) is None:
        problem = _("You have no call with this record number. Every number of ours reads like NA-000041-1.")
        return page(
            request,
            seller,
            "portal/find_record.html",
            {"number": number[:LONGEST], "problem": problem},
            status=404,
        )
    return see_other(reverse("portal:record", args=[number]))


@require_safe
@for_seller
def record(request: HttpRequest, seller: Seller, number: str) -> HttpResponse:
    call = _call(seller, number)
    if call is None:
        raise Http404
    attempt = call.attempt
    context = {"call": call, "attempt": attempt, "callback": attempt.callback, "case": attempt.callback.case}
    return page(request, seller, "portal/record.html", context, site=attempt.callback.case.site)


def _call(seller: Seller, number: str) -> Call | None:
    if len(number) > LONGEST or "\0" in number:
        return None
    try:
        return calls.call_by_record(seller, number)
    except Call.DoesNotExist:
        return None
