"""Two hosts, one process: each has its own pages and admits its own people."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from ringback.pages.shared import door
from ringback.pages.shared.kept import to_sign_in

log = logging.getLogger(__name__)

# Sound needs the microphone on our own pages; nothing needs the rest.
PERMISSIONS = "microphone=(self), camera=(), geolocation=()"


def host_of(request: HttpRequest) -> door.Host:
    host: door.Host = request.host  # type: ignore[attr-defined]
    return host


class HostMiddleware:
    """Chooses the pages by host; refuses foreign hosts (400) and changes that another site's page asks for (403)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = door.host_called(request.headers.get("Host", ""))
        if host is None:
            raise DisallowedHost("neither the portal's host nor the desk's")
        request.host = host  # type: ignore[attr-defined]
        request.urlconf = host.urlconf
        self._refuse_strangers(request, host)
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    def _refuse_strangers(self, request: HttpRequest, host: door.Host) -> None:
        refusal = door.refusal(
            host,
            method=request.method or "GET",
            origin=request.headers.get("Origin"),
            fetch_site=request.headers.get("Sec-Fetch-Site"),
            origin_required=False,
        )
        if refusal is not None:
            log.warning("%s %s refused: %s", request.method, host.name, refusal.why)
            raise PermissionDenied(refusal.why)


class RoleMiddleware(LoginRequiredMiddleware):
    """Everything asks for sign-in, unless its view says `login_not_required`; each host admits its own roles only."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return self._sign_in(request, view_func)
        if request.user.role in host_of(request).roles:
            return None
        theirs = door.home_of(request.user.role)
        return render(request, "shared/wrong_host.html", {"theirs": f"{theirs.url}/"}, status=403)

    def _sign_in(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseBase:
        if settings.DEMO and request.path == "/":
            return redirect("demo:first-page")
        return to_sign_in(request, self.get_login_url(view_func))
