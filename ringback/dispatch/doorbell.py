"""Waiting for a wake: PostgreSQL's notifications on a connection of their own, with a poll behind them."""

import asyncio
import logging
from typing import Protocol

import psycopg

log = logging.getLogger(__name__)


class Doorbell(Protocol):
    async def listen(self) -> None:
        """Run for as long as wakes are to be heard."""

    async def rung(self, *, within: float) -> None:
        """Return at the next wake, after `within` seconds at the latest; a wake in between is remembered."""


class PostgresDoorbell:
    """Hears one topic of one channel; whatever happened while it was away counts as one wake."""

    def __init__(self, conninfo: str, *, channel: str, topic: str, away_for: float) -> None:
        self._conninfo = conninfo
        self._channel = channel
        self._topic = topic
        self._away_for = away_for
        self._bell = asyncio.Event()

    async def rung(self, *, within: float) -> None:
        try:
            async with asyncio.timeout(within):
                await self._bell.wait()
        except TimeoutError:
            pass
        self._bell.clear()

    async def listen(self) -> None:
        while True:
            try:
                await self._hear()
            except psycopg.Error as problem:
                log.warning("doorbell away: %s; polling meanwhile", problem)
                await asyncio.sleep(self._away_for)

    async def _hear(self) -> None:
        # LISTEN needs a connection of its own: while it listens it can run nothing else.
        async with await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True) as bell:
            await bell.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(self._channel)))
            self._bell.set()
            async for wake in bell.notifies():
                if self._topic in wake.payload.split():
                    self._bell.set()
