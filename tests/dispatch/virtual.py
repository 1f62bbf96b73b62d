"""A desk on virtual time: dispatchers that may die, pause or meet, over tables and an exchange that outlive them."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from random import Random
from uuid import uuid4

from ringback.dispatch.board import Board
from ringback.dispatch.desk import Desk
from ringback.dispatch.lease import Lease, LeaseTerms
from ringback.dispatch.lengths import Lengths
from ringback.dispatch.loop import Dispatcher
from ringback.lines.line import Line
from ringback.lines.simulated.exchange import Exchange
from ringback.lines.simulated.line import SimulatedLine
from ringback.lines.simulated.people import Does, Script
from tests.dispatch.memory import MemoryDoorbell, MemoryStore, Tables

LENGTHS = Lengths(
    picks_at_once=2,
    poll=timedelta(seconds=0.5),
    gap=timedelta(0),
    reconcile_every=timedelta(seconds=5),
    line_answers=timedelta(seconds=5),
    ring_for=timedelta(seconds=30),
    cap=timedelta(minutes=30),
    side_gone=timedelta(seconds=30),
    agent_page_gone=timedelta(seconds=15),
)
TERMS = LeaseTerms(lasts=timedelta(seconds=10), renew_every=timedelta(seconds=3), margin=timedelta(seconds=2))


class OneDispatcher:
    """A dispatcher with its own store and line, running in a task of its own."""

    def __init__(self, tables: Tables, lines: Mapping[str, Line], *, name: str) -> None:
        self.store = MemoryStore(tables)
        lease = Lease(self.store, tables.clock, TERMS, holder=name, random=Random(1))
        self.desk = Desk(self.store, tables.clock, lease, LENGTHS, Board(), lines, uuid4)
        self.task = asyncio.create_task(Dispatcher(self.desk, MemoryDoorbell(tables)).run(), name=name)

    async def dies(self) -> None:
        """As by kill -9: nothing is released."""
        self.store.away = True
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


class World:
    """`scripts` says how who is rung behaves, by number."""

    def __init__(
        self, scripts: Mapping[str, Script], *, cap: float = 1800, agents_accept: bool = True
    ) -> None:
        self.tables = Tables(cap=timedelta(seconds=cap), agents_accept=agents_accept)
        self.exchange = Exchange(lambda number: scripts[number])
        self._names = iter(range(1, 100))

    def dispatcher(self, line: Line | None = None) -> OneDispatcher:
        lines = {"phone": line or SimulatedLine(self.exchange)}
        return OneDispatcher(self.tables, lines, name=f"dispatcher {next(self._names)}")

    def rings(self) -> list[int]:
        return [self.exchange.times_rung(id) for id in self.tables.attempts]


def person(does: str, *, after: float = 3, talks_for: float | None = None) -> Script:
    talk = None if talks_for is None else timedelta(seconds=talks_for)
    return Script(Does(does), timedelta(seconds=after), talk)
