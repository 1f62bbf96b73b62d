"""Wakes other processes after a commit: one coalesced doorbell per process, on a connection of its own.

NOTIFY takes a database-wide lock over the commit's fsync, so it never runs inside a business transaction.
"""

import logging
import threading
import time

import psycopg
from django.conf import settings
from django.db import connection, transaction

CHANNEL = "ringback"
DISPATCH = "dispatch"
JOBS = "jobs"
PLACES = "live:places:"
IDLE = 3.0  # seconds; a bell that nobody rings keeps no connection

log = logging.getLogger(__name__)


def person(pk: int) -> str:
    return f"live:person:{pk}"


def desk(slug: str) -> str:
    return f"live:desk:{slug}"


def places(slug: str) -> str:
    """Of everybody who waits on a site: somebody's place has moved."""
    return f"{PLACES}{slug}"


def wake(*topics: str) -> None:
    """Ring for `topics` once the present transaction is committed (at once outside of one)."""
    transaction.on_commit(lambda: _doorbell.ring(topics))


class _Doorbell:
    """Collects topics and sends them from a thread of its own, at once the first time and then no oftener than `WAKE_GAP`: in a
    surge each ring would cost as much as a request. A bell that cannot ring is logged, polls stand behind it."""

    def __init__(self) -> None:
        self._topics: set[str] = set()
        self._new = threading.Condition()
        self._thread: threading.Thread | None = None
        self._params: dict[str, object] = {}

    def ring(self, topics: tuple[str, ...]) -> None:
        with self._new:
            self._params = connection_params()
            self._topics.update(topics)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
                self._thread.start()
            self._new.notify()

    def _run(self) -> None:
        bell: psycopg.Connection | None = None
        opened_with: dict[str, object] = {}
        while True:
            with self._new:
                while not self._topics:
                    if not self._new.wait(IDLE) and bell is not None:
                        bell.close()
                        bell = None
                topics, self._topics = sorted(self._topics), set()
                params = self._params
            try:
                if bell is None or bell.closed or params != opened_with:
                    bell, opened_with = psycopg.connect(**params, autocommit=True), params  # type: ignore[arg-type]
                for payload in _payloads(topics):
                    bell.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))
            except psycopg.Error as problem:
                log.warning("doorbell: %s; whoever waits will notice by its poll", problem)
                bell = None
            time.sleep(settings.WAKE_GAP.total_seconds())


def connection_params() -> dict[str, object]:
    """For a connection of one's own to the same database, as keywords of psycopg's connect."""
    params = connection.get_connection_params()
    return {
        key: value
        for key, value in params.items()
        if key not in ("cursor_factory", "context", "prepare_threshold")
    }


def _payloads(topics: list[str], limit: int = 7_000) -> list[str]:
    """NOTIFY takes at most 8,000 bytes."""
    payloads, line = [], ""
    for topic in topics:
        if line and len(line) + 1 + len(topic) > limit:
            payloads.append(line)
            line = ""
        line = f"{line} {topic}".strip()
    return [*payloads, line]


_doorbell = _Doorbell()
