"""The dispatcher's store at work on a desk that is full: look, then pick for everybody who is free."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg

from ringback.dispatch.postgres_store import PostgresStore
from ringback.dispatch.store import Hold
from ringback.dispatch.threads import Threads
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.rules.hours import opening_minutes


class SetClock:
    """Shows the moment at which it was set."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Rounds:
    """`lasted` is how long the last round took (seconds), `order` whom it looked at, in order."""

    def __init__(self, store: PostgresStore, clock: SetClock, epoch: int, most: int) -> None:
        self.clock = clock
        self.lasted = 0.0
        self.order: tuple[tuple[int, ...], ...] = ()
        self._store = store
        self._epoch = epoch
        self._most = most

    async def pick(self) -> list[Hold]:
        """As the loop does after a wake."""
        self.clock.at = datetime.now(UTC)
        began = time.perf_counter()
        survey = await self._store.survey()
        self.order = survey.free
        held = await asyncio.gather(*(self._pick(group) for group in self.order))
        self.lasted = time.perf_counter() - began
        return [one for some in held for one in some]

    async def _pick(self, group: Sequence[int]) -> list[Hold]:
        held: list[Hold] = []
        for begin in range(0, len(group), self._most):
            held += await self._store.pick(group[begin : begin + self._most], epoch=self._epoch)
        return held


@asynccontextmanager
async def picking() -> AsyncIterator[Rounds]:
    """With the settings of the desk: threads, picks of a commit, how long a thread keeps the interpreter."""
    from django.conf import settings

    before = sys.getswitchinterval()
    sys.setswitchinterval(settings.DISPATCH_SWITCH)
    clock = SetClock()
    store = PostgresStore(clock, Threads(settings.DISPATCH_THREADS), lease_lasts=settings.LEASE)
    try:
        epoch = await store.take_lease("bench")
        assert epoch is not None
        yield Rounds(store, clock, epoch, settings.DISPATCH_PICKS)
        await store.release_lease(epoch)
    finally:
        await store.close()
        sys.setswitchinterval(before)


def ask_anew(server: psycopg.Connection[tuple[Any, ...]], now: datetime) -> None:
    """Whoever was picked waits again, as somebody who asks now; the agents are free."""
    opened = {site.pk: opening_minutes(calendar_of(site), now) for site in Site.objects.all()}
    with server.transaction():
        server.execute(
            "WITH over AS (DELETE FROM ringback_agenthold RETURNING callback_id)"
            " UPDATE ringback_callback c SET state = 'waiting', state_since = %s, asked = clock.opened, effective = clock.opened"
            " FROM over, unnest(%s::bigint[], %s::float8[]) AS clock(site, opened)"
            " WHERE c.id = over.callback_id AND clock.site = c.site_id",
            [now, list(opened), list(opened.values())],
        )
        server.execute("UPDATE ringback_agent SET free_since = %s", [now])
