"""A desk on the real database: dispatchers as `ringback dispatch` runs them, over an exchange that outlives them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db import connections

from ringback.dispatch.loop import Dispatcher
from ringback.dispatch.start import dispatcher
from ringback.lines.line import Line
from ringback.lines.simulated.exchange import Exchange
from ringback.lines.simulated.line import SimulatedLine
from ringback.records.agents.models import Agent
from ringback.records.callbacks.asking import ask_for_callback
from ringback.records.callbacks.models import Callback
from ringback.records.calls import holds
from ringback.records.calls.models import AgentHold, Attempt
from ringback.records.desk.models import Site
from ringback.records.sellers.models import Seller
from tests.people import a_case, a_site, answers, opens_page, sells

T = TypeVar("T")
SOON = timedelta(hours=1)  # a page that was seen then stays open for the story


def now() -> datetime:
    return datetime.now(UTC)


def zone_of_noon() -> str:
    """Where a telephone may ring now."""
    return f"Etc/GMT{now().hour - 12:+d}"


def waits(seller: Seller, site: Site, *, line: str = "phone", issue: str = "payment-on-hold") -> Callback:
    return ask_for_callback(a_case(seller, site, issue, at=now()), line=line, now=now())


def page_stays_open(*people: Any) -> None:
    for person in people:
        opens_page(person, now() + SOON)


async def records(call: Callable[[], T]) -> T:
    """Ask the tables from a story, in a thread that leaves no connection behind."""

    def ask() -> T:
        try:
            return call()
        finally:
            connections.close_all()

    return await asyncio.to_thread(ask)


async def eventually(look: Callable[[], T | None], *, within: float = 25) -> T:
    """The first answer of `look` that is true."""
    async with asyncio.timeout(within):
        while True:
            if seen := await records(look):
                return seen
            await asyncio.sleep(0.02)


async def accepts(agent: Agent) -> AgentHold:
    await eventually(lambda: AgentHold.objects.filter(agent=agent).first())
    return await records(lambda: holds.accept(agent, now=now()))


def attempt_of(callback: Callback, **where: Any) -> Attempt | None:
    return Attempt.objects.filter(callback=callback, **where).first()


class Desk:
    """Ada waits to be rung, Bo is there to do it; both have their pages open."""

    def __init__(self, *, line: str = "phone") -> None:
        self.site = a_site()
        self.ada = sells("Ada", self.site, zone=zone_of_noon())
        self.bo = answers("Bo", self.site)
        page_stays_open(self.ada.person, self.bo.person)
        self.callback = waits(self.ada, self.site, line=line)

    def reload(self) -> Callback:
        return Callback.objects.get(pk=self.callback.pk)


class Running:
    """One dispatcher at work in a task."""

    def __init__(self, one: Dispatcher, task: asyncio.Task[None]) -> None:
        self.one = one
        self.task = task

    async def dies(self) -> None:
        """As by kill -9: no lease is given back."""
        self.one._desk.lease.release = _nothing  # type: ignore[method-assign]
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@asynccontextmanager
async def dispatching(exchange: Exchange | None = None, name: str = "one") -> AsyncIterator[Running]:
    """With a pretend telephone, or with the lines that the settings name."""
    lines: dict[str, Line] | None = {"phone": SimulatedLine(exchange)} if exchange else None
    async with dispatcher(holder=name, lines=lines) as one:
        running = Running(one, asyncio.create_task(one.run(), name=name))
        try:
            yield running
        finally:
            running.task.cancel()
            await asyncio.gather(running.task, return_exceptions=True)


def play(story: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(story)


async def _nothing() -> None:
    pass
