"""An event loop whose time jumps to the next timer, so that a story of thirty minutes takes a millisecond."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumps(selectors.DefaultSelector):
    def __init__(self, jump: Any) -> None:
        super().__init__()
        self._jump = jump

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout:
            self._jump(timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Only for stories without real sockets or threads: nothing that happens outside is waited for."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_Jumps(self._pass_time))

    def time(self) -> float:
        return self._now

    def _pass_time(self, seconds: float) -> None:
        self._now += seconds


def play(story: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story)
