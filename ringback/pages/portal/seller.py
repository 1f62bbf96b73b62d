"""Who is looking: each view of the portal gets the signed-in seller, and reaches every object through them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from ringback.pages.shared.who import person_of
from ringback.records.sellers import readers

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, readers.Seller, P], HttpResponseBase]


def for_seller(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            seller = readers.seller_of(person_of(request))
        except readers.Seller.DoesNotExist as stranger:
            raise Http404 from stranger
        return view(request, seller, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], wrapped)


def site_of(request: HttpRequest, seller: readers.Seller, sites: list[readers.Site]) -> readers.Site | None:
    """The site the seller switched to, else their first one; none for a seller whom no marketplace has told us of."""
    chosen = request.session.get("site")
    return next((site for site in sites if site.slug == chosen), sites[0] if sites else None)


def is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def see_other(url: str) -> HttpResponse:
    """After a POST the browser asks again by GET."""
    return HttpResponse(status=303, headers={"Location": url})
