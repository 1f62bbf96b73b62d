"""Server time of the three busiest pages, with 10,000 callbacks waiting and 200 agents, and the weight of a first visit.

`ringback serve` is asked over one connection, and each visit is another person's: what a page keeps for a moment is warm
only as far as others have looked at the same desk. Pages and the baseline take turns. The baseline is an empty page of the
same process: the same middleware, a session, a signed-in person, no content.
"""

import gzip
import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.database import fresh_database
from bench.figure import Figure

if TYPE_CHECKING:
    from bench.served import Visit

QUEUES, CALLBACKS, AGENTS, PRESENT = 36, 10_000, 200, 100
PICKED_LATELY = 300
WARM_UP, TIMES = 10, 60
MOST_TIMES_EMPTY = 6.0
MOST_QUERIES = 12
MOST_KB = 150.0
STATIC = Path(__file__).resolve().parent.parent / "ringback" / "pages" / "shared" / "static"


def measure() -> Iterator[Figure]:
    with fresh_database("ringback_bench_page"):
        from django.core.management import call_command

        call_command("createcachetable", verbosity=0)
        rounds = _visits(WARM_UP + TIMES + 1)
        taken = _taken(rounds[:-1])
        empty = taken.pop("page.empty")
        for name, visit in rounds[-1].items():
            if name in taken:
                yield _time(name, taken[name], empty)
                yield Figure(
                    name=f"{name}.queries", value=len(_asked(visit)), unit="queries", limit=MOST_QUERIES
                )
        yield _first_visit(_answer(rounds[-1]["page.waiting"]).decode())


def _visits(times: int) -> list[dict[str, "Visit"]]:
    """Each figure's page, as often as it is visited, each time by somebody else."""
    from django.conf import settings

    from bench.busy_desk import build, pick_lately
    from bench.visitors import agents_who_are_free, desk, on_a_roster, portal, sellers_who_wait
    from ringback.cli import preset_sites
    from ringback.records.desk.models import Site

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # seventy people are made
    agents = build(callbacks_a_queue=CALLBACKS // QUEUES + 1, agents=AGENTS)
    preset_sites.write("amazon-like")
    site = Site.objects.get(slug="na")
    free = agents_who_are_free(agents, PRESENT)
    on_a_roster(site, agents)
    waiting = sellers_who_wait(site, times)
    pick_lately(site, PICKED_LATELY)
    return [
        {
            "page.empty": portal(one.seller.person, "/bench-empty/"),
            "page.waiting": portal(one.seller.person, f"/callbacks/{one.pk}/"),
            "page.support": portal(one.seller.person, "/support/"),
            "page.workspace": desk(agent, "/"),
        }
        for one, agent in zip(waiting, free, strict=False)
    ]


def _taken(rounds: list[dict[str, "Visit"]]) -> dict[str, list[float]]:
    from bench.served import milliseconds, served

    taken = defaultdict(list)
    with served(DJANGO_SETTINGS_MODULE="bench.with_empty_page") as desk, desk.connected() as connection:
        for number, visits in enumerate(rounds):
            for name, visit in visits.items():
                one = milliseconds(connection, visit)
                if number >= WARM_UP:
                    taken[name].append(one)
    return taken


def _time(name: str, taken: list[float], empty: list[float]) -> Figure:
    baseline = statistics.median(empty)
    return Figure(
        name=name,
        value=statistics.median(taken),
        unit="ms",
        limit=MOST_TIMES_EMPTY * baseline,
        baseline=baseline,
        baseline_is="an empty Django page with the same middleware and a signed-in person",
    )


def _asked(visit: "Visit") -> list[str]:
    """The statements of one visit, the session's and the person's among them."""
    from django.db import connection

    asked: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        _answer(visit)
    return asked


def _answer(visit: "Visit") -> bytes:
    """By Django's test client, in this process."""
    from django.test import Client

    answer = Client(headers={"host": visit.host, "cookie": visit.cookie}).get(visit.path)
    assert answer.status_code == HTTPStatus.OK, f"{visit.path} answered {answer.status_code}"
    return bytes(answer.content)


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
