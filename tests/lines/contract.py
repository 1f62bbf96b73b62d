"""One story, run against every line: what the dispatcher may rely on, whoever is rung and however."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Protocol
from uuid import UUID, uuid4

import pytest

from ringback.lines.line import Answered, Ended, Event, Line, LineError, Ringing
from ringback.rules.calls.dialling import LegState
from ringback.rules.calls.lifecycle import Outcome
from tests.lines.virtual_time import play

RING_FOR = timedelta(seconds=30)
CAP = timedelta(minutes=30)


class World(Protocol):
    """A line with people behind it. `does` is answers, declines or ignores."""

    def new_line(self) -> Line:
        """A line as a restarted process would open it, to the same people."""

    def person(self, does: str, *, after: float = 3, talks_for: float | None = None) -> str:
        """The address of somebody who behaves so when rung (seconds)."""

    async def arm(self, attempt: UUID, to: str) -> None:
        """What the records write before the line is asked to prepare (T1)."""

    async def dial(self, attempt: UUID) -> None:
        """What they write before it is asked to ring (T2)."""

    async def hang_up(self, attempt: UUID) -> None:
        """The person at the other end hangs up."""

    def times_rung(self, attempt: UUID) -> int:
        """Counted where it sounds, not where it is sent."""


class Ear:
    """Hears a line's events and lets a story wait for one."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self._news = asyncio.Event()

    async def __call__(self, event: Event) -> None:
        self.heard.append(event)
        self._news.set()

    async def hears(self, kind: type[Event], *, within: float = 60) -> Event:
        async with asyncio.timeout(within):
            while True:
                for event in self.heard:
                    if isinstance(event, kind):
                        return event
                self._news.clear()
                await self._news.wait()

    def kinds(self) -> list[type[Event]]:
        return [type(event) for event in self.heard]


class Story:
    """A world, its line, and one attempt to one person."""

    def __init__(self, world: World, does: str, *, after: float = 3, talks_for: float | None = None) -> None:
        self.world = world
        self.line = world.new_line()
        self.ear = Ear()
        self.attempt = uuid4()
        self.to = world.person(does, after=after, talks_for=talks_for)

    async def prepare(self) -> None:
        await self.line.open(self.ear)
        await self.world.arm(self.attempt, self.to)
        await self.line.prepare(self.attempt, agent="7", to=self.to, caller_id="", cap=CAP)

    async def ring(self) -> None:
        await self.prepare()
        await self.world.dial(self.attempt)
        await self.line.ring(self.attempt, ring_for=RING_FOR)

    async def leg(self) -> LegState:
        return (await self.line.find(self.attempt)).leg

    def rung(self) -> int:
        return self.world.times_rung(self.attempt)


class LineContract:
    """Subclasses give the `world` fixture."""

    def test_an_open_line_says_that_it_can_ring(self, world: World) -> None:
        async def story() -> bool:
            line = world.new_line()
            return (await line.open(Ear())).open and (await line.health()).open

        assert play(story())

    def test_nothing_rings_before_it_is_told_to(self, world: World) -> None:
        async def story() -> None:
            one = Story(world, "answers")
            await one.prepare()
            await asyncio.sleep(60)
            assert (one.rung(), one.ear.heard, await one.leg()) == (0, [], LegState.DOWN)

        play(story())

    def test_ada_answers_talks_and_hangs_up(self, world: World) -> None:
        async def story() -> None:
            one = Story(world, "answers")
            await one.ring()
            await one.ear.hears(Ringing)
            assert await one.leg() is LegState.RINGING
            await one.ear.hears(Answered)
            assert await one.leg() is LegState.UP
            await asyncio.sleep(40)
            await world.hang_up(one.attempt)
            assert await one.ear.hears(Ended) == one.ear.heard[-1]
            assert one.ear.kinds() == [Ringing, Answered, Ended]
            assert _outcome(one) == (Outcome.ANSWERED, "seller")
            assert (one.rung(), await one.leg()) == (1, LegState.ENDED)

        play(story())

    def test_ada_declines(self, world: World) -> None:
        async def story() -> None:
            one = Story(world, "declines")
            await one.ring()
            await one.ear.hears(Ended)
            assert one.ear.kinds() == [Ringing, Ended]
            assert _outcome(one) == (Outcome.DECLINED, "seller")

        play(story())

    def test_ada_lets_it_ring_and_the_ring_ends_by_itself(self, world: World) -> None:
        async def story() -> None:
            one = Story(world, "ignores")
            await one.ring()
            await asyncio.sleep(29)
            assert one.ear.kinds() == [Ringing]
            await one.ear.hears(Ended, within=5)
            assert _outcome(one) == (Outcome.NO_ANSWER, "line")

        play(story())

    def test_an_attempt_rings_once(self, world: World) -> None:
        async def story() -> None:
            one = Story(world, "ignores")
            await one.ring()
            await one.ear.hears(Ringing)
            with pytest.raises(LineError) as refused:
                await one.line.ring(one.attempt, ring_for=RING_FOR)
            assert not refused.value.again
            await one.ear.hears(Ended)
            with pytest.raises(LineError):
                await one.line.ring(one.attempt, ring_for=RING_FOR)
            await asyncio.sleep(60)
            assert (one.rung(), one.ear.kinds().count(Ended)) == (1, 1)

        play(story())

    def test_what_was_never_prepared_does_not_ring(self, world: World) -> None:
        async def story() -> None:
            one = Story(world, "answers")
            await one.line.open(one.ear)
            with pytest.raises(LineError):
                await one.line.ring(one.attempt, ring_for=RING_FOR)
            assert (one.rung(), await one.leg()) == (0, LegState.ABSENT)

        play(story())

    def test_a_ring_that_comes_after_the_drop_is_refused(self, world: World) -> None:
        async def story() -> None:
            one = Story(world, "answers")
            await one.prepare()
            await world.dial(one.attempt)
            await one.line.drop(one.attempt, why="in doubt")
            with pytest.raises(LineError):
                await one.line.ring(one.attempt, ring_for=RING_FOR)
            await asyncio.sleep(60)
            assert one.rung() == 0

        play(story())

    def test_a_dropped_ring_falls_silent_and_says_so_once(self, world: World) -> None:
        async def story() -> None:
            one = Story(world, "answers", after=20)
            await one.ring()
            await one.ear.hears(Ringing)
            await one.line.drop(one.attempt, why="cancelled")
            await one.line.drop(one.attempt, why="cancelled")
            await asyncio.sleep(60)
            assert one.ear.kinds() == [Ringing, Ended]
            assert _outcome(one) == (Outcome.CANCELLED, "desk")

        play(story())

    def test_a_call_that_is_dropped_counts_as_answered(self, world: World) -> None:
        async def story() -> None:
            one = Story(world, "answers")
            await one.ring()
            await one.ear.hears(Answered)
            await one.line.drop(one.attempt, why="cap")
            assert one.ear.kinds() == [Ringing, Answered, Ended]
            assert _outcome(one) == (Outcome.ANSWERED, "desk")

        play(story())

    def test_dropping_what_never_was_is_no_error(self, world: World) -> None:
        async def story() -> None:
            one = Story(world, "answers")
            await one.line.open(one.ear)
            await one.line.drop(one.attempt, why="in doubt")
            assert one.ear.heard == []

        play(story())

    @pytest.mark.parametrize(("wait", "leg"), [(1, LegState.RINGING), (10, LegState.UP)])
    def test_whoever_restarts_finds_the_leg_and_hears_the_rest(
        self, world: World, wait: float, leg: LegState
    ) -> None:
        async def story() -> None:
            one = Story(world, "answers", after=5)
            await one.ring()
            await asyncio.sleep(wait)
            await one.line.close()
            one.line, one.ear = world.new_line(), Ear()
            await one.line.open(one.ear)
            assert await one.leg() is leg
            with suppress(LineError):
                await one.line.ring(one.attempt, ring_for=RING_FOR)
            await asyncio.sleep(10)
            await world.hang_up(one.attempt)
            await one.ear.hears(Ended)
            assert (_outcome(one), one.rung()) == ((Outcome.ANSWERED, "seller"), 1)

        play(story())

    def test_one_attempt_does_not_hear_of_another(self, world: World) -> None:
        async def story() -> None:
            ada, cy = Story(world, "answers"), Story(world, "declines")
            cy.line = ada.line
            await ada.ring()
            cy.ear = ada.ear
            await cy.ring()
            await asyncio.sleep(20)
            ended = [event for event in ada.ear.heard if isinstance(event, Ended)]
            assert [event.attempt for event in ended] == [cy.attempt]

        play(story())


def _outcome(one: Story) -> tuple[Outcome, str]:
    ended = [event for event in one.ear.heard if isinstance(event, Ended)][-1]
    return ended.outcome, ended.by
