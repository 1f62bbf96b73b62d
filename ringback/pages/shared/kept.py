"""What was typed and could not be taken, because the sign-in had ended or it was refused: it is kept in the session, for
whoever typed it alone, and stands in its form again when that page is shown next."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from ringback.records.saying import Unsayable

KEPT = "kept"
NEVER = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2")


class KeptMiddleware:
    """The browser remembers, signed, who was here, so that what one person typed is never shown to the next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = request.user
        if user.is_authenticated and _was_here(request) != str(user.pk):
            response.set_signed_cookie(
                settings.WHO_COOKIE_NAME,
                str(user.pk),
                secure=settings.SECURE,
                samesite="Lax",
                httponly=True,
            )
        return response


def to_sign_in(request: HttpRequest, login_url: str) -> HttpResponseBase:
    """Back to the page with the form afterwards, with what stood in it. Scripts get a 401, or htmx's way to go there."""
    if request.method == "POST" and _was_here(request):
        _keep(request, page=page_of(request), whose=_was_here(request), signed_out=True)
    if _is_script(request):
        return HttpResponse(status=401)
    there = f"{resolve_url(login_url)}?{urlencode({'next': page_of(request)})}"
    if request.headers.get("HX-Request") == "true":
        # A part of a page that refreshes itself must not swap the sign-in page into its place.
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return redirect(there)


def refuse(request: HttpRequest, problem: str, *, page: str) -> None:
    """Said on `page`, an address to which the answer leads; what was typed stands there again."""
    messages.error(request, problem)
    _keep(request, page=page, whose=str(request.user.pk), signed_out=False)


def take_kept(request: HttpRequest) -> dict[str, Any] | None:
    """What belongs on this page, once: `form` for the script that fills it in, `typed` for whoever has none."""
    kept = request.session.get(KEPT)
    if not kept or kept["page"] != request.path or request.headers.get("HX-Request") == "true":
        return None
    del request.session[KEPT]
    if kept["whose"] != str(request.user.pk):
        return None
    typed = [text for _name, texts in kept["fields"] for text in texts if text.strip()]
    return {"form": {"action": kept["action"], "fields": dict(kept["fields"])}, "typed": typed, **kept}


def page_of(request: HttpRequest) -> str:
    """The page that a request comes from; for one that only looks, itself."""
    is_part = request.headers.get("HX-Request") == "true"
    if request.method in ("GET", "HEAD") and not is_part:
        return request.get_full_path()
    came = urlsplit(request.headers.get("HX-Current-URL" if is_part else "Referer", ""))
    if came.netloc != request.get_host():
        return "/"
    return came._replace(scheme="", netloc="", fragment="").geturl() or "/"


def unsayable(why: Unsayable) -> str:
    return _(
        "Nothing was changed: it may have at most %(n)s characters, and none that cannot be stored. What you wrote is kept."
    ) % {"n": why.longest}


def _keep(request: HttpRequest, *, page: str, whose: str, signed_out: bool) -> None:
    fields = [(name, texts) for name, texts in request.POST.lists() if name not in NEVER]
    if not any(text.strip() for _name, texts in fields for text in texts):
        return
    request.session[KEPT] = {
        "page": urlsplit(page).path,
        "action": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
        "whose": whose,
        "signed_out": signed_out,
    }


def _was_here(request: HttpRequest) -> str:
    """Their number; empty for a browser that we do not know."""
    try:
        return str(request.get_signed_cookie(settings.WHO_COOKIE_NAME))
    except (KeyError, BadSignature):
        return ""


def _is_script(request: HttpRequest) -> bool:
    """One that reads the answer itself and would take the sign-in page for a yes."""
    return request.content_type == "application/json" or "X-Autosave" in request.headers
