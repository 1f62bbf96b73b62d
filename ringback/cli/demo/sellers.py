"""A simulated seller: describes an issue, asks to be rung, waits, talks, rates the call, and asks about the next one."""

import asyncio
import itertools
import random
from contextlib import suppress
from datetime import date, datetime
from zoneinfo import ZoneInfo

import httpx

from ringback.cli.demo.asking import ask, rate
from ringback.cli.demo.browser import Browser, attribute
from ringback.cli.demo.cast import Part
from ringback.cli.demo.sounding import Voice

RESTS = (5.0, 45.0)  # seconds between two requests of one seller
TIRES = 200  # requests after which a seller rests twice as long: stories are never thrown away, and a demo must not run full
LOOKS_EVERY = 15.0
PATIENCE = 900.0
TELEPHONE_HOURS = range(9, 19)  # in the seller's zone; the desk rings no telephone outside of them
BY_TELEPHONE = 0.25
TELEPHONES_A_DAY = 4  # the desk rings a number six times a day at most, again after a miss included
OPENS_PAGE = 4.0  # until the desk has heard that the page can ring
PICKS_UP = (2.0, 6.0)
FATES = {"answers": 86, "ignores": 9, "declines": 5}
TALKS_FOR = (35.0, 95.0)
SOUNDS_FOR = 60.0


class SimulatedSeller:
    def __init__(self, part: Part, browser: Browser, chance: random.Random) -> None:
        self.part, self.browser, self.chance = part, browser, chance
        self._look = asyncio.Event()
        self._telephoned: list[date] = []
        browser.on_look = self._look.set

    async def live(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, RESTS[1]))
        await self.browser.sign_in()
        for asked in itertools.count():
            with suppress(httpx.HTTPError):
                await self._ask_once()
            await asyncio.sleep(self.chance.uniform(*RESTS) * (1 + asked / TIRES))

    async def sound_once(self) -> None:
        """For a visiting agent who is alone: asks in the browser, answers, sounds for a while, hangs up."""
        with suppress(httpx.HTTPError):
            await self.browser.sign_in()
            await self._in_browser(sounds=True)

    async def _ask_once(self) -> None:
        there = datetime.now(ZoneInfo(self.part.zone))
        today = self._telephoned.count(there.date())
        if there.hour in TELEPHONE_HOURS and today < TELEPHONES_A_DAY and self.chance.random() < BY_TELEPHONE:
            self._telephoned = [*self._telephoned[-TELEPHONES_A_DAY:], there.date()]
            await self._wait(await self._ask("phone"))
        else:
            await self._in_browser(sounds=False)

    async def _in_browser(self, *, sounds: bool) -> None:
        """The page is open for as long as the request is."""
        stream = asyncio.create_task(self.browser.keep_stream())
        try:
            await asyncio.sleep(OPENS_PAGE)
            await self._wait(await self._ask("in-app"), sounds=sounds)
        finally:
            stream.cancel()
            await asyncio.gather(stream, return_exceptions=True)

    async def _ask(self, line: str) -> str | None:
        site = self.chance.choice(self.part.sites)
        return await ask(self.browser, site=site, line=line, language=self.part.language, chance=self.chance)

    async def _wait(self, callback: str | None, *, sounds: bool = False) -> None:
        """Until it is over, or patience is; a telephone is answered by whoever is beside it, not here."""
        if callback is None:
            return
        try:
            async with asyncio.timeout(PATIENCE):
                await self._until_rated(callback, sounds=sounds)
        except TimeoutError:
            await self.browser.post(f"{callback}cancel/", {"because": "seller"})

    async def _until_rated(self, callback: str, *, sounds: bool) -> None:
        done: str | None = None
        while True:
            attempt = attribute(await self.browser.get("/bar/"), "data-attempt")
            if attempt and attempt != done:
                done = attempt
                if await self._is_rung(attempt, sounds=sounds) == "declines":
                    await self.browser.post(f"{callback}cancel/", {"because": "solved"})
                    return
            if "/rate/" in await self.browser.get(callback):
                await rate(self.browser, callback, chance=self.chance)
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), LOOKS_EVERY)
            self._look.clear()

    async def _is_rung(self, attempt: str, *, sounds: bool) -> str:
        fate = "answers" if sounds else self.chance.choices(list(FATES), list(FATES.values()))[0]
        rings = await self.browser.send(f"/calls/{attempt}/ring/", {"tab": self.browser.tab})
        if rings.status_code != httpx.codes.OK:
            return "ignores"  # over, or another page of this seller sounds
        await asyncio.sleep(self.chance.uniform(*PICKS_UP))
        if fate == "declines":
            await self.browser.post(f"/calls/{attempt}/decline/", {})
        elif fate == "answers":
            answer = await self.browser.post(f"/calls/{attempt}/answer/", {"tab": self.browser.tab})
            if answer.status_code < httpx.codes.BAD_REQUEST:
                await self._talk(attempt, sounds=sounds)
        return fate

    async def _talk(self, attempt: str, *, sounds: bool) -> None:
        """Two simulated people are silent: nobody is there to hear them."""
        self.browser.in_attempt = attempt
        voice = asyncio.create_task(Voice(self.browser, attempt).speak()) if sounds else None
        try:
            for _ in range(int(SOUNDS_FOR if sounds else self.chance.uniform(*TALKS_FOR)) // 2):
                await asyncio.sleep(2)
                if 'data-truth-bar="talking"' not in await self.browser.get("/bar/"):
                    return
            await self.browser.post(f"/calls/{attempt}/hang-up/", {})
        finally:
            self.browser.in_attempt = None
            if voice is not None:
                voice.cancel()
                await asyncio.gather(voice, return_exceptions=True)
