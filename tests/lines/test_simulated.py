"""The simulated line keeps the contract, and its people do what their scripts say."""

import asyncio
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from ringback.config.settings import BASE_DIR
from ringback.lines.line import Ended, Line, LineError, Ringing
from ringback.lines.simulated.exchange import Exchange
from ringback.lines.simulated.line import SimulatedLine
from ringback.lines.simulated.people import Does, Habits, Script, habits_from, town
from ringback.rules.calls.lifecycle import Outcome
from tests.lines.contract import CAP, RING_FOR, Ear, LineContract
from tests.lines.virtual_time import play


class SimulatedWorld:
    """Everybody behaves as the address says."""

    def __init__(self) -> None:
        self._scripts: dict[str, Script] = {}
        self.exchange = Exchange(lambda to: self._scripts[to])

    def new_line(self) -> Line:
        return SimulatedLine(self.exchange)

    def person(self, does: str, *, after: float = 3, talks_for: float | None = None) -> str:
        to = f"+1555000{len(self._scripts)}"
        talk = None if talks_for is None else timedelta(seconds=talks_for)
        self._scripts[to] = Script(Does(does), timedelta(seconds=after), talk)
        return to

    async def arm(self, attempt: UUID, to: str) -> None:
        pass

    async def dial(self, attempt: UUID) -> None:
        pass

    async def hang_up(self, attempt: UUID) -> None:
        await self.exchange.hang_up(attempt)

    def times_rung(self, attempt: UUID) -> int:
        return self.exchange.times_rung(attempt)


class TestSimulatedLine(LineContract):
    @pytest.fixture
    def world(self) -> SimulatedWorld:
        return SimulatedWorld()


async def _ring(world: SimulatedWorld, to: str) -> tuple[UUID, Ear]:
    line, ear, attempt = world.new_line(), Ear(), uuid4()
    await line.open(ear)
    await line.prepare(attempt, agent="7", to=to, caller_id="", cap=CAP)
    await line.ring(attempt, ring_for=RING_FOR)
    return attempt, ear


@pytest.mark.parametrize(
    ("does", "outcome", "rings"),
    [
        ("busy", Outcome.BUSY, False),
        ("wrong-number", Outcome.WRONG_NUMBER, False),
        ("not-reachable", Outcome.NOT_REACHABLE, False),
        ("fault", Outcome.LINE_FAULT, False),
        ("machine", Outcome.MACHINE, True),
    ],
)
def test_what_goes_wrong_is_named(does: str, outcome: Outcome, rings: bool) -> None:
    async def story() -> None:
        world = SimulatedWorld()
        _, ear = await _ring(world, world.person(does))
        ended = await ear.hears(Ended)
        assert isinstance(ended, Ended)
        assert (ended.outcome, Ringing in ear.kinds()) == (outcome, rings)

    play(story())


def test_a_line_without_channels_says_that_trying_again_can_help() -> None:
    async def story() -> None:
        world = SimulatedWorld()
        with pytest.raises(LineError) as refused:
            await _ring(world, world.person("refuses-to-prepare"))
        assert refused.value.again

    play(story())


def test_nobody_talks_past_the_cap_whoever_is_dead() -> None:
    async def story() -> None:
        world = SimulatedWorld()
        _, ear = await _ring(world, world.person("answers"))
        await asyncio.sleep(CAP.total_seconds() + 1)
        assert ear.heard[-1] == Ended(ear.heard[-1].attempt, Outcome.ANSWERED, "line")

    play(story())


def test_the_same_seed_gives_the_same_people() -> None:
    habits = Habits(
        weights={Does.ANSWERS: 5, Does.IGNORES: 3, Does.DECLINES: 3},
        answer=(timedelta(seconds=2), timedelta(seconds=9)),
        talk=(timedelta(seconds=30), timedelta(minutes=4)),
    )
    one, same, other = (town(habits, Random(seed)) for seed in (7, 7, 8))
    first = [one("+1") for _ in range(50)]
    assert first == [same("+1") for _ in range(50)]
    assert first != [other("+1") for _ in range(50)]
    assert {script.does for script in first} == {Does.ANSWERS, Does.IGNORES, Does.DECLINES}


def test_an_exchange_forgets_the_oldest_legs_that_are_over() -> None:
    async def story() -> None:
        exchange = Exchange(lambda _: Script(Does.BUSY), remembers=3)
        line = SimulatedLine(exchange)
        await line.open(Ear())
        attempts = [uuid4() for _ in range(5)]
        for attempt in attempts:
            await line.prepare(attempt, agent="7", to="+1", caller_id="", cap=CAP)
            await line.ring(attempt, ring_for=RING_FOR)
            await asyncio.sleep(1)
        known = [(await line.find(attempt)).leg for attempt in attempts]
        assert known == ["absent", "absent", "ended", "ended", "ended"]

    play(story())


def test_the_demo_s_telephone_is_built_from_its_file() -> None:
    """Every outcome that it can have is seen in a day of rings."""
    people = town(
        habits_from((BASE_DIR / "policies" / "amazon-like" / "telephone.toml").read_text()), Random(1)
    )
    scripts = [people("+1") for _ in range(2_000)]
    assert {script.does for script in scripts} >= {
        Does.ANSWERS,
        Does.IGNORES,
        Does.DECLINES,
        Does.BUSY,
        Does.MACHINE,
    }
    assert all(timedelta(0) < script.after < RING_FOR for script in scripts)
