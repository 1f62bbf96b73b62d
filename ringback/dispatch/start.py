"""Puts a dispatcher together from the settings: real clock, PostgreSQL store, the lines that are set."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from django.conf import settings
from django.utils.module_loading import import_string
from prometheus_client import Gauge

from ringback.dispatch.bell import RowsBell
from ringback.dispatch.board import Board
from ringback.dispatch.clock import RealClock
from ringback.dispatch.desk import Desk
from ringback.dispatch.doorbell import PostgresDoorbell
from ringback.dispatch.lease import Lease, LeaseTerms
from ringback.dispatch.lengths import Lengths
from ringback.dispatch.loop import Dispatcher
from ringback.dispatch.postgres_store import PostgresStore, conninfo
from ringback.dispatch.threads import Threads
from ringback.lines.line import Line
from ringback.records import wake
from ringback.records.ids import new_id

LEASE_HELD = Gauge("ringback_lease_held", "1 while this process may start calls.")


@asynccontextmanager
async def dispatcher(*, holder: str, lines: dict[str, Line] | None = None) -> AsyncIterator[Dispatcher]:
    """A dispatcher that has not begun. Its threads and connections end with the context."""
    # Threads that ask the database wait for the interpreter after each answer: briefly, not for the default 5 ms.
    sys.setswitchinterval(settings.DISPATCH_SWITCH)
    clock, board = RealClock(), Board()
    threads = Threads(settings.DISPATCH_THREADS)
    store = PostgresStore(clock, threads, lease_lasts=settings.LEASE)
    bell = RowsBell(store, board, clock)
    terms = LeaseTerms(lasts=settings.LEASE, renew_every=settings.LEASE_RENEW, margin=settings.LEASE_MARGIN)
    desk = Desk(
        store=store,
        clock=clock,
        lease=Lease(store, clock, terms, holder=holder, random=Random()),
        lengths=lengths(),
        board=board,
        lines=lines or {name: import_string(path)(bell) for name, path in settings.LINES.items()},
        ids=new_id,
    )
    LEASE_HELD.set_function(lambda: float(desk.lease.may_start()))
    try:
        yield Dispatcher(desk, _doorbell())
    finally:
        await store.close()


def lengths() -> Lengths:
    return Lengths(
        poll=settings.DISPATCH_POLL,
        gap=settings.DISPATCH_GAP,
        reconcile_every=settings.RECONCILE_EVERY,
        line_answers=settings.LINE_ANSWERS,
        ring_for=settings.RING_FOR,
        cap=settings.CALL_CAP,
        side_gone=settings.SIDE_GONE,
        agent_page_gone=settings.AGENT_PAGE_GONE,
        picks_at_once=settings.DISPATCH_PICKS,
    )


def _doorbell() -> PostgresDoorbell:
    away_for = settings.DISPATCH_POLL.total_seconds()
    return PostgresDoorbell(conninfo(), channel=wake.CHANNEL, topic=wake.DISPATCH, away_for=away_for)
