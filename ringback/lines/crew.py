"""The tasks of a line: they end with it, and one that fails hurts no other."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

log = logging.getLogger(__name__)


class Crew:
    """One task per attempt at most; starting another for the same attempt ends the first."""

    def __init__(self) -> None:
        self._tasks: dict[UUID, asyncio.Task[None]] = {}

    def start(self, attempt: UUID, work: Coroutine[Any, Any, None]) -> None:
        self.stop(attempt)
        task = asyncio.create_task(_fenced(attempt, work), name=f"line {attempt}")
        self._tasks[attempt] = task
        task.add_done_callback(lambda done: self._forget(attempt, done))
        # One that is cancelled before its first step would never touch its work.
        task.add_done_callback(lambda _: work.close())

    def stop(self, attempt: UUID) -> None:
        task = self._tasks.pop(attempt, None)
        # A task that ends its own leg goes on to its last line.
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    def works_on(self, attempt: UUID) -> bool:
        return attempt in self._tasks

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, attempt: UUID, done: asyncio.Task[None]) -> None:
        if self._tasks.get(attempt) is done:
            del self._tasks[attempt]


async def _fenced(attempt: UUID, work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        log.exception("attempt %s: its line stopped watching; the next reconciliation finds it", attempt)
