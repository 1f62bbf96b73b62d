"""Whoever reads: their language and their zone, on every page."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ringback.records.people import actions

YEAR = 365 * 24 * 3600


def language_of(request: HttpRequest) -> str:
    """Of the signed-in person; of anybody else by the cookie, then by the browser's wish."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.language in dict(settings.LANGUAGES):
        return str(user.language)
    return translation.get_language_from_request(request)


def zone_of(request: HttpRequest) -> str:
    """IANA name."""
    user = getattr(request, "user", None)
    return str(user.zone) if user is not None and user.is_authenticated else settings.TIME_ZONE


class ReaderMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(ZoneInfo(zone_of(request))):
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        return response


@require_POST
@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """`language` is stored with the person, or in a cookie for somebody unknown; then back to `next`."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest(_("The desk does not write in this language."))
    response = HttpResponseRedirect(_way_back(request), status=303)
    if request.user.is_authenticated:
        actions.write_in(request.user, language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=settings.SECURE,
        samesite="Lax",
        httponly=True,
    )
    return response


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"
