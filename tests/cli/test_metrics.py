"""One callback moves every figure that the desk shows of it; a stranger reads none."""

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from ringback.channels.email.channel import EmailChannel
from ringback.cli import metrics
from ringback.jobs.deliver import deliver_due
from ringback.records.calls import attempts
from tests.channels.post_office import a_post_office
from tests.dispatch.real import dispatching, eventually, play
from tests.people import MINUTE, a_lease, a_site, answers, asks, is_rung, sells

Sample = tuple[str, frozenset[tuple[str, str]]]


@pytest.fixture
def desk() -> Iterator[None]:
    one = metrics.Desk()
    REGISTRY.register(one)
    yield
    REGISTRY.unregister(one)


def told(path: str = "/metrics", **headers: str) -> tuple[str, dict[Sample, float]]:
    said: list[str] = []
    environ = {"PATH_INFO": path, **headers}
    body = b"".join(metrics.application(environ, lambda status, _headers: said.append(status)))
    return said[0], {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def value(seen: dict[Sample, float], name: str, **labels: str) -> float:
    wanted = frozenset(labels.items())
    return sum(number for (key, has), number in seen.items() if key == f"ringback_{name}" and wanted <= has)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.django_db(transaction=True)
def test_one_callback_moves_each_of_them(desk: None, settings: Settings) -> None:
    settings.AT_RISK = timedelta(days=30)
    na = a_site("na")
    ada, bo = sells("Ada", na), answers("Bo", na)
    before = told()[1]
    asks(ada, na, at=now())
    asked = told()[1]
    assert value(asked, "callbacks", site="na", state="waiting") == 1
    assert value(asked, "promises_at_risk", site="na") == 1
    assert value(asked, "notices_pending") == 1
    bo.person.page_presence.seen_at = now() + 10 * MINUTE
    bo.person.page_presence.save()
    attempt = is_rung(bo, epoch=a_lease(), at=now())
    attempts.ring(attempt, tab="tab", now=now())
    with a_post_office():
        deliver_due(EmailChannel(domain="x.example"), clock=now, retries=(MINUTE,))
    Client(headers={"host": "portal.localhost:8080"}).get("/accounts/login/")
    after = told()[1]

    def moved(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    for kind in ("asked", "promised", "reserved", "calling", "rang", "kept"):
        assert moved("callback_events_total", site="na", kind=kind) == 1, kind
    assert moved("dispatch_lag_seconds_count") == 1
    assert moved("notices_total", ended="delivered") == 1
    assert moved("requests_total", host="portal", route="account_login", status="200") == 1
    assert moved("request_seconds_count", host="portal") == 1
    assert (value(after, "notices_pending"), value(after, "promises_at_risk")) == (0, 0)
    assert value(after, "callbacks", state="ringing") == 1
    assert (value(after, "lease_epoch"), value(after, "agents", presence="available")) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_promise_that_broke_and_one_that_ended_as_ready_are_counted() -> None:
    from ringback.records.callbacks.promising import break_promise, ready

    na, at = a_site("na"), now()
    answers("Bo", na)
    before = told()[1]
    break_promise(asks(sells("Ada", na), na, at=at), now=at, again=False)
    ready(asks(sells("Eve", na), na, at=at), because="page-closed", now=at)
    after = told()[1]
    for kind in ("broken", "ready"):
        counted = [value(seen, "callback_events_total", kind=kind) for seen in (before, after)]
        assert counted[1] == counted[0] + 1, kind


@pytest.mark.django_db(transaction=True)
def test_the_dispatcher_says_whether_it_holds_the_lease() -> None:
    async def story() -> float:
        async with dispatching(name="one"):
            return await eventually(lambda: value(told()[1], "lease_held"))

    a_site("na")
    assert play(story()) == 1


def test_with_a_token_only_who_has_it_reads(settings: Settings) -> None:
    settings.METRICS_TOKEN = "a long random text"
    assert told()[0].startswith("401")
    assert told(HTTP_AUTHORIZATION="Bearer another")[0].startswith("401")
    assert told(HTTP_AUTHORIZATION="Bearer a long random text")[0].startswith("200")


def test_there_is_nothing_else_to_read() -> None:
    said: list[str] = []
    assert metrics.application({"PATH_INFO": "/"}, lambda status, _headers: said.append(status)) == [
        b"/metrics\n"
    ]
    assert said == ["404 Not Found"]


def test_each_process_has_a_port_and_a_taken_one_stops_nobody(settings: Settings, caplog: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.METRICS_PORT = probe.getsockname()[1] - 1
    metrics.tell("dispatch")
    with urllib.request.urlopen(f"http://127.0.0.1:{settings.METRICS_PORT + 1}/metrics", timeout=5) as answer:
        assert b"process_resident_memory_bytes" in answer.read()
    metrics.tell("dispatch")
    assert "give this process another RINGBACK_METRICS_PORT" in caplog.text


def test_without_a_port_nothing_listens(settings: Settings) -> None:
    settings.METRICS_PORT = 0
    metrics.tell("work")
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen("http://127.0.0.1:2/metrics", timeout=1)
