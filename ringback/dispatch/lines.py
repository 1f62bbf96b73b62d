"""Which lines can ring: opened, asked again and again, and written down for the picks and the pages."""

import asyncio
import logging

from ringback.dispatch.desk import Desk
from ringback.lines.line import Health, Line, LineError

log = logging.getLogger(__name__)


class Lines:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._said: dict[str, Health] = {}

    async def look(self) -> None:
        """Open what is closed, ask what is open, and say what has changed; no line takes another with it."""
        found = {name: await self._health(name, line) for name, line in self._desk.lines.items()}
        for name, health in found.items():
            if health != self._said.get(name):
                await self._say(name, health)

    async def close(self) -> None:
        for line in self._desk.lines.values():
            await line.close()

    async def _health(self, name: str, line: Line) -> Health:
        said = self._said.get(name)
        try:
            async with asyncio.timeout(self._desk.lengths.line_answers.total_seconds()):
                return await (line.health() if said and said.open else line.open(self._desk.board.hear))
        except TimeoutError:
            return Health(open=False, why="no answer in time")
        except LineError as fault:
            return Health(open=False, why=str(fault))
        except Exception as problem:
            log.exception("line %s cannot be asked", name)
            return Health(open=False, why=repr(problem))

    async def _say(self, name: str, health: Health) -> None:
        await self._desk.store.line_is(name, is_open=health.open, why=health.why, epoch=self._desk.epoch)
        self._said[name] = health
        if health.open:
            log.info("line %s: open", name)
        else:
            log.warning("line %s: closed, %s", name, health.why)
