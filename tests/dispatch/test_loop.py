"""One desk, one dispatcher after another: from the pick to the hang-up, and what happens when one of them dies."""

import asyncio

from ringback.dispatch.store import Survey
from ringback.lines.line import Health, Line, Sink
from ringback.lines.simulated.line import SimulatedLine
from ringback.rules.calls.lifecycle import Outcome
from tests.dispatch.virtual import OneDispatcher, World, person
from tests.lines.virtual_time import play

ADA, CY, DI = "+15550001", "+15550002", "+15550003"


def test_ada_is_rung_answers_and_hangs_up() -> None:
    async def story() -> None:
        world = World({ADA: person("answers", talks_for=60)})
        callback, agent = world.tables.ask(ADA), world.tables.agent_is_free()
        world.dispatcher()
        await asyncio.sleep(2)
        (attempt,) = world.tables.attempts_of(callback)
        assert (attempt.state, attempt.rang) == ("dialing", True)
        await asyncio.sleep(10)
        assert world.tables.attempts[attempt.id].state == "live"
        await asyncio.sleep(60)
        ended = world.tables.attempts[attempt.id]
        assert (ended.state, ended.outcome, ended.ended_by) == ("ended", Outcome.ANSWERED, "seller")
        assert list(world.tables.free) == [agent]

    play(story())


def test_whoever_becomes_free_is_given_somebody_at_once() -> None:
    async def story() -> None:
        world = World({ADA: person("answers")})
        callback = world.tables.ask(ADA)
        world.dispatcher()
        await asyncio.sleep(10.3)
        world.tables.agent_is_free()
        await asyncio.sleep(0.01)
        assert world.tables.attempts_of(callback)[0].rang

    play(story())


def test_an_agent_who_does_not_accept_gives_the_callback_back() -> None:
    async def story() -> None:
        world = World({ADA: person("answers")}, agents_accept=False)
        callback, _ = world.tables.ask(ADA), world.tables.agent_is_free()
        world.dispatcher()
        await asyncio.sleep(19)
        assert world.tables.lapsed == []
        await asyncio.sleep(2)
        assert (world.tables.lapsed, world.tables.attempts_of(callback)) == ([callback], [])

    play(story())


def test_the_cap_ends_the_call_and_says_that_it_did() -> None:
    async def story() -> None:
        world = World({ADA: person("answers")}, cap=120)
        callback, _ = world.tables.ask(ADA), world.tables.agent_is_free()
        world.dispatcher()
        await asyncio.sleep(122)
        assert world.tables.attempts_of(callback)[0].state == "live"
        await asyncio.sleep(2)
        assert world.tables.attempts_of(callback)[0].ended_by == "cap"
        assert world.exchange.legs_to(ADA) == 0

    play(story())


def test_an_agent_who_hangs_up_on_the_page_silences_the_line() -> None:
    async def story() -> None:
        world = World({ADA: person("answers")})
        callback, _ = world.tables.ask(ADA), world.tables.agent_is_free()
        world.dispatcher()
        await asyncio.sleep(20)
        world.tables.end(world.tables.attempts_of(callback)[0].id, Outcome.ANSWERED, "agent")
        await asyncio.sleep(0.1)
        assert world.exchange.legs_to(ADA) == 0

    play(story())


def test_a_side_whose_page_is_gone_ends_the_call_as_cut() -> None:
    async def story() -> None:
        world = World({ADA: person("answers")})
        callback, _ = world.tables.ask(ADA), world.tables.agent_is_free()
        world.dispatcher()
        await asyncio.sleep(10)
        (attempt,) = world.tables.attempts_of(callback)
        watched = frozenset({"seller"})
        world.tables.change(attempt.id, watched=watched, seller_there_at=world.tables.clock.now())
        await asyncio.sleep(29)
        assert world.tables.attempts[attempt.id].state == "live"
        await asyncio.sleep(2)
        assert world.tables.attempts[attempt.id].outcome == Outcome.CUT_BY_US
        assert world.exchange.legs_to(ADA) == 0

    play(story())


def test_a_dispatcher_that_dies_in_mid_ring_is_followed_by_one_that_does_not_ring_again() -> None:
    async def story() -> None:
        world = World({ADA: person("answers", after=25, talks_for=30)})
        callback, _ = world.tables.ask(ADA), world.tables.agent_is_free()
        first = world.dispatcher()
        await asyncio.sleep(5)
        await first.dies()
        world.dispatcher()
        await asyncio.sleep(90)
        (attempt,) = world.tables.attempts_of(callback)
        assert (attempt.epoch, attempt.outcome, attempt.ended_by) == (2, Outcome.ANSWERED, "seller")
        assert world.rings() == [1]

    play(story())


def test_a_dispatcher_that_dies_in_a_call_is_followed_by_one_that_keeps_its_cap() -> None:
    async def story() -> None:
        world = World({ADA: person("answers")}, cap=300)
        callback, _ = world.tables.ask(ADA), world.tables.agent_is_free()
        first = world.dispatcher()
        await asyncio.sleep(30)
        await first.dies()
        world.dispatcher()
        await asyncio.sleep(300)
        (attempt,) = world.tables.attempts_of(callback)
        assert (attempt.epoch, attempt.ended_by) == (2, "cap")
        assert (world.rings(), world.exchange.legs_to(ADA)) == ([1], 0)

    play(story())


def test_work_goes_on_within_fifteen_seconds_of_a_dispatcher_s_death() -> None:
    async def story() -> None:
        world = World({ADA: person("answers")})
        first = world.dispatcher()
        await asyncio.sleep(4)
        await first.dies()
        world.dispatcher()
        callback, _ = world.tables.ask(ADA), world.tables.agent_is_free()
        await asyncio.sleep(15)
        assert world.tables.attempts_of(callback)[0].rang

    play(story())


def test_a_dispatcher_that_was_paused_acts_no_more_and_rings_nobody() -> None:
    async def story() -> None:
        world = World({ADA: person("answers"), CY: person("answers")})
        first = world.dispatcher()
        await asyncio.sleep(4)
        first.store.slow = 20.0  # every question of it is answered far too late
        second = world.dispatcher()
        await asyncio.sleep(15)
        assert second.desk.epoch == 2
        callbacks = [world.tables.ask(ADA), world.tables.ask(CY)]
        world.tables.agent_is_free(), world.tables.agent_is_free()
        await asyncio.sleep(40)
        assert first.task.done()
        assert not second.task.done()
        attempts = [attempt for callback in callbacks for attempt in world.tables.attempts_of(callback)]
        assert [attempt.epoch for attempt in attempts] == [2, 2]
        assert world.rings() == [1, 1]

    play(story())


def test_a_dispatcher_past_its_own_deadline_starts_no_call() -> None:
    async def story() -> None:
        world = World({ADA: person("answers")})
        one = world.dispatcher()
        await asyncio.sleep(4)
        one.store.renew_lease = _never  # type: ignore[method-assign]
        await asyncio.sleep(9)
        world.tables.ask(ADA), world.tables.agent_is_free()
        await asyncio.sleep(5)
        assert world.tables.attempts == {}

    play(story())


def test_a_database_that_is_away_for_a_while_is_asked_again() -> None:
    async def story() -> None:
        world = World({ADA: person("answers", talks_for=20)})
        callback, _ = world.tables.ask(ADA), world.tables.agent_is_free()
        one = world.dispatcher()
        await asyncio.sleep(1)
        one.store.away = True
        await asyncio.sleep(4)
        one.store.away = False
        await asyncio.sleep(60)
        (attempt,) = world.tables.attempts_of(callback)
        assert (attempt.state, world.rings()) == ("ended", [1])
        assert not one.task.done()

    play(story())


def test_a_look_that_hung_does_not_put_the_next_one_off() -> None:
    async def story() -> None:
        world = World({ADA: person("answers")})
        store = world.dispatcher().store
        await asyncio.sleep(1)
        survey = store.survey

        async def hangs() -> Survey:
            store.survey = survey  # type: ignore[method-assign]
            await asyncio.sleep(20)
            return await survey()

        store.survey = hangs  # type: ignore[method-assign]
        await asyncio.sleep(21)
        callback, _ = world.tables.ask(ADA), world.tables.agent_is_free()
        await asyncio.sleep(0.6)
        assert [attempt.rang for attempt in world.tables.attempts_of(callback)] == [True]

    play(story())


class _Fails(SimulatedLine):
    """Cannot even fail properly for one number."""

    async def ring(self, attempt, *, ring_for) -> None:  # type: ignore[no-untyped-def]
        if self._exchange._legs[attempt].to == CY:
            raise RuntimeError("a bug of this line")
        await super().ring(attempt, ring_for=ring_for)


class _Hangs(SimulatedLine):
    """Rings one number, but never says that it did."""

    async def ring(self, attempt, *, ring_for) -> None:  # type: ignore[no-untyped-def]
        await super().ring(attempt, ring_for=ring_for)
        if self._exchange._legs[attempt].to == CY:
            await asyncio.sleep(3600)


def _desk_with(line_class: type[SimulatedLine]) -> World:
    world = World({ADA: person("answers"), CY: person("answers", after=20), DI: person("busy")})
    line: Line = line_class(world.exchange)
    world.dispatcher(line)
    for number in (CY, ADA, DI):
        world.tables.ask(number)
        world.tables.agent_is_free()
    return world


def test_one_call_that_fails_hurts_no_other_and_gives_back_whom_it_held() -> None:
    async def story() -> None:
        world = _desk_with(_Fails)
        await asyncio.sleep(20)
        by_number = {attempt.number: attempt for attempt in world.tables.attempts.values()}
        assert by_number[ADA].state == "live"
        assert by_number[DI].outcome == Outcome.BUSY
        assert by_number[CY].outcome == Outcome.MAY_HAVE_RUNG
        assert len(world.tables.free) == 2

    play(story())


def test_a_ring_without_an_answer_from_the_line_is_found_and_goes_on() -> None:
    async def story() -> None:
        world = _desk_with(_Hangs)
        await asyncio.sleep(30)
        by_number = {attempt.number: attempt for attempt in world.tables.attempts.values()}
        assert by_number[CY].state == "live"
        assert world.exchange.times_rung(by_number[CY].id) == 1

    play(story())


async def _never(epoch: int) -> None:
    await asyncio.sleep(3600)


def test_a_line_that_is_closed_is_not_picked_for_until_it_is_open_again() -> None:
    async def story() -> tuple[dict[str, str], int, str]:
        world = World({ADA: person("answers", talks_for=5)})
        world.exchange.broken = "no trunk"
        callback = world.tables.ask(ADA)
        world.tables.agent_is_free()
        world.dispatcher()
        await asyncio.sleep(20)
        closed, tried = dict(world.tables.closed), len(world.tables.attempts)
        world.exchange.broken = ""
        await asyncio.sleep(20)
        return closed, tried, world.tables.attempts_of(callback)[0].outcome

    assert play(story()) == ({"phone": "no trunk"}, 0, "answered")


def test_a_line_that_fails_takes_no_other_with_it() -> None:
    class Broken(SimulatedLine):
        async def open(self, sink: Sink) -> Health:
            raise RuntimeError("no such host")

    async def story() -> tuple[dict[str, str], str]:
        world = World({ADA: person("answers", talks_for=5)})
        callback = world.tables.ask(ADA)
        world.tables.agent_is_free()
        lines = {"broken": Broken(world.exchange), "phone": SimulatedLine(world.exchange)}
        OneDispatcher(world.tables, lines, name="one")
        await asyncio.sleep(20)
        return world.tables.closed, world.tables.attempts_of(callback)[0].outcome

    assert play(story()) == ({"broken": "RuntimeError('no such host')"}, "answered")


def test_an_attempt_of_a_line_that_is_set_no_more_ends_and_frees_its_agent() -> None:
    async def story() -> tuple[Outcome | str | None, list[int], int]:
        world = World({ADA: person("ignores")})
        callback, agent = world.tables.ask(ADA), world.tables.agent_is_free()
        first = world.dispatcher()
        await asyncio.sleep(5)
        await first.dies()
        OneDispatcher(world.tables, {"other": SimulatedLine(world.exchange)}, name="two")
        await asyncio.sleep(20)
        return world.tables.attempts_of(callback)[0].outcome, list(world.tables.free), agent

    outcome, free, agent = play(story())
    assert (outcome, free) == (Outcome.MAY_HAVE_RUNG, [agent])
