"""The in-app line keeps the contract with pages that act through a bell in memory."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from ringback.lines.in_app.bell import Row
from ringback.lines.in_app.line import InAppLine
from ringback.lines.line import Answered, Ended, Line, State
from ringback.rules.calls.dialling import LegState
from ringback.rules.calls.lifecycle import Outcome
from tests.lines.contract import RING_FOR, LineContract, Story
from tests.lines.virtual_time import play


@dataclass
class _Attempt:
    to: str
    state: State = field(default_factory=lambda: State(LegState.DOWN))
    deadline: float | None = None
    rung: int = 0


class Pages:
    """The rows, and pages that look when they are told to: ring-ack first, then answer, decline or nothing."""

    def __init__(self) -> None:
        self._does: dict[str, tuple[str, float]] = {}
        self._attempts: dict[UUID, _Attempt] = {}
        self._acting: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()

    def new_line(self) -> Line:
        return InAppLine(self, poll=timedelta(seconds=1))

    def person(self, does: str, *, after: float = 3, talks_for: float | None = None) -> str:
        to = f"page {len(self._does)}"
        self._does[to] = (does, after)
        return to

    async def arm(self, attempt: UUID, to: str) -> None:
        self._attempts[attempt] = _Attempt(to)

    async def dial(self, attempt: UUID) -> None:
        row = self._attempts[attempt]
        row.state, row.deadline = State(LegState.DIALING), _now() + RING_FOR.total_seconds()

    async def hang_up(self, attempt: UUID) -> None:
        self._set(attempt, State(LegState.ENDED, Outcome.ANSWERED, "seller"))

    def times_rung(self, attempt: UUID) -> int:
        return self._attempts[attempt].rung if attempt in self._attempts else 0

    async def look(self, attempt: UUID) -> None:
        task = asyncio.create_task(self._act(attempt))
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    async def close(self, attempt: UUID, why: str) -> None:
        """In the desk the records end the row; here the bell does, with the pages."""
        row = self._attempts.get(attempt)
        if row is not None and row.state.leg is not LegState.ENDED:
            self._set(attempt, State(LegState.ENDED, Outcome.CANCELLED, "desk"))

    async def read(self, attempt: UUID) -> Row:
        row = self._attempts.get(attempt)
        if row is None:
            return Row(State(LegState.ABSENT))
        left = None if row.deadline is None else timedelta(seconds=row.deadline - _now())
        return Row(row.state, left)

    async def rows(self, attempt: UUID, *, every: timedelta) -> AsyncGenerator[Row]:
        while True:
            news = self._news
            row = await self.read(attempt)
            yield row
            left = (
                every if row.ring_left is None or row.state.leg is LegState.UP else min(every, row.ring_left)
            )
            with suppress(TimeoutError):
                async with asyncio.timeout(left.total_seconds()):
                    await news.wait()

    async def _act(self, attempt: UUID) -> None:
        row = self._attempts[attempt]
        does, after = self._does[row.to]
        if does == "asleep":
            return
        if row.state.leg is LegState.DIALING:  # the ring-ack: granted once
            row.rung += 1
            self._set(attempt, State(LegState.RINGING))
        await asyncio.sleep(after)
        if row.state.leg is LegState.RINGING and does == "answers":
            self._set(attempt, State(LegState.UP))
        if row.state.leg is LegState.RINGING and does == "declines":
            self._set(attempt, State(LegState.ENDED, Outcome.DECLINED, "seller"))

    def _set(self, attempt: UUID, state: State) -> None:
        self._attempts[attempt].state = state
        news, self._news = self._news, asyncio.Event()
        news.set()


def _now() -> float:
    return asyncio.get_running_loop().time()


class TestInAppLine(LineContract):
    @pytest.fixture
    def world(self) -> Pages:
        return Pages()


def test_a_page_that_never_sounds_was_not_reachable() -> None:
    async def story() -> None:
        pages = Pages()
        one = Story(pages, "answers")
        one.to = pages.person("asleep")
        await one.ring()
        ended = await one.ear.hears(Ended)
        assert isinstance(ended, Ended)
        assert (ended.outcome, ended.by, one.rung()) == (Outcome.NOT_REACHABLE, "line", 0)

    play(story())


def test_a_page_that_looked_by_itself_before_the_line_said_so_is_no_fault() -> None:
    async def story() -> None:
        pages = Pages()
        one = Story(pages, "answers")
        await one.prepare()
        await pages.dial(one.attempt)
        await pages.look(one.attempt)
        await asyncio.sleep(0)
        assert one.rung() == 1
        await one.line.ring(one.attempt, ring_for=RING_FOR)
        assert await one.ear.hears(Answered)
        assert one.rung() == 1

    play(story())
