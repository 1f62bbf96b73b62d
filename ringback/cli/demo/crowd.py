"""All of the demo's simulated people in one process, and the host who sees that no visitor is left alone."""

import asyncio
import json
import logging
import os
import random
import signal
from contextlib import suppress
from pathlib import Path

import httpx

from ringback.cli import presets
from ringback.cli.demo.agents import SimulatedAgent
from ringback.cli.demo.browser import Browser, addresses
from ringback.cli.demo.cast import Part, cast_of
from ringback.cli.demo.pace import hasten, pace
from ringback.cli.demo.password import password_of
from ringback.cli.demo.rota import Rota
from ringback.cli.demo.sellers import SimulatedSeller

log = logging.getLogger("ringback.demo")

VISITOR_WAITS = 60.0  # seconds before a simulated agent is lent the visitors' skill
HOST_LOOKS_EVERY = 3.0
TOLD_AGAIN_AFTER = 0.5  # seconds
ONE_AFTER_THE_OTHER = 0.4  # seconds between two sign-ins, so that the start of the desk is not slowed


async def main(preset: str = "amazon-like") -> None:
    told = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, told.set)
    hasten(pace())
    folder = presets.folder() / preset
    password = password_of(Path(os.environ["RINGBACK_DATA"]))
    crowd = Crowd(cast_of(folder), password)
    work = asyncio.create_task(crowd.live())
    stop = asyncio.create_task(told.wait())
    await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
    await leave()


async def leave() -> None:
    """Everybody is told again until they have gone: `wait_for` of Python 3.11 can lose a cancellation."""
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        for one in others:
            one.cancel()
        await asyncio.wait(others, timeout=TOLD_AGAIN_AFTER)


class Crowd:
    def __init__(self, cast: list[Part], password: str) -> None:
        self._portal, self._desk = addresses()
        self._password = password
        chance, rota = random.Random(), Rota(cast)
        self._agents = [
            SimulatedAgent(part, self._browser(self._desk, part), chance, rota)
            for part in cast
            if part.role == "agent" and not part.visiting
        ]
        self._sellers = [
            SimulatedSeller(part, self._browser(self._portal, part), chance)
            for part in cast
            if part.role == "seller" and not (part.visiting or part.sounding or part.fails)
        ]
        self._sounding = next(part for part in cast if part.sounding)
        self._chance = chance

    async def live(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._fenced(self._host(), "host"))
            for agent in self._agents:
                group.create_task(self._fenced(agent.work(), "agent"))
                await asyncio.sleep(ONE_AFTER_THE_OTHER)
            for seller in self._sellers:
                group.create_task(self._fenced(seller.live(), "seller"))

    async def _fenced(self, life: "asyncio.Future[None] | object", who: str) -> None:
        """One person's mishap is logged and ends their part; the others play on."""
        try:
            await life  # type: ignore[misc]
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("a simulated %s left the stage", who)

    async def _host(self) -> None:
        """Lends a simulated agent to a visitor who waits, and finds a sounding seller for a visiting agent who is alone."""
        eyes = self._browser(self._portal, self._sounding)
        company: asyncio.Task[None] | None = None
        while True:
            await asyncio.sleep(HOST_LOOKS_EVERY)
            with suppress(httpx.HTTPError, ValueError):
                state = json.loads(await eyes.get("/demo/state/"))
                if state["waits"] is None:
                    await self._take_back()
                elif state["waits"] > VISITOR_WAITS:
                    await self._lend(state["site"], state["languages"])
                alone = state["visiting_agent_is_free"] and state["waits"] is None
                if alone and (company is None or company.done()):
                    guest = SimulatedSeller(
                        self._sounding, self._browser(self._portal, self._sounding), self._chance
                    )
                    company = asyncio.create_task(guest.sound_once())

    async def _lend(self, site: str, languages: list[str]) -> None:
        """To everybody who could talk to them: whoever is free when it is their turn answers."""
        for agent in self._agents:
            fits = site in agent.part.sites and set(languages) <= set(agent.part.languages)
            if fits and not agent.lent:
                await agent.lend()

    async def _take_back(self) -> None:
        for agent in self._agents:
            if agent.lent:
                await agent.give_back()

    def _browser(self, base: str, part: Part) -> Browser:
        return Browser(base, part.email, self._password)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("aioice").setLevel(logging.WARNING)
    asyncio.run(main())
