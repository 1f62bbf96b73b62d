"""Other processes are woken at once, and in a surge as often as helps them."""

import threading
import time
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from ringback.records import wake

GAP = timedelta(seconds=0.3)


class Bell:
    """Stands for the connection; keeps what was rung and when."""

    closed = False

    def __init__(self) -> None:
        self.rung: list[tuple[float, str]] = []
        self.heard = threading.Event()

    def execute(self, _sql: str, values: tuple[str, str]) -> None:
        self.rung.append((time.monotonic(), values[1]))
        self.heard.set()

    def close(self) -> None:
        """Nobody has rung for a while."""


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Bell:
    bell = Bell()
    settings.WAKE_GAP = GAP
    monkeypatch.setattr(wake, "connection_params", lambda: {"host": "nowhere"})
    monkeypatch.setattr(psycopg, "connect", lambda **_: bell)
    return bell


def test_the_first_ring_is_heard_at_once_and_those_within_the_gap_are_one(bell: Bell) -> None:
    doorbell: Any = wake._Doorbell()
    doorbell.ring(("first",))
    assert bell.heard.wait(5)
    for n in range(20):
        doorbell.ring((f"seller-{n % 4}", "desk"))
    until = time.monotonic() + 5
    while len(bell.rung) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    (began, first), (then, together) = bell.rung
    assert (first, together) == ("first", "desk seller-0 seller-1 seller-2 seller-3")
    assert then - began >= GAP.total_seconds()
