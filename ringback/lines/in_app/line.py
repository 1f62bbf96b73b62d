"""The in-app line: pages are told to look, and what they did is read back from the attempt's row.

Nothing is sent that could ring twice: a page may sound only by a ring-ack, which the row grants once.
"""

import logging
from contextlib import aclosing
from datetime import timedelta
from uuid import UUID

from ringback.lines.crew import Crew
from ringback.lines.in_app.bell import Bell, Row
from ringback.lines.line import Answered, Ended, Event, Health, LineError, Ringing, Sink, State
from ringback.rules.calls.dialling import LegState
from ringback.rules.calls.lifecycle import Outcome

log = logging.getLogger(__name__)


class InAppLine:
    """`poll` bounds how long a change can go unseen when no wake came; the last `remembers` ids are never rung again."""

    def __init__(self, bell: Bell, *, poll: timedelta, remembers: int = 20_000) -> None:
        self._bell = bell
        self._poll = poll
        self._remembers = remembers
        self._crew = Crew()
        self._spent: dict[UUID, None] = {}
        self._sink: Sink | None = None

    async def open(self, sink: Sink) -> Health:
        self._sink = sink
        return Health(open=True)

    async def health(self) -> Health:
        """Its wire are the rows: whoever can ask can ring. Whether pages are heard of is asked at each pick."""
        return Health(open=True)

    async def close(self) -> None:
        self._sink = None
        await self._crew.close()

    async def prepare(self, attempt: UUID, *, agent: str, to: str, caller_id: str, cap: timedelta) -> None:
        """Both pages prepare themselves; the armed row is the leg. The pages keep `cap` by the row's own time."""
        row = await self._bell.read(attempt)
        if row.state.leg is not LegState.DOWN:
            raise LineError(f"attempt {attempt} is {row.state.leg}, not armed", again=False)

    async def ring(self, attempt: UUID, *, ring_for: timedelta) -> None:
        """`ring_for` stands in the row already, as its deadline: the ring is that row, this only says look."""
        row = await self._bell.read(attempt)
        # A page that looked by itself may have been granted the ring, or have answered, a moment ago.
        if attempt in self._spent or row.state.leg not in (LegState.DIALING, LegState.RINGING, LegState.UP):
            raise LineError(f"attempt {attempt} is {row.state.leg} or was rung before", again=False)
        self._spend(attempt)
        await self._bell.look(attempt)
        log.info("attempt %s: its pages are told to ring", attempt)
        self._crew.start(attempt, self._watch(attempt))

    async def drop(self, attempt: UUID, *, why: str) -> None:
        state = (await self._bell.read(attempt)).state
        watched = self._crew.works_on(attempt)
        self._crew.stop(attempt)
        self._spend(attempt)
        await self._bell.close(attempt, why)
        if watched or state.leg in (LegState.DOWN, LegState.DIALING, LegState.RINGING, LegState.UP):
            await self._say(_dropped(attempt, state))

    async def find(self, attempt: UUID) -> State:
        state = (await self._bell.read(attempt)).state
        if state.leg in (LegState.DIALING, LegState.RINGING, LegState.UP) and not self._crew.works_on(
            attempt
        ):
            self._crew.start(attempt, self._watch(attempt))
        return state

    def _spend(self, attempt: UUID) -> None:
        self._spent[attempt] = None
        if len(self._spent) > self._remembers:
            del self._spent[next(iter(self._spent))]

    async def _watch(self, attempt: UUID) -> None:
        told: set[type[Event]] = set()
        async with aclosing(self._bell.rows(attempt, every=self._poll)) as rows:
            async for row in rows:
                for event in _events(attempt, row):
                    if type(event) not in told:
                        told.add(type(event))
                        await self._say(event)
                if Ended in told:
                    return

    async def _say(self, event: Event) -> None:
        if self._sink is not None:
            await self._sink(event)


def _events(attempt: UUID, row: Row) -> list[Event]:
    """Everything that the row says has happened, the oldest first."""
    leg = row.state.leg
    if leg in (LegState.ENDED, LegState.ABSENT):
        return [Ended(attempt, row.state.outcome or Outcome.MAY_HAVE_RUNG, row.state.by or "desk")]
    if (
        leg in (LegState.DIALING, LegState.RINGING)
        and row.ring_left is not None
        and row.ring_left <= timedelta(0)
    ):
        rang = leg is LegState.RINGING
        return [
            Ended(
                attempt, Outcome.NO_ANSWER if rang else Outcome.NOT_REACHABLE, "line", "ring deadline passed"
            )
        ]
    if leg is LegState.UP:
        return [Ringing(attempt), Answered(attempt)]
    return [Ringing(attempt)] if leg is LegState.RINGING else []


def _dropped(attempt: UUID, state: State) -> Ended:
    if state.leg is LegState.ENDED:
        return Ended(attempt, state.outcome or Outcome.MAY_HAVE_RUNG, state.by)
    outcomes = {LegState.UP: Outcome.ANSWERED, LegState.DOWN: Outcome.NOT_DIALLED}
    return Ended(attempt, outcomes.get(state.leg, Outcome.CANCELLED), "desk")
