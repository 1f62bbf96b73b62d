"""A simulated agent: keeps the workspace open, accepts, talks, writes down what came of it."""

import asyncio
import random
import re
from contextlib import suppress
from datetime import timedelta

import httpx

from ringback.cli.demo.browser import Browser, attribute
from ringback.cli.demo.cast import Part
from ringback.cli.demo.rota import Rota
from ringback.cli.demo.sounding import Voice
from ringback.cli.demo.talks import summary_of

LOOKS_EVERY = timedelta(seconds=5)
THINKS = (1.5, 5.0)  # seconds before a reserved callback is accepted
WRAPS_UP = (8.0, 25.0)
RELIEVED_WITHIN = 80.0  # seconds more; the desk ends a wrap-up by itself after RINGBACK_WRAP_UP_SECONDS
SOUNDS_FOR = 100.0  # seconds after which an agent says good-bye
OUTCOMES = ("solved",) * 12 + ("escalate", "needs_seller")


class SimulatedAgent:
    """Everything goes through the pages that a person uses.

    While it talks it also has the visitors' skill: it is present for them, so that a promise can be made, and is not free.
    It comes back without, unless the host has lent it out because a visitor has waited. Until the first of them talks, those who are
    free have it: the desk has just begun. The last one who talks on a site wraps up
    slowly, until somebody else talks there: a visitor should always have somebody who is present.
    """

    def __init__(self, part: Part, browser: Browser, chance: random.Random, rota: Rota) -> None:
        self.part, self.browser, self.chance, self._rota = part, browser, chance, rota
        self.lent = False
        self._serves_visitors: bool | None = None  # nobody knows what an earlier run left behind
        self._look = asyncio.Event()

    async def work(self) -> None:
        await self.browser.sign_in()
        self.browser.on_look = self._look.set
        async with asyncio.TaskGroup() as group:
            group.create_task(self.browser.keep_stream())
            await asyncio.sleep(2)
            with suppress(httpx.HTTPError):
                await self._serve_visitors(self._rota.opens(self.part))
                await self._be_available()
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._look.wait(), LOOKS_EVERY.total_seconds())
                self._look.clear()
                with suppress(httpx.HTTPError):
                    await self._once()

    async def lend(self) -> None:
        """For a visitor who has waited."""
        self.lent = True
        self._rota.tell()  # a visitor waits: nobody is to wrap up slowly now
        await self._serve_visitors(True)

    async def give_back(self) -> None:
        self.lent = False
        await self._serve_visitors(False)

    async def _serve_visitors(self, wanted: bool) -> None:
        if wanted == self._serves_visitors:
            return
        answer = await self.browser.post("/demo/lend/" if wanted else "/demo/give-back/", {})
        if answer.status_code == httpx.codes.NO_CONTENT:
            self._serves_visitors = wanted

    async def _be_available(self) -> None:
        await self.browser.post("/presence/", {"presence": "available"})

    async def _once(self) -> None:
        page = await self.browser.get("/parts/call/")
        if "data-reserved" in page:
            await asyncio.sleep(self.chance.uniform(*THINKS))
            await self.browser.post("/hold/accept/", {})
        elif (attempt := attribute(page, "data-call-attempt")) is not None:
            await self._in_call(attempt, attribute(page, "data-line") or "")
        else:
            await self._between()

    async def _in_call(self, attempt: str, line: str) -> None:
        """A telephone's other end hangs up by itself; in a browser this agent sounds, then says good-bye."""
        self._rota.comes(self.part)
        await self._serve_visitors(True)
        if line != "in-app":
            await asyncio.sleep(1)
            return
        voice = asyncio.create_task(Voice(self.browser, attempt).speak())
        try:
            for _ in range(int(SOUNDS_FOR / 2)):
                await asyncio.sleep(2)
                if attribute(await self.browser.get("/parts/call/"), "data-call-attempt") != attempt:
                    return
            await self.browser.post(f"/calls/{attempt}/hang-up", {})
        finally:
            voice.cancel()
            await asyncio.gather(voice, return_exceptions=True)

    async def _between(self) -> None:
        """After a call its outcome is given; an agent who was set away comes back."""
        queue = await self.browser.get("/parts/queue/")
        case = await self.browser.get("/parts/case/")
        if finish := re.search(r'action="/calls/([0-9a-f-]{36})/finish/"', case):
            await asyncio.sleep(self.chance.uniform(*WRAPS_UP))
            await self._until_somebody_else_is_present()
            self._rota.goes(self.part)
            await self._serve_visitors(self.lent or self._rota.opens(self.part))
            await self._finish(finish.group(1), summary=summary_of(case))
            return
        self._rota.goes(self.part)
        if not re.search(r'value="available"[^>]*aria-pressed="true"', queue):
            await self._be_available()
        else:
            await self._serve_visitors(self.lent or self._rota.opens(self.part))

    async def _until_somebody_else_is_present(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(RELIEVED_WITHIN):
                await self._rota.is_relieved(self.part, unless=lambda: self.lent)

    async def _finish(self, attempt: str, *, summary: str) -> None:
        await self.browser.post(
            f"/calls/{attempt}/notes/", {"notes": "Simulated call.", "summary": summary, "ticked": ["0", "1"]}
        )
        outcome = self.chance.choice(OUTCOMES)
        await self.browser.post(
            f"/calls/{attempt}/finish/",
            {"outcome": outcome, "missing": "the invoice with the stamp", "next_at": ""},
        )
        await self._be_available()
