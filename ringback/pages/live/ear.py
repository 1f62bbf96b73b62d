"""Hears what the other processes ring for, on a connection of its own."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import sql

log = logging.getLogger(__name__)

SILENCE = 20.0  # seconds after which the connection is asked whether it is still there
AWAY = 0.5  # seconds between two tries to connect


class Ear:
    """`heard(topics)` is called for each wake, `missed()` whenever wakes may have been lost: after each connect."""

    def __init__(
        self,
        channel: str,
        params: Callable[[], dict[str, Any]],
        *,
        heard: Callable[[list[str]], None],
        missed: Callable[[], None],
    ) -> None:
        self._channel, self._params, self._heard, self._missed = channel, params, heard, missed
        self.listening = asyncio.Event()

    async def listen(self) -> None:
        while True:
            try:
                await self._hear()
            except psycopg.Error as problem:
                log.warning("live: database away: %s; trying again", str(problem).strip())
            self.listening.clear()
            await asyncio.sleep(AWAY)

    async def _hear(self) -> None:
        # LISTEN needs a connection of its own: while it listens it can run nothing else.
        async with await psycopg.AsyncConnection.connect(**self._params(), autocommit=True) as bell:
            await bell.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            self.listening.set()
            self._missed()
            while True:
                async for wake in bell.notifies(timeout=SILENCE):
                    self._heard(wake.payload.split())
                await bell.execute("SELECT 1")
