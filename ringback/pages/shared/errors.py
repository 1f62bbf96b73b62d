"""The one error page: what went wrong, what became of what was sent, and the way back."""

import sys
from collections.abc import MutableMapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_noop as _

from ringback.pages.shared import door

RETRY_AFTER = 60  # seconds

# Title and explanation by HTTP status; `size` is the most that a form with its files may have.
SAID = {
    400: (
        _("This request could not be read."),
        _(
            "Something in the address or the form was not as the desk expects it. Go back, reload the page and try again."
        ),
    ),
    403: (
        _("The desk refused this."),
        _(
            "The page may have been open for too long, or the request came from another site. Reload the page and try again; nothing was changed."
        ),
    ),
    404: (
        _("There is nothing here for you."),
        _(
            "The address is wrong, or what it names is not for you to see. What is yours is where you left it."
        ),
    ),
    408: (
        _("This took too long to arrive."),
        _(
            "The connection was too slow, and nothing was changed. Go back and send it again, with fewer or smaller files."
        ),
    ),
    413: (
        _("This is too large for the desk."),
        _(
            "A form and its files may have %(size)s together, and nothing of this one was kept. Go back and send fewer or smaller files."
        ),
    ),
    429: (
        _("That was too often in a short time."),
        _("The desk waits a little before it takes the next try, so that nobody can guess passwords here."),
    ),
    500: (
        _("The desk made a mistake."),
        _(
            "It was written to the log, and nothing was changed by halves. Try again in a minute; your case and your place are kept."
        ),
    ),
    503: (
        _("The desk is away for a moment."),
        _(
            "It is being looked after. Nothing is lost: cases, callbacks and places in the queue are kept. Try again in a minute."
        ),
    ),
}
WORTH_ANOTHER_TRY = (429, 500, 503)


def plain(status: int, *, language: str, host: str = "", again: str = "") -> str:
    """The page without a reader, for when there may be neither a session nor a database. `again` is the path to try."""
    with translation.override(language):
        return render_to_string("shared/error.html", {**_words(status), "host": host, "again": again})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """`reason` is Django's, when the form's token is missing or wrong."""
    return _with_reader(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _with_reader(request, 404)


def too_often(request: HttpRequest) -> HttpResponse:
    return _with_reader(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is away is no mistake of a page: it comes back."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return unavailable(request) if away else _plain(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = _plain(request, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def before_django(scope: MutableMapping[str, Any], status: int) -> str:
    """For an ASGI request that Django never sees."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    request = HttpRequest()
    request.COOKIES = parse_cookie(headers.get("cookie", ""))
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get("accept-language", "")
    host = door.host_called(headers.get("host", ""))
    return plain(status, language=_language_of(request), host=host.name if host else "")


def _with_reader(request: HttpRequest, status: int) -> HttpResponse:
    """With the reader's own navigation."""
    with translation.override(_language_of(request)):
        context = {**_words(status), "again": _again(request, status)}
        return HttpResponse(render_to_string("shared/error.html", context, request), status=status)


def _plain(request: HttpRequest, status: int) -> HttpResponse:
    host = getattr(request, "host", None)
    language, again = _language_of(request), _again(request, status)
    text = plain(status, language=language, host=host.name if host else "", again=again)
    return HttpResponse(text, status=status, headers={"Content-Language": language})


def _words(status: int) -> dict[str, Any]:
    title, explained = (translation.gettext(text) for text in SAID[status])
    most = settings.EVIDENCE_MAX_CASE_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return {"title": title, "explained": explained.replace("%(size)s", filesizeformat(most))}


def _language_of(request: HttpRequest) -> str:
    """As the reader was found to want it, or as the cookie and the browser say when nobody could look."""
    return getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(request)


def _again(request: HttpRequest, status: int) -> str:
    return request.get_full_path() if request.method == "GET" and status in WORTH_ANOTHER_TRY else ""
