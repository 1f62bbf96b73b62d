"""A few threads with one database connection each, for the hub's questions."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections, connections

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    def __init__(self, count: int) -> None:
        self._opened: list[Any] = []
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="live", initializer=self._remember)

    async def ask(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def asked() -> T:
            close_old_connections()
            try:
                return question(*args, **kwargs)
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._pool, asked)

    def close(self) -> None:
        self._pool.shutdown()
        for opened in self._opened:
            opened.close()

    def _remember(self) -> None:
        # Shared, so that whoever closes the pool may close what its threads have opened.
        opened = connections["default"]
        opened.inc_thread_sharing()
        self._opened.append(opened)
