"""The pretend telephone network: legs that live on while whoever rang them restarts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from ringback.lines.crew import Crew
from ringback.lines.line import Answered, Ended, Event, LineError, Ringing, Sink, State
from ringback.lines.simulated.people import Does, People, Script
from ringback.rules.calls.dialling import LegState
from ringback.rules.calls.lifecycle import Outcome

Sleep = Callable[[float], Awaitable[None]]


@dataclass
class _Leg:
    to: str
    script: Script
    cap: timedelta
    state: State = field(default_factory=lambda: State(LegState.DOWN))
    rang: int = 0


_FAILS_AT_ONCE = {
    Does.BUSY: Outcome.BUSY,
    Does.WRONG_NUMBER: Outcome.WRONG_NUMBER,
    Does.NOT_REACHABLE: Outcome.NOT_REACHABLE,
    Does.FAULT: Outcome.LINE_FAULT,
}


class Exchange:
    """Remembers the last `remembers` ids, ended ones too, so that none can be made or rung twice.

    `broken` says why nothing can be rung, as a trunk that has lost its carrier does.
    """

    def __init__(self, people: People, *, sleep: Sleep = asyncio.sleep, remembers: int = 20_000) -> None:
        self._people = people
        self._sleep = sleep
        self._remembers = remembers
        self._legs: dict[UUID, _Leg] = {}
        self._crew = Crew()
        self._sink: Sink | None = None
        self.broken = ""

    def tell(self, sink: Sink | None) -> None:
        """The newest listener hears everything, as with a real exchange."""
        self._sink = sink

    def make(self, attempt: UUID, to: str, cap: timedelta) -> None:
        if attempt in self._legs:
            raise LineError(f"leg {attempt} was made before", again=False)
        if self.broken:
            raise LineError(self.broken, again=True)
        script = self._people(to)
        if script.does is Does.REFUSES_TO_PREPARE:
            raise LineError("the line is out of channels", again=True)
        self._legs[attempt] = _Leg(to, script, cap)
        self._forget_the_oldest()

    def ring(self, attempt: UUID, ring_for: timedelta) -> None:
        leg = self._legs.get(attempt)
        if leg is None or leg.state.leg is not LegState.DOWN:
            raise LineError(f"leg {attempt} is not down, so it is not rung", again=False)
        leg.state = State(LegState.DIALING)
        self._crew.start(attempt, self._play(attempt, leg, ring_for))

    async def drop(self, attempt: UUID) -> None:
        leg = self._legs.setdefault(attempt, _never_made())
        if leg.state.leg is not LegState.ENDED:
            self._crew.stop(attempt)
            await self._end(attempt, leg, _dropped_as(leg.state.leg), "desk")

    def find(self, attempt: UUID) -> State:
        leg = self._legs.get(attempt)
        return leg.state if leg else State(LegState.ABSENT)

    def times_rung(self, attempt: UUID) -> int:
        leg = self._legs.get(attempt)
        return leg.rang if leg else 0

    def legs_to(self, to: str) -> int:
        """How many legs ring at or talk to this address now."""
        return sum(
            leg.to == to and leg.state.leg in (LegState.RINGING, LegState.UP) for leg in self._legs.values()
        )

    async def hang_up(self, attempt: UUID) -> None:
        """The person at the other end puts the telephone down."""
        leg = self._legs[attempt]
        self._crew.stop(attempt)
        await self._end(
            attempt, leg, Outcome.ANSWERED if leg.state.leg is LegState.UP else Outcome.DECLINED, "seller"
        )

    async def stop(self) -> None:
        await self._crew.close()

    def _forget_the_oldest(self) -> None:
        oldest = next(iter(self._legs))
        if len(self._legs) > self._remembers and self._legs[oldest].state.leg is LegState.ENDED:
            del self._legs[oldest]

    async def _play(self, attempt: UUID, leg: _Leg, ring_for: timedelta) -> None:
        script = leg.script
        if script.does in _FAILS_AT_ONCE:
            return await self._end(attempt, leg, _FAILS_AT_ONCE[script.does], "line")
        leg.state, leg.rang = State(LegState.RINGING), leg.rang + 1
        await self._say(Ringing(attempt))
        await self._sleep(min(script.after, ring_for).total_seconds())
        if script.does is Does.DECLINES and script.after < ring_for:
            return await self._end(attempt, leg, Outcome.DECLINED, "seller")
        if script.does is Does.IGNORES or script.after >= ring_for:
            await self._sleep(max(ring_for - script.after, timedelta(0)).total_seconds())
            return await self._end(attempt, leg, Outcome.NO_ANSWER, "line")
        if script.does is Does.MACHINE:
            return await self._end(attempt, leg, Outcome.MACHINE, "line")
        await self._talk(attempt, leg)

    async def _talk(self, attempt: UUID, leg: _Leg) -> None:
        leg.state = State(LegState.UP)
        await self._say(Answered(attempt))
        longest = leg.cap - leg.script.after
        talks_for = leg.script.talks_for or longest
        await self._sleep(min(talks_for, longest).total_seconds())
        # The exchange's own cap holds where everybody else is dead.
        await self._end(attempt, leg, Outcome.ANSWERED, "seller" if talks_for < longest else "line")

    async def _end(self, attempt: UUID, leg: _Leg, outcome: Outcome, by: str) -> None:
        leg.state = State(LegState.ENDED, outcome, by)
        await self._say(Ended(attempt, outcome, by))

    async def _say(self, event: Event) -> None:
        if self._sink is not None:
            await self._sink(event)


def _never_made() -> _Leg:
    """Stands for an id that was dropped before it came, so that it is refused when it comes late."""
    return _Leg("", Script(Does.FAULT), timedelta(0), State(LegState.ENDED, Outcome.NOT_DIALLED, "desk"))


def _dropped_as(leg: LegState) -> Outcome:
    if leg is LegState.UP:
        return Outcome.ANSWERED
    return Outcome.NOT_DIALLED if leg is LegState.DOWN else Outcome.CANCELLED
