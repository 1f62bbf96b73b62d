"""From the click to the wrap-up on the real database: asked, picked, accepted, rung once, answered, ended, recovered."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from ringback.dispatch.store import StoreAway
from ringback.dispatch.threads import Threads
from ringback.lines.simulated.exchange import Exchange
from ringback.lines.simulated.people import Does, Script
from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback
from ringback.records.calls import attempts
from ringback.records.calls.models import AgentHold, Attempt
from ringback.records.lease import actions as lease
from ringback.records.lease.models import DispatcherLease
from ringback.records.promises.models import Promise
from ringback.rules.calls.lifecycle import Outcome
from tests.dispatch.real import (
    Desk,
    accepts,
    attempt_of,
    dispatching,
    eventually,
    now,
    page_stays_open,
    play,
    records,
    waits,
    zone_of_noon,
)
from tests.people import answers, sells

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """A desk whose lengths are a tenth, with a pretend telephone."""
    settings.LINES = {"phone": "", "in-app": ""}
    settings.LEASE, settings.LEASE_RENEW, settings.LEASE_MARGIN = SECOND, 0.3 * SECOND, 0.2 * SECOND
    settings.DISPATCH_POLL, settings.RECONCILE_EVERY = 0.1 * SECOND, 0.3 * SECOND
    settings.RING_FOR = 3 * SECOND


def _exchange(does: str = "answers", *, after: float = 0.2, talks_for: float | None = None) -> Exchange:
    talk = None if talks_for is None else timedelta(seconds=talks_for)
    return Exchange(lambda _: Script(Does(does), timedelta(seconds=after), talk))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_ada_asks_bo_accepts_she_is_rung_they_talk_and_bo_wraps_up(desk: Desk) -> None:
    exchange = _exchange(talks_for=0.5)

    async def story() -> None:
        async with dispatching(exchange):
            await accepts(desk.bo)
            live = await eventually(lambda: attempt_of(desk.callback, state="live"))
            assert live.record_number.startswith("NA-")
            await eventually(lambda: attempt_of(desk.callback, state="ended"))

    play(story())
    attempt = desk.callback.attempts.get()
    assert (attempt.outcome, attempt.ended_by, attempt.counted) == ("answered", "seller", True)
    assert exchange.times_rung(attempt.pk) == 1
    assert desk.reload().state == "wrapping-up"
    assert Promise.objects.get(request=desk.callback.pk, made_for="first").state == "kept"
    assert Agent.objects.get().presence == "wrap-up"
    assert not AgentHold.objects.exists()
    kinds = set(desk.callback.events.values_list("kind", flat=True))
    assert kinds >= {
        "asked",
        "promised",
        "reserved",
        "accepted",
        "calling",
        "rang",
        "kept",
        "answered",
        "ended",
    }


def test_an_agent_who_lets_the_countdown_run_out_gives_it_back_and_is_away(desk: Desk, settings: Any) -> None:
    settings.ACCEPT_WITHIN = 0.3 * SECOND

    async def story() -> None:
        async with dispatching(_exchange()):
            await eventually(
                lambda: Agent.objects.filter(presence="away", presence_reason="not-accepted").exists()
            )

    play(story())
    assert desk.reload().state == "waiting"
    assert not Attempt.objects.exists()


def test_a_ring_that_nobody_answers_rests_and_keeps_its_place(desk: Desk, settings: Any) -> None:
    settings.RING_FOR = 0.4 * SECOND

    async def story() -> None:
        async with dispatching(_exchange("ignores")):
            await accepts(desk.bo)
            await eventually(lambda: attempt_of(desk.callback, state="ended"))

    play(story())
    assert desk.callback.attempts.get().outcome == "no_answer"
    assert (desk.reload().state, desk.reload().rest_reason) == ("resting", "spacing")
    assert desk.reload().effective == desk.callback.effective


def test_an_answer_in_the_ring_s_last_moment_that_the_line_does_not_know_of_binds_nobody(
    desk: Desk, settings: Any
) -> None:
    """The page answers while the line gives up: the tables say that they talk, the line that nobody answered."""
    settings.RING_FOR = SECOND

    async def story() -> None:
        async with dispatching(_exchange("ignores")):
            await accepts(desk.bo)
            rings = await eventually(lambda: attempt_of(desk.callback, first_ring_at__isnull=False))
            epoch = DispatcherLease.objects.values_list("epoch", flat=True)
            await records(lambda: attempts.answered(rings.pk, epoch=epoch.get(), now=now()))
            await eventually(lambda: attempt_of(desk.callback, state="ended"), within=10)

    play(story())
    assert desk.callback.attempts.get().outcome == "cut_by_us"
    assert not AgentHold.objects.exists()


def test_the_cap_ends_the_call_and_books_the_continuation_with_bo(desk: Desk, settings: Any) -> None:
    settings.CALL_CAP = 0.5 * SECOND
    exchange = _exchange()

    async def story() -> None:
        async with dispatching(exchange):
            await accepts(desk.bo)
            await eventually(lambda: attempt_of(desk.callback, ended_by="cap"))

    play(story())
    continuation = Callback.objects.get(continues=desk.callback)
    assert continuation.queue.agent == desk.bo
    assert exchange.legs_to(desk.callback.number) == 0


def test_who_dispatches_next_adopts_a_ring_and_rings_no_second_time(desk: Desk) -> None:
    exchange = _exchange(after=2, talks_for=0.5)

    async def story() -> None:
        async with dispatching(exchange) as first:
            await accepts(desk.bo)
            await eventually(lambda: attempt_of(desk.callback, first_ring_at__isnull=False))
            await first.dies()
            async with dispatching(exchange, "two"):
                await eventually(lambda: attempt_of(desk.callback, state="ended"))

    play(story())
    attempt = desk.callback.attempts.get()
    assert (attempt.outcome, attempt.epoch) == ("answered", 2)
    assert exchange.times_rung(attempt.pk) == 1


def test_who_dispatches_next_adopts_a_call_and_keeps_its_cap(desk: Desk, settings: Any) -> None:
    settings.CALL_CAP = 3 * SECOND
    exchange = _exchange()

    async def story() -> None:
        async with dispatching(exchange) as first:
            await accepts(desk.bo)
            await eventually(lambda: attempt_of(desk.callback, state="live"))
            await first.dies()
            async with dispatching(exchange, "two"):
                await eventually(lambda: attempt_of(desk.callback, state="ended"))

    play(story())
    attempt = desk.callback.attempts.get()
    assert (attempt.ended_by, attempt.epoch, exchange.times_rung(attempt.pk)) == ("cap", 2, 1)
    assert attempt.ended_at is not None
    assert attempt.cap_at is not None
    assert attempt.ended_at - attempt.cap_at < 3 * SECOND  # a busy machine's second, not a dispatcher's


def _taken_over(epoch: int) -> int | None:
    """In one transaction: between two the first dispatcher could renew it."""
    with transaction.atomic():
        lease.release(epoch)
        return lease.take("another", lasts=60 * SECOND)


def test_a_dispatcher_with_an_old_epoch_can_write_nothing_and_stops(desk: Desk) -> None:
    exchange = _exchange(after=2)

    async def story() -> None:
        async with dispatching(exchange) as first:
            await accepts(desk.bo)
            ringing = await eventually(lambda: attempt_of(desk.callback, first_ring_at__isnull=False))
            epoch = first.one._desk.epoch
            assert await records(lambda: _taken_over(epoch)) == epoch + 1
            for write in (
                lambda: attempts.end(
                    ringing.pk, outcome=Outcome.CANCELLED, by="desk", epoch=epoch, now=now()
                ),
                lambda: attempts.answered(ringing.pk, epoch=epoch, now=now()),
            ):
                with pytest.raises(lease.Fenced):
                    await records(write)
            await eventually(first.task.done, within=5)

    play(story())
    assert desk.callback.attempts.get().state == "dialing"


def test_a_dispatcher_that_was_told_to_stop_gives_its_lease_to_the_next_at_once(
    desk: Desk, settings: Any
) -> None:
    settings.LEASE, settings.LEASE_RENEW = 60 * SECOND, 20 * SECOND

    async def story() -> None:
        async with dispatching(_exchange()) as first:
            await eventually(AgentHold.objects.exists)
            first.task.cancel()
            async with dispatching(_exchange(), "two"):
                await accepts(desk.bo)
                await eventually(lambda: attempt_of(desk.callback, state="live"))

    play(story())


def test_the_least_flexible_agent_is_given_the_callback(desk: Desk) -> None:
    AgentHold.objects.all().delete()
    di = answers("Di", desk.site, languages=("en", "zh-hans"), skills=("technical",))
    page_stays_open(di.person)
    waits(sells("Cy", desk.site, language="zh-hans", zone=zone_of_noon()), desk.site)

    async def story() -> None:
        async with dispatching(_exchange()):
            await eventually(lambda: AgentHold.objects.count() == 2)

    play(story())
    assert AgentHold.objects.get(agent=desk.bo).callback == desk.callback
    assert AgentHold.objects.get(agent=di).callback.languages == ["zh-hans"]


def test_a_dispatcher_that_was_stopped_in_a_write_finds_the_database_away_and_asks_again() -> None:
    async def story() -> list[object]:
        threads = Threads(2)
        try:
            await threads.run(lambda: lease.take("one", lasts=30 * SECOND))
            with pytest.raises(StoreAway, match="idle-in-transaction"):
                await threads.run(_is_silent_in_a_write)
            return [await threads.run(lambda: lease.renew(1, lasts=30 * SECOND)) for _ in range(4)]
        finally:
            await asyncio.to_thread(threads.close)

    assert play(story()) == [None] * 4


def _is_silent_in_a_write() -> None:
    with transaction.atomic():
        lease.hold_fast(1)
        time.sleep(1.5)
        lease.hold_fast(1)
