"""Whether the desk can serve pages: asked by balancers and supervisors, answered without session, thread or page."""

import asyncio
import json
import time
from dataclasses import asdict, dataclass

import psycopg
from django.db import Error

from ringback.pages.live.house import House
from ringback.pages.shared.bodies import Send, answer
from ringback.records.schema import not_applied

PATHS = ("/healthz", "/readyz")
GOOD_FOR = 1.0  # seconds; however many ask, the database is asked once in this time
WITHIN = 2.0  # seconds; a database that is slower than this serves nobody


@dataclass(frozen=True)
class Parts:
    database: bool
    migrations: bool
    hub: bool


class Readiness:
    """One question at a time is on its way to the database, so that one that hangs takes one thread and not all."""

    def __init__(self) -> None:
        self._asked: asyncio.Task[tuple[bool, bool]] | None = None
        self._known: tuple[bool, bool] = (False, False)
        self._until = float("-inf")

    async def parts(self, house: House) -> Parts:
        if time.monotonic() >= self._until:
            await self._ask(house)
        return Parts(*self._known, hub=house.ear.listening.is_set())

    async def _ask(self, house: House) -> None:
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(_tables(house))
        try:
            async with asyncio.timeout(WITHIN):
                self._known = await asyncio.shield(self._asked)
        except TimeoutError:
            self._known = (False, False)
        self._until = time.monotonic() + GOOD_FOR


async def _tables(house: House) -> tuple[bool, bool]:
    try:
        return True, not await house.threads.ask(not_applied)
    except (Error, psycopg.Error):
        return False, False


async def say(path: str, method: str, house: House | None, ready: Readiness, send: Send) -> None:
    """/healthz: this process lives. /readyz: 503 with the part that is not there."""
    if method not in ("GET", "HEAD"):
        await answer(send, 405)
        return
    if path == "/healthz":
        await _tell(send, 200, {"alive": True})
        return
    parts = asdict(await ready.parts(house)) if house else asdict(Parts(False, False, False))
    good = all(parts.values())
    await _tell(send, 200 if good else 503, {"ready": good, **parts})


async def _tell(send: Send, status: int, said: dict[str, bool]) -> None:
    await answer(send, status, json.dumps(said).encode(), b"application/json")
