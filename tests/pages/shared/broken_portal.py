"""The portal with addresses at which something is wrong."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from ringback.config import urls_portal
from ringback.config.urls_portal import handler400, handler403, handler404, handler429, handler500
from ringback.pages.shared import errors

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]

WRONG = {
    "mistake": ValueError("a mistake in a page"),
    "away": OperationalError("the server closed the connection"),
    "unread": SuspiciousOperation("a field that no form has"),
    "large": RequestDataTooBig("more than a form may have"),
    "nothing": Http404(),
}


@login_not_required
def raises(request: HttpRequest, what: str) -> HttpResponse:
    raise WRONG[what]


@login_not_required
def too_often(request: HttpRequest) -> HttpResponse:
    return errors.too_often(request)


urlpatterns = [
    path("broken/often/", too_often),
    path("broken/<str:what>/", raises),
    *urls_portal.urlpatterns,
]
