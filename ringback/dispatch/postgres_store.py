"""The store over the records: every question is one reader or action, in a thread with a connection of its own."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

import psycopg.conninfo

from ringback.dispatch.clock import Clock
from ringback.dispatch.rows import Known, as_hold, maybe_attempt, maybe_hold
from ringback.dispatch.store import Attempt, Fenced, Hold, Survey
from ringback.dispatch.threads import Threads
from ringback.records.callbacks import turning
from ringback.records.calls import attempts, holds, picking, shifts, survey
from ringback.records.calls.free import free_agents
from ringback.records.calls.survey import row_of, row_of_attempt
from ringback.records.lease import actions as lease
from ringback.records.lines import actions as lines
from ringback.records.wake import connection_params
from ringback.rules.calls.lifecycle import Outcome

T = TypeVar("T")


def conninfo() -> str:
    """How to reach the database, for a connection beside Django's."""
    return psycopg.conninfo.make_conninfo(**{name: str(value) for name, value in connection_params().items()})


class PostgresStore:
    """No table object leaves its threads; what stands between a free agent and a ring is asked first. `lease_lasts` is how long the database keeps the lease for us."""

    def __init__(self, clock: Clock, threads: Threads, *, lease_lasts: timedelta) -> None:
        self._clock = clock
        self._threads = threads
        self._lease_lasts = lease_lasts
        self._known = Known()

    async def close(self) -> None:
        """Wait for what is being asked, then close the connections."""
        await asyncio.to_thread(self._threads.close)

    async def _ask(self, question: Callable[[], T], *, urgent: bool = False) -> T:
        try:
            return await self._threads.run(question, urgent=urgent)
        except lease.Fenced as fenced:
            raise Fenced(str(fenced)) from fenced

    async def take_lease(self, holder: str) -> int | None:
        return await self._ask(partial(lease.take, holder, lasts=self._lease_lasts), urgent=True)

    async def renew_lease(self, epoch: int) -> None:
        await self._ask(partial(lease.renew, epoch, lasts=self._lease_lasts), urgent=True)

    async def release_lease(self, epoch: int) -> None:
        await self._ask(partial(lease.release, epoch))

    async def survey(self) -> Survey:
        return await self._ask(self._survey, urgent=True)

    async def hold(self, id: int) -> Hold | None:
        return await self._ask(lambda: maybe_hold(survey.hold(id)))

    async def attempt(self, id: UUID) -> Attempt | None:
        return await self._ask(lambda: maybe_attempt(survey.attempt(id)))

    async def sites(self) -> tuple[int, ...]:
        return tuple(await self._ask(survey.sites))

    async def turn(self, site: int, *, epoch: int) -> None:
        await self._ask(partial(turning.tick, site, epoch=epoch, now=self._clock.now()))

    async def turn_agents(self, *, epoch: int) -> None:
        await self._ask(partial(shifts.turn_agents, epoch=epoch, now=self._clock.now()))

    async def line_is(self, name: str, *, is_open: bool, why: str, epoch: int) -> None:
        now = self._clock.now()
        await self._ask(partial(lines.line_is, name, is_open=is_open, why=why, epoch=epoch, now=now))

    async def pick(self, agents: Sequence[int], *, epoch: int) -> tuple[Hold, ...]:
        now = self._clock.now()
        return await self._ask(
            lambda: tuple(as_hold(row_of(one)) for one in picking.pick(agents, epoch=epoch, now=now)),
            urgent=True,
        )

    async def lapse(self, hold: Hold, *, epoch: int) -> None:
        await self._ask(partial(holds.lapse, hold.id, epoch=epoch, now=self._clock.now()))

    async def take_over(self, hold: Hold, *, epoch: int) -> Hold | None:
        return await self._ask(partial(_take_over, hold.id, epoch), urgent=True)

    async def arm(self, hold: Hold, *, id: UUID, epoch: int) -> Attempt | None:
        now = self._clock.now()
        return await self._ask(
            lambda: maybe_attempt(row_of_attempt(attempts.arm(hold.id, id=id, epoch=epoch, now=now))),
            urgent=True,
        )

    async def mark_dialing(self, id: UUID, *, epoch: int) -> Attempt | None:
        now = self._clock.now()
        return await self._ask(
            lambda: maybe_attempt(row_of_attempt(attempts.mark_dialing(id, epoch=epoch, now=now))),
            urgent=True,
        )

    async def tell_pages(self, id: UUID) -> None:
        await self._ask(partial(survey.wake_pages_of, id))

    async def rang(self, id: UUID, *, epoch: int) -> None:
        await self._ask(partial(attempts.rang, id, epoch=epoch, now=self._clock.now()))

    async def answered(self, id: UUID, *, epoch: int) -> None:
        await self._ask(partial(attempts.answered, id, epoch=epoch, now=self._clock.now()))

    async def end(self, id: UUID, *, outcome: Outcome, by: str, epoch: int) -> bool:
        now = self._clock.now()
        return await self._ask(partial(attempts.end, id, outcome=outcome, by=by, epoch=epoch, now=now))

    def _survey(self) -> Survey:
        """In a thread; one survey at a time is asked for."""
        holds, attempts = self._known.holds(survey.holds()), self._known.attempts(survey.attempts())
        return Survey(holds, attempts, free=tuple(free_agents(now=self._clock.now())))


def _take_over(hold: int, epoch: int) -> Hold | None:
    taken = holds.take_over(hold, epoch=epoch)
    return as_hold(row_of(taken)) if taken else None
