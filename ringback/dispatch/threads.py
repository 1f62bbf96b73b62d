"""A few threads with one database connection each, for asyncio code that asks the records; urgent questions go first."""

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from queue import PriorityQueue
from threading import Thread
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection
from psycopg.errors import IdleInTransactionSessionTimeout

from ringback.dispatch.store import StoreAway

T = TypeVar("T")
Job = tuple[int, int, Callable[[], None] | None]
URGENT, NORMAL, LAST = range(3)


class Threads:
    def __init__(self, count: int) -> None:
        self._jobs: PriorityQueue[Job] = PriorityQueue()
        self._order = itertools.count()
        self._threads = [Thread(target=self._work, name=f"store {n}", daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    async def run(self, ask: Callable[[], T], *, urgent: bool = False) -> T:
        """Raises StoreAway when the database cannot be asked."""
        answer: Future[T] = Future()
        here = copy_context()  # what the question is about is known here, not in the thread
        self._put(URGENT if urgent else NORMAL, lambda: here.run(_settle, answer, ask))
        return await asyncio.wrap_future(answer)

    def close(self) -> None:
        """Wait until everything is answered and every connection closed."""
        for _ in self._threads:
            self._put(LAST, None)
        for thread in self._threads:
            thread.join()

    def _put(self, rank: int, job: Callable[[], None] | None) -> None:
        self._jobs.put((rank, next(self._order), job))

    def _work(self) -> None:
        while (job := self._jobs.get()[2]) is not None:
            job()
        connection.close()


def _settle(answer: "Future[Any]", ask: Callable[[], Any]) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    try:
        answer.set_result(ask())
    except BaseException as problem:
        answer.set_exception(_away(problem) if _is_away(problem) else problem)


def _is_away(problem: BaseException) -> bool:
    """Also when the database ended a transaction because we were silent in it, which Django calls an InternalError."""
    silent = isinstance(problem.__cause__, IdleInTransactionSessionTimeout)
    return silent or isinstance(problem, (OperationalError, InterfaceError))


def _away(problem: BaseException) -> StoreAway:
    # A connection that failed is given up, so that the next question opens another.
    connection.close_if_unusable_or_obsolete()
    away = StoreAway(str(problem).strip())
    away.__cause__ = problem
    return away
