"""The service report of a quarter with 100,000 callbacks: how long it takes beside a bare count of the same rows, and how often it asks."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from bench.database import fresh_database
from bench.figure import Figure

CALLBACKS = 100_000
SELLERS = 500
TIMES = 3
MOST_QUERIES = 12
MOST_SECONDS = 8.0  # a page gives up a single statement after 15
BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def measure() -> Iterator[Figure]:
    with fresh_database("bench_report"):
        from django.db import connection

        get = _supervisors_page()
        _count_rows(connection)
        asked: list[str] = []

        def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            page = get()
        assert page.status_code == 200, page.status_code
        yield Figure(
            name="report",
            value=round(_best(get), 3),
            unit="s",
            limit=MOST_SECONDS,
            baseline=round(_best(lambda: _count_rows(connection)), 4),
            baseline_is="counting the callbacks, attempts, promises and askings of the quarter",
            more={"callbacks": CALLBACKS, "of_which_database": round(_in_database(connection, get), 3)},
        )
        yield Figure(name="report.queries", value=len(asked), unit="queries", limit=MOST_QUERIES)


def _supervisors_page() -> Callable[[], Any]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from tests import people
    from tests.past import a_past

    site = people.a_site("eu", hours=people.OFFICE_HOURS)
    a_past(site, _sellers(), people.answers("Bo", site), count=CALLBACKS, begins=BEGINS, ends=ENDS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client(headers={"host": settings.DESK_URL.split("://", 1)[1]})
    client.force_login(people.supervises("Rosa"), backend=settings.AUTHENTICATION_BACKENDS[0])
    return lambda: client.get(
        "/supervisor/service/", {"from": "2026-01-01", "until": "2026-03-31", "site": "eu"}
    )


def _sellers() -> list[Any]:
    """In bulk: passwords are slow by design."""
    from ringback.records.people.models import Person
    from ringback.records.sellers.models import Seller

    persons = [Person(email=f"s{n}@seller.example", name=f"S{n}", role="seller") for n in range(SELLERS)]
    Person.objects.bulk_create(persons)
    sellers = [Seller(person=one, code=f"S-{n}", company=f"Company {n}") for n, one in enumerate(persons)]
    return Seller.objects.bulk_create(sellers)


def _count_rows(connection: Any) -> None:
    with connection.cursor() as cursor:
        for table, column in (
            ("ringback_callback", "asked_at"),
            ("ringback_attempt", "dialing_at"),
            ("ringback_promise", "made_at"),
        ):
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE {column} >= %s AND {column} < %s", [BEGINS, ENDS]
            )
            cursor.fetchone()
        cursor.execute("SELECT count(*) FROM ringback_callbackevent WHERE kind = 'asked'")
        cursor.fetchone()


def _in_database(connection: Any, get: Callable[[], Any]) -> float:
    spent = 0.0

    def clock(execute: Callable[..., Any], *rest: Any) -> Any:
        nonlocal spent
        began = time.perf_counter()
        try:
            return execute(*rest)
        finally:
            spent += time.perf_counter() - began

    with connection.execute_wrapper(clock):
        get()
    return spent


def _best(do: Callable[[], Any]) -> float:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        do()
        taken.append(time.perf_counter() - began)
    return min(taken)
