"""Server time of the three busiest pages, with 10,000 callbacks waiting and 200 agents, and the weight of a first visit.

The baseline is an empty Django page in the same process: the same middleware, a session, a signed-in person, no content.
"""

import gzip
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.database import fresh_database
from bench.figure import Figure

QUEUES, CALLBACKS, AGENTS = 36, 10_000, 200
TIMES = 40
MOST_TIMES_EMPTY = 6.0
MOST_QUERIES = 12
MOST_KB = 150.0
STATIC = Path(__file__).resolve().parent.parent / "ringback" / "pages" / "shared" / "static"


def measure() -> Iterator[Figure]:
    with fresh_database("ringback_bench_page"):
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        from bench.busy_desk import build

        setup_test_environment()
        call_command("createcachetable", verbosity=0)
        agents = build(callbacks_a_queue=CALLBACKS // QUEUES + 1, agents=AGENTS)
        seller, desk, callback = _visitors(agents[0])
        empty = _empty(seller)
        for name, get in {
            "page.waiting": lambda: seller.get(f"/callbacks/{callback}/"),
            "page.support": lambda: seller.get("/support/"),
            "page.workspace": lambda: desk.get("/"),
        }.items():
            yield from _page(name, get, empty)
        yield _first_visit(seller.get(f"/callbacks/{callback}/").content.decode())


def _page(name: str, get: Callable[[], Any], empty: float) -> Iterator[Figure]:
    from django.db import connection

    answer = get()
    assert answer.status_code == HTTPStatus.OK, f"{name} answered {answer.status_code}"
    asked: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        get()
    yield Figure(
        name=name,
        value=round(_milliseconds(get), 2),
        unit="ms",
        limit=round(MOST_TIMES_EMPTY * empty, 2),
        baseline=round(empty, 2),
        baseline_is="an empty Django page with the same middleware and a signed-in person",
    )
    yield Figure(name=f"{name}.queries", value=len(asked), unit="queries", limit=MOST_QUERIES)


def _first_visit(page: str) -> Figure:
    """Everything that a browser fetches for the waiting page, each answer gzipped as it travels."""
    weight = len(gzip.compress(page.encode()))
    for path in _fetched(page):
        weight += len(gzip.compress(path.read_bytes()))
    return Figure(
        name="page.first_visit",
        value=round(weight / 1000, 1),
        unit="KB",
        limit=MOST_KB,
    )


def _fetched(page: str) -> set[Path]:
    found = {STATIC / each for each in re.findall(r'(?:src|href)="/static/([^"?]+)', page)}
    # Parts that the scripts import are named in them.
    for script in [path for path in found if path.suffix == ".js"]:
        found |= {script.parent / each for each in re.findall(r'from"\./([^"]+\.js)"', script.read_text())}
    return found


def _milliseconds(get: Callable[[], Any]) -> float:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        get()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def _empty(seller: Any) -> float:
    """The `/bench-empty/` page stands in an address list of the benchmark's own."""
    from django.http import HttpRequest, HttpResponse
    from django.test import override_settings
    from django.urls import path

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("<!doctype html><title>Empty</title>")

    addresses = ModuleType("bench_addresses")
    addresses.urlpatterns = [path("bench-empty/", view)]  # type: ignore[attr-defined]
    sys.modules["bench_addresses"] = addresses
    with override_settings(PORTAL_URLCONF="bench_addresses"):
        assert seller.get("/bench-empty/").status_code == HTTPStatus.OK
        return _milliseconds(lambda: seller.get("/bench-empty/"))


def _visitors(agent: int) -> tuple[Any, Any, str]:
    """A signed-in seller who waits, a signed-in agent who is available, and the seller's callback."""
    from datetime import UTC, datetime, timedelta

    from django.conf import settings
    from django.test import Client

    from ringback.records.agents.actions import set_available
    from ringback.records.agents.models import Agent
    from ringback.records.callbacks.asking import ask_for_callback
    from ringback.records.desk.models import Site
    from ringback.records.presence.models import PagePresence
    from tests import people

    now, site = datetime.now(UTC), Site.objects.get()
    ada = people.sells("Ada", site)
    case = people.a_case(ada, site, at=now, number=900_000)
    people.opens_page(ada.person, now + timedelta(hours=1))
    bo = set_available(Agent.objects.get(pk=agent), now=now)
    PagePresence.objects.filter(person=bo.person).update(seen_at=now + timedelta(hours=1))
    callback = ask_for_callback(case, line="in-app", languages=None, window=None, now=now)
    clients = []
    for person, url in ((ada.person, settings.PORTAL_URL), (bo.person, settings.DESK_URL)):
        client = Client(headers={"host": _host(url)})
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        clients.append(client)
    return clients[0], clients[1], str(callback.pk)


def _host(url: str) -> str:
    return url.split("://", 1)[1]
