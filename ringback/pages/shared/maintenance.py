"""Pages are shut while an operator works on the desk, and until its tables are those that this program was written for."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ringback.pages.shared import errors
from ringback.records.schema import not_applied

ASK_EVERY = 2.0  # seconds

_migrated = False
_until = float("-inf")


class MaintenanceMiddleware:
    """Stands before whatever asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        shut = settings.MAINTENANCE or not migrated()
        return errors.unavailable(request) if shut else self.get_response(request)


def migrated() -> bool:
    """Once it is so, it stays so for this process; until then the database is asked once in a while."""
    global _migrated, _until
    if not _migrated and time.monotonic() >= _until:
        _migrated, _until = not not_applied(), time.monotonic() + ASK_EVERY
    return _migrated
