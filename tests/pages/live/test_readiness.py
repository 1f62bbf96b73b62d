"""Balancers ask whether the desk is ready; they have no session and call it by any name."""

from typing import Any

import pytest
from django.db import OperationalError

from ringback.pages.live import readiness
from tests.pages.live.page import Running, wait_until


def asked(hub: Running, path: str, host: str = "10.0.0.7") -> tuple[int, dict[str, Any]]:
    with hub_client(hub) as client:
        got = client.get(path, headers={"Host": host})
        return got.status_code, got.json()


def hub_client(hub: Running) -> Any:
    import httpx

    return httpx.Client(base_url=f"http://127.0.0.1:{hub.port}")


@pytest.mark.parametrize("host", ["portal.localhost", "desk.localhost", "10.0.0.7"])
def test_a_desk_that_works_is_alive_and_ready_on_both_hosts(hub: Running, host: str) -> None:
    assert asked(hub, "/healthz", host) == (200, {"alive": True})
    assert asked(hub, "/readyz", host) == (
        200,
        {"ready": True, "database": True, "migrations": True, "hub": True},
    )


def test_without_its_database_it_lives_and_is_not_ready(
    hub: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> list[Any]:
        raise OperationalError("the database is away")

    monkeypatch.setattr(readiness, "not_applied", away)
    assert asked(hub, "/readyz") == (
        503,
        {"ready": False, "database": False, "migrations": False, "hub": True},
    )
    assert asked(hub, "/healthz")[0] == 200


def test_a_step_that_is_not_applied_and_a_deaf_hub_are_named(
    hub: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "not_applied", lambda: [("ringback", "0002")])
    house = hub.hub.house
    assert house is not None
    house.ear.listening.clear()
    assert asked(hub, "/readyz") == (
        503,
        {"ready": False, "database": True, "migrations": False, "hub": False},
    )


def test_a_slow_database_is_asked_once_however_many_ask(
    hub: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    asks: list[int] = []
    free = threading.Event()

    def hangs() -> list[Any]:
        asks.append(1)
        free.wait(20)
        return []

    monkeypatch.setattr(readiness, "not_applied", hangs)
    monkeypatch.setattr(readiness, "WITHIN", 0.2)
    monkeypatch.setattr(readiness, "GOOD_FOR", 0.0)
    assert [asked(hub, "/readyz")[0] for _ in range(4)] == [503] * 4
    assert len(asks) == 1
    free.set()
    wait_until(lambda: asked(hub, "/readyz")[0] == 200)


def test_nothing_is_changed_there(hub: Running) -> None:
    with hub_client(hub) as client:
        assert client.post("/readyz").status_code == 405
