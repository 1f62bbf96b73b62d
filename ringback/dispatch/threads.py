"""A fixed number of threads with one database connection each, for asyncio code that asks the records."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, connections

from ringback.dispatch.store import StoreAway

T = TypeVar("T")


class Threads:
    def __init__(self, count: int) -> None:
        self._opened: list[Any] = []
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="store", initializer=self._remember)

    async def run(self, ask: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, _ask, ask)

    def close(self) -> None:
        self._pool.shutdown()
        for opened in self._opened:
            opened.close()

    def _remember(self) -> None:
        # Shared, so that whoever closes the pool may close what its threads have opened.
        opened = connections["default"]
        opened.inc_thread_sharing()
        self._opened.append(opened)


def _ask(ask: Callable[[], T]) -> T:
    """A connection that failed is given up, so that the next question opens another."""
    try:
        return ask()
    except (OperationalError, InterfaceError) as problem:
        connection.close_if_unusable_or_obsolete()
        raise StoreAway(str(problem).strip()) from problem
