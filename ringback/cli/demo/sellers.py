"""A simulated seller: describes an issue, asks to be rung on the pretend telephone, waits, and asks about the next one."""

import asyncio
import itertools
import random
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from ringback.cli.demo.browser import Browser, attribute
from ringback.cli.demo.cast import Part
from ringback.cli.demo.sounding import Voice

RESTS = (5.0, 60.0)  # seconds between two requests of one seller
TIRES = 200  # requests after which a seller rests twice as long: stories are never thrown away, and a demo must not run full
LOOKS_EVERY = 12.0
PATIENCE = 900.0
TELEPHONE_HOURS = range(9, 19)  # in the seller's zone; the desk rings no telephone outside of them
SOUNDS_FOR = 60.0
ISSUES = (
    "account-health-warning",
    "listing-removed",
    "payment-on-hold",
    "payment-on-hold",
    "shipment-lost",
    "shipment-lost",
    "returns",
    "tax-anomaly",
    "advertising-charges",
    "brand-complaint",
    "general-question",
)
WORDS = (
    "The notice came on Monday. We have the invoice and the letter of the maker and ask what is still missing.",
    "The amount is not in the settlement although the period is over. Please tell us when it is paid.",
    "Twelve cartons were sent and nine arrived. The proof of the carrier is in the files.",
)


class SimulatedSeller:
    def __init__(self, part: Part, browser: Browser, chance: random.Random) -> None:
        self.part, self.browser, self.chance = part, browser, chance
        self._look = asyncio.Event()

    async def live(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, RESTS[1]))
        await self.browser.sign_in()
        for asked in itertools.count():
            with suppress(httpx.HTTPError):
                if datetime.now(ZoneInfo(self.part.zone)).hour in TELEPHONE_HOURS:
                    await self._ask_and_wait(line="phone")
            await asyncio.sleep(self.chance.uniform(*RESTS) * (1 + asked / TIRES))

    async def sound_once(self) -> None:
        """For a visiting agent who is alone: asks in the browser, answers, sounds for a while, hangs up."""
        self.browser.on_look = self._look.set
        stream = asyncio.create_task(self.browser.keep_stream())
        try:
            await self.browser.sign_in()
            await asyncio.sleep(4)
            callback = await self._ask(line="in-app")
            if callback:
                await asyncio.wait_for(self._answer_and_sound(callback), PATIENCE)
        except (TimeoutError, httpx.HTTPError):
            pass  # nobody came: the next visitor gets a new one
        finally:
            stream.cancel()
            await asyncio.gather(stream, return_exceptions=True)

    async def _answer_and_sound(self, callback: str) -> None:
        while True:
            bar = await self.browser.get("/bar/")
            if attempt := attribute(bar, "data-attempt"):
                await self.browser.send(f"/calls/{attempt}/ring/", {"tab": self.browser.tab})
                await asyncio.sleep(2.5)
                answer = await self.browser.post(f"/calls/{attempt}/answer/", {"tab": self.browser.tab})
                if answer.status_code < httpx.codes.BAD_REQUEST:
                    await self._sound(attempt)
                    return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), LOOKS_EVERY)
            self._look.clear()
            if callback not in await self.browser.get("/support/"):
                return

    async def _sound(self, attempt: str) -> None:
        voice = asyncio.create_task(Voice(self.browser, attempt).speak())
        try:
            for _ in range(int(SOUNDS_FOR)):
                await asyncio.sleep(1)
                if 'data-truth-bar="talking"' not in await self.browser.get("/bar/"):
                    return
            await self.browser.post(f"/calls/{attempt}/hang-up/", {})
        finally:
            voice.cancel()
            await asyncio.gather(voice, return_exceptions=True)

    async def _ask_and_wait(self, *, line: str) -> None:
        callback = await self._ask(line=line)
        if callback is None:
            return
        for _ in range(int(PATIENCE / LOOKS_EVERY)):
            await asyncio.sleep(LOOKS_EVERY)
            page = await self.browser.get(callback)
            if "/rate/" in page:
                await self.browser.post(f"{callback}rate/", _rating(self.chance))
                return
        await self.browser.post(f"{callback}cancel/", {"because": "seller"})

    async def _ask(self, *, line: str) -> str | None:
        """The path of the callback, or None where the desk refused or an open one was found."""
        await self.browser.post("/support/site/", {"site": self.chance.choice(self.part.sites)})
        slug = self.chance.choice(ISSUES)
        page = await self.browser.get(f"/support/new/{slug}/")
        sent = await self.browser.post(f"/support/new/{slug}/", _filled(page, self.chance))
        found = re.search(r"/cases/(\d+)/", sent.headers.get("location", "") + sent.text)
        if not found:
            return None
        channel = f"/cases/{found.group(1)}/channel/"
        page = await self.browser.get(channel)
        languages = re.findall(r'name="languages" value="([^"]+)"[^>]*checked', page)
        asked = await self.browser.post(channel, {"line": line, "when": "soonest", "languages": languages})
        where = asked.headers.get("location", "")
        return where if where.startswith("/callbacks/") else None


def _filled(page: str, chance: random.Random) -> dict[str, Any]:
    """Every field of the template as it stands in the page, with something that fits."""
    filled: dict[str, Any] = {"description": chance.choice(WORDS)}
    for name in re.findall(r'<(?:input|textarea)[^>]*\bname="(f-[a-z_]+)"', page):
        filled[name] = _value(name.removeprefix("f-"), chance)
    for name, options in re.findall(r'<select[^>]*\bname="(f-[a-z_]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        filled[name] = chance.choice([each for each in re.findall(r'value="([^"]+)"', options) if each])
    return filled


def _value(name: str, chance: random.Random) -> str:
    today = datetime.now(UTC).date().isoformat()
    known = {
        "asin": "B0" + "".join(chance.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=8)),
        "date": today,
        "since": today,
        "deadline": today,
        "units": str(chance.randint(1, 9)),
    }
    if name in known:
        return known[name]
    return f"{chance.randint(100, 9_999)}" if "amount" in name else f"{chance.randint(100_000, 999_999)}"


def _rating(chance: random.Random) -> dict[str, str]:
    return {
        "solved": chance.choice(["yes", "yes", "no"]),
        "rating": str(chance.choice([3, 4, 5, 5])),
        "comment": "",
    }
