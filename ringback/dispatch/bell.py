"""The in-app line's bell over the records: rows read from the board or the store, pages told by wake."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from uuid import UUID

from ringback.dispatch.board import Board
from ringback.dispatch.clock import Clock
from ringback.dispatch.store import Attempt, Store
from ringback.lines.in_app.bell import Row
from ringback.lines.line import State
from ringback.rules.calls.dialling import LegState
from ringback.rules.calls.lifecycle import Outcome


class RowsBell:
    def __init__(self, store: Store, board: Board, clock: Clock) -> None:
        self._store = store
        self._board = board
        self._clock = clock

    async def look(self, attempt: UUID) -> None:
        await self._store.tell_pages(attempt)

    async def close(self, attempt: UUID, why: str) -> None:
        await self._store.tell_pages(attempt)

    async def read(self, attempt: UUID) -> Row:
        row = await self._store.attempt(attempt)
        if row is None:
            return Row(State(LegState.ABSENT))
        left = row.ring_deadline - self._clock.now() if row.ring_deadline else None
        return Row(_state(row), left)

    async def rows(self, attempt: UUID, *, every: timedelta) -> AsyncGenerator[Row]:
        with self._board.following(attempt) as follower:
            while True:
                row = await self.read(attempt)
                yield row
                await follower.news(within=_soonest(row, every).total_seconds())


def _soonest(row: Row, every: timedelta) -> timedelta:
    ringing = row.state.leg in (LegState.DIALING, LegState.RINGING)
    return min(every, row.ring_left) if ringing and row.ring_left is not None else every


def _state(row: Attempt) -> State:
    if row.state == "ended":
        return State(LegState.ENDED, Outcome(row.outcome), row.ended_by)
    if row.state == "dialing":
        return State(LegState.RINGING if row.rang else LegState.DIALING)
    return State({"armed": LegState.DOWN, "live": LegState.UP}[row.state])
