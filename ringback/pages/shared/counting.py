"""Counts and times every request, by the name of its address, and says which callback it is about."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from ringback.pages.shared import door
from ringback.records.about import about, turn_to

REQUESTS = Counter("ringback_requests", "Requests for pages.", ["host", "route", "status"])
SECONDS = Histogram(
    "ringback_request_seconds",
    "How long a page took.",
    ["host"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)
LOOKS = ("GET", "HEAD", "OPTIONS")

log = logging.getLogger(__name__)


class CountingMiddleware:
    """The first of all, so that what the others refuse is counted as well. Names of addresses only: a path may hold a
    token, and a log is no place for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        with about(None):
            response = self.get_response(request)
            _count(request, response.status_code, time.monotonic() - began)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        match = request.resolver_match
        if match is not None and "pk" in kwargs and "callbacks/<uuid:pk>" in match.route:
            turn_to(kwargs["pk"])


def _count(request: HttpRequest, status: int, seconds: float) -> None:
    called = door.host_called(request.headers.get("Host", ""))
    host = called.name if called else "none"
    route = request.resolver_match.view_name if request.resolver_match else "none"
    REQUESTS.labels(host, route, status).inc()
    SECONDS.labels(host).observe(seconds)
    level = logging.DEBUG if request.method in LOOKS else logging.INFO
    found = {"route": route, "status": status, "ms": round(1000 * seconds)}
    log.log(level, "%s %s %s", request.method, route, status, extra=found)
