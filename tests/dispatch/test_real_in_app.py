"""The in-app line over the real rows: what pages report is what the dispatcher does, and a closed page is not rung."""

from datetime import timedelta
from typing import Any

import pytest

from ringback.records.calls import attempts
from ringback.records.calls.models import AgentHold, Attempt
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
)
from tests.people import closes_page, opens_page

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.LINES = {"in-app": "ringback.config.wiring.in_app"}
    settings.DISPATCH_POLL, settings.RECONCILE_EVERY = 0.1 * SECOND, 0.3 * SECOND
    settings.RING_FOR = 3 * SECOND


@pytest.fixture
def desk() -> Desk:
    return Desk(line="in-app")


async def _ring_ack(desk: Desk, tab: str) -> str:
    attempt = await eventually(lambda: attempt_of(desk.callback, state="dialing"))
    return await records(lambda: attempts.ring(attempt, tab=tab, now=now()))


def test_ada_s_page_sounds_once_she_answers_and_hangs_up(desk: Desk) -> None:
    async def story() -> None:
        async with dispatching():
            await accepts(desk.bo)
            assert await _ring_ack(desk, "left") == "rings"
            assert await _ring_ack(desk, "right") == "another"
            attempt = await records(desk.callback.attempts.get)
            assert await records(lambda: attempts.answer(attempt, tab="left", now=now()))
            await eventually(lambda: attempt_of(desk.callback, state="live"))
            assert await records(lambda: attempts.hang_up(attempt, by=desk.ada.person, now=now()))
            await eventually(lambda: not AgentHold.objects.exists())

    play(story())
    attempt = desk.callback.attempts.get()
    assert (attempt.outcome, attempt.ended_by) == ("answered", "seller")
    assert desk.reload().state == "wrapping-up"


def test_a_page_that_never_says_that_it_sounds_was_not_reachable(desk: Desk, settings: Any) -> None:
    settings.RING_FOR = 0.5 * SECOND

    async def story() -> None:
        async with dispatching():
            await accepts(desk.bo)
            await eventually(lambda: attempt_of(desk.callback, state="ended"))

    play(story())
    attempt = desk.callback.attempts.get()
    assert (attempt.outcome, attempt.first_ring_at) == ("not_reachable", None)
    assert (desk.reload().state, desk.reload().rest_reason) == ("resting", "spacing")


def test_a_page_that_closes_while_bo_accepts_is_not_rung_and_no_attempt_is_counted(desk: Desk) -> None:
    async def story() -> None:
        async with dispatching():
            await eventually(AgentHold.objects.exists)
            await records(lambda: closes_page(desk.ada.person))
            await accepts(desk.bo)
            await eventually(lambda: desk.reload().rest_reason == "page-closed")
            await records(lambda: page_stays_open(desk.ada.person))
            await eventually(AgentHold.objects.exists)

    play(story())
    attempt = desk.callback.attempts.get()
    assert (attempt.outcome, attempt.counted, attempt.dialing_at) == ("not_dialled", False, None)
    assert desk.reload().effective == desk.callback.effective


def test_a_side_that_leaves_the_call_ends_it_as_cut(desk: Desk, settings: Any) -> None:
    settings.SIDE_GONE = SECOND
    opens_page(desk.ada.person, now())

    async def story() -> None:
        async with dispatching():
            await accepts(desk.bo)
            assert await _ring_ack(desk, "left") == "rings"
            attempt = await records(desk.callback.attempts.get)
            await records(lambda: attempts.answer(attempt, tab="left", now=now()))
            await records(lambda: _joined(desk, attempt))
            await eventually(lambda: attempt_of(desk.callback, state="ended"))

    play(story())
    attempt = desk.callback.attempts.get()
    assert (attempt.outcome, attempt.ended_by) == ("cut_by_us", "desk")
    assert attempt.ended_at is not None
    assert attempt.answered_at is not None
    assert attempt.ended_at - attempt.answered_at >= SECOND


def _joined(desk: Desk, attempt: Attempt) -> None:
    """Bo's page stays in the call; Ada's is open, but not in it."""
    opens_page(desk.bo.person, now() + timedelta(hours=1), in_attempt=attempt.pk)
    opens_page(desk.ada.person, now())
