"""Either side closes its page, in whatever state: nobody stays bound, nothing is lost, and it goes on when they are back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from ringback.records.agents.actions import set_available
from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import OPEN
from ringback.records.calls import attempts, holds
from ringback.records.calls.models import AgentHold
from ringback.records.people.models import Person
from tests.dispatch.real import Desk, attempt_of, dispatching, eventually, now, play, records
from tests.people import closes_page, opens_page

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.LINES = {"in-app": "ringback.config.wiring.in_app"}
    settings.DISPATCH_POLL, settings.RECONCILE_EVERY = 0.1 * SECOND, 0.3 * SECOND
    settings.RING_FOR, settings.ACCEPT_WITHIN = 2 * SECOND, 2 * SECOND
    settings.SIDE_GONE, settings.AGENT_PAGE_GONE = SECOND, SECOND
    settings.WRAP_UP = 2 * SECOND
    settings.SPACING_SCALE = 0.0001


async def _is_waiting(desk: Desk) -> None:
    await records(lambda: Agent.objects.update(presence="away", free_since=None))


async def _is_reserved(desk: Desk) -> None:
    await eventually(AgentHold.objects.exists)


async def _is_accepted(desk: Desk) -> None:
    await _is_reserved(desk)
    await records(lambda: holds.accept(desk.bo, now=now()))


async def _is_dialed(desk: Desk) -> None:
    await _is_accepted(desk)
    await eventually(lambda: attempt_of(desk.callback, state="dialing"))


async def _sounds(desk: Desk) -> None:
    await _is_dialed(desk)
    attempt = await records(desk.callback.attempts.get)
    assert await records(lambda: attempts.ring(attempt, tab="tab", now=now())) == "rings"


async def _talks(desk: Desk) -> None:
    await _sounds(desk)
    attempt = await records(desk.callback.attempts.get)
    assert await records(lambda: attempts.answer(attempt, tab="tab", now=now()))
    desk.in_attempt = attempt.pk  # type: ignore[attr-defined]


async def _wraps_up(desk: Desk) -> None:
    await _talks(desk)
    attempt = await records(desk.callback.attempts.get)
    assert await records(lambda: attempts.hang_up(attempt, by=desk.ada.person, now=now()))


@asynccontextmanager
async def beating(desk: Desk) -> AsyncIterator[set[Person]]:
    """Whose pages are open: they answer their heartbeats for as long as they are in this set."""
    there = {desk.ada.person, desk.bo.person}

    def beat() -> None:
        for person in list(there):
            opens_page(person, now(), in_attempt=getattr(desk, "in_attempt", None))

    async def beats() -> None:
        while True:
            await records(beat)
            await asyncio.sleep(0.1)

    task = asyncio.create_task(beats())
    try:
        yield there
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


STATES: dict[str, Callable[[Desk], Any]] = {
    "waiting": _is_waiting,
    "reserved": _is_reserved,
    "accepted": _is_accepted,
    "dialing": _is_dialed,
    "sounding": _sounds,
    "talking": _talks,
    "wrapping-up": _wraps_up,
}


@pytest.mark.parametrize("who", ["seller", "agent"])
@pytest.mark.parametrize("state", STATES)
def test_a_tab_is_closed(who: str, state: str) -> None:
    desk = Desk(line="in-app")

    async def story() -> None:
        async with dispatching(), beating(desk) as there:
            await STATES[state](desk)
            await asyncio.sleep(0.3)
            person = desk.ada.person if who == "seller" else desk.bo.person
            there.discard(person)
            await records(lambda: closes_page(person))
            await eventually(lambda: not AgentHold.objects.exists(), within=10)
            await eventually(lambda: not desk.callback.attempts.exclude(state="ended").exists(), within=10)
            desk.in_attempt = None  # type: ignore[attr-defined]
            there.add(person)
            if state != "wrapping-up":
                await _goes_on(desk)

    play(story())
    assert desk.reload().state in (*OPEN, "completed")
    rung = desk.callback.events.filter(kind="rang").values_list("detail__attempt", flat=True)
    assert len(set(rung)) == len(rung), "an attempt rang twice"
    if state == "wrapping-up":
        assert desk.reload().state == "wrapping-up", "the notes of the call can still be written"


async def _goes_on(desk: Desk) -> None:
    """Bo is available again; the callback comes back to him in its turn, or waits for its next attempt."""

    def again() -> bool:
        agent = Agent.objects.get(pk=desk.bo.pk)
        if agent.presence != "available":
            set_available(agent, now=now())
        one = desk.reload()
        return AgentHold.objects.exists() or (one.state == "resting" and one.ready_at is not None)

    await eventually(again, within=10)
