"""Who may come in: which host was asked for, and whether a request that changes something comes from a page of ours.

Django's middleware and the live hub ask here, so that neither is the weaker door.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True)
class Host:
    """One of the two addresses of the desk. `name` is portal or desk; `roles` are the people whom it admits."""

    name: str
    url: str
    urlconf: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Refusal:
    """`status` is the HTTP status, `why` a word for the log: it names no person."""

    status: int
    why: str


def portal() -> Host:
    return Host("portal", settings.PORTAL_URL, settings.PORTAL_URLCONF, frozenset({"seller"}))


def desk() -> Host:
    return Host("desk", settings.DESK_URL, settings.DESK_URLCONF, frozenset({"agent", "supervisor"}))


def host_called(header: str) -> Host | None:
    """The host of a Host header; the port is left to whoever listens."""
    name = urlsplit(f"//{header}").hostname if _reads_as_host(header) else None
    return next((host for host in (portal(), desk()) if urlsplit(host.url).hostname == name), None)


def home_of(role: str) -> Host:
    """Where people of this role sign in."""
    return next(host for host in (portal(), desk()) if role in host.roles)


def refusal(
    host: Host, *, method: str, origin: str | None, fetch_site: str | None, origin_required: bool
) -> Refusal | None:
    """Whether a request that changes something was started elsewhere.

    A browser says where (Origin; `fetch_site` is its Sec-Fetch-Site). Programs say nothing: they have no cookies that
    another page could use, and `origin_required` decides whether they must speak.
    """
    if method in SAFE:
        return None
    if origin is None:
        stranger = origin_required or fetch_site not in (None, "same-origin", "none")
        return Refusal(403, "no origin") if stranger else None
    return None if origin == host.url else Refusal(403, "foreign origin")


def token_fits(headers: dict[str, str], cookies: dict[str, str], method: str) -> bool:
    """Django's own CSRF check on a request that never becomes a Django view; header names are lower case."""
    request = HttpRequest()
    request.method, request.COOKIES = method, cookies
    request.META = {
        "HTTP_HOST": headers.get("host", ""),
        "HTTP_X_CSRFTOKEN": headers.get("x-csrftoken", ""),
    }
    if "origin" in headers:
        request.META["HTTP_ORIGIN"] = headers["origin"]
    check = CsrfViewMiddleware(lambda _: None)  # type: ignore[arg-type]
    check.process_request(request)
    return check.process_view(request, _view, (), {}) is None


def _view() -> HttpResponse:
    """Stands for the view that the check protects."""
    return HttpResponse()


def _reads_as_host(header: str) -> bool:
    try:
        urlsplit(f"//{header}").hostname  # noqa: B018 (asking is what raises)
    except ValueError:
        return False
    return not set(header) & set("/?#@ \\")
