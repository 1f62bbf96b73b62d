"""One POST from a ready draft to a durable callback with all its rows, beside what django-helpdesk's public form does.

Both are one process with 8 threads on the same server, fsync on, 32 connections, asked by turns. Ours are distinct sellers who are
signed in, through the whole middleware, over three sites, six issue types of all classes, and two languages. The raw limit is pgbench with the very statement that Ringback sends, and nothing else.
"""

import os
from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice
from typing import Any

import psycopg

from bench.database import another_database, fresh_database
from bench.figure import Figure
from bench.helpdesk import helpdesk, tickets
from bench.load import Answered, send_all
from bench.raw_intake import for_any_draft, number_the_drafts, raw_per_second
from bench.served import served

REQUESTS = int(os.environ.get("BENCH_REQUESTS", "2000"))  # a multiple of TURNS
WARM_UP = 200
CONNECTIONS, THREADS = 32, 8
TURNS = 8
TIMES_THE_PEER = 3.0
RAW_REQUESTS = 6_400


def measure() -> Iterator[Figure]:
    with fresh_database("ringback_bench_intake") as url:
        from django.core.management import call_command

        from bench.drafts import ready_requests

        call_command("createcachetable", verbosity=0)
        requests = ready_requests(WARM_UP + REQUESTS + 1 + RAW_REQUESTS)
        with another_database("ringback_bench_peer") as peer:
            ours, theirs = _in_turns(requests[: WARM_UP + REQUESTS], peer)
        _all_is_there(url, WARM_UP + REQUESTS)
        raw = _raw(url, WARM_UP + REQUESTS)
    yield Figure(
        name="intake",
        value=ours.a_second,
        unit="requests/s",
        at_least=TIMES_THE_PEER * theirs.a_second,
        baseline=theirs.a_second,
        baseline_is="django-helpdesk's public form, one process with 8 threads, same server",
        more={
            "raw": round(raw, 1),
            "raw_is": "the same rows by pgbench, 32 connections",
            "to_raw": round(ours.a_second / raw, 3),
            "p99": round(sorted(ours.taken)[len(ours.taken) * 99 // 100], 4),
            "load": round(os.getloadavg()[0], 1),
        },
    )


def _in_turns(requests: list[bytes], peer: str) -> tuple[Answered, Answered]:
    """What else the machine does in these minutes meets both alike: they are asked by turns, and the other one rests meanwhile."""
    with served(RINGBACK_THREADS=str(THREADS)) as desk, helpdesk(peer, threads=THREADS) as (port, queues):
        posts = tickets(port, queues, len(requests))
        both = (_Asked(desk.port, requests, HTTPStatus.SEE_OTHER), _Asked(port, posts, HTTPStatus.FOUND))
        for one in both:
            one.turn(WARM_UP)
            one.answered = Answered()
        for _ in range(TURNS):
            for one in both:
                one.turn(REQUESTS // TURNS)
    return both[0].answered, both[1].answered


class _Asked:
    """One of the two, with what has not been sent to it yet."""

    def __init__(self, port: int, requests: list[bytes], expected: HTTPStatus) -> None:
        self.port, self.left, self.expected = port, iter(requests), expected
        self.answered = Answered()

    def turn(self, count: int) -> None:
        found = send_all(self.port, list(islice(self.left, count)), connections=CONNECTIONS)
        assert set(found.statuses) == {self.expected}, found.statuses
        self.answered.add(found)


def _all_is_there(url: str, count: int) -> None:
    """A POST counts only when its case, callback, reasons, promise, notice and both lines of its story are durable."""
    whole = """
        SELECT count(*) FROM ringback_callback c JOIN ringback_case k ON k.id = c.case_id AND k.state = 'open'
        JOIN ringback_promise p ON p.id = c.promise_id AND p.request = c.id
        JOIN ringback_notice n ON n.about = c.id AND n.case_number = k.number
        WHERE jsonb_array_length(c.reasons) > 0
          AND (SELECT count(*) FROM ringback_callbackevent e WHERE e.callback_id = c.id) = 2
    """
    with psycopg.connect(url) as server:
        (found,) = server.execute(whole).fetchone() or (0,)
        (fsync,) = server.execute("SHOW fsync").fetchone() or ("",)
    assert found == count, f"{found} of {count} callbacks are whole"
    assert fsync == "on"


def _raw(url: str, used: int) -> float:
    """The statement is taken from the desk itself, on the next draft; then pgbench goes on with the drafts after it."""
    from django.db import connection

    from ringback.records.cases.models import Case

    drafts = list(Case.objects.filter(state="draft").order_by("pk").values_list("pk", flat=True))
    assert drafts[0] > used
    sent: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "its_case" in sql:
            sent.append(psycopg.ClientCursor(connection.connection).mogrify(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        _ask_with(drafts[0])
    statement = for_any_draft(sent[0], case=drafts[0])
    number_the_drafts(url, drafts[1:])
    return raw_per_second(url, statement, connections=CONNECTIONS, requests=RAW_REQUESTS)


def _ask_with(draft: int) -> None:
    from datetime import UTC, datetime

    from ringback.records.callbacks.at_once import ask_at_once, read_draft, write_into
    from ringback.records.cases.models import Case

    now = datetime.now(UTC)
    case = Case.objects.select_related("seller__person", "issue_type").get(pk=draft)
    found = read_draft(case.seller.person, case.issue_type.slug, site=None, now=now)
    assert found is not None
    write_into(found, values={}, description="The money has not come.", urgent_claimed=False)
    assert ask_at_once(found, line="in-app", now=now) is not None
