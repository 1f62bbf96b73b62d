"""The callbacks that are being carried now, each behind a fence, so that one call cannot hurt the desk."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from ringback.dispatch.store import Fenced, Hold
from ringback.records.about import about

log = logging.getLogger(__name__)


class Carries:
    """One carry per hold: another is not begun. A failure is logged and leaves the hold to the next reconciliation; only `Fenced` goes on up.

    `ended` is called after each, when its agent may be free again.
    """

    def __init__(self, group: asyncio.TaskGroup, *, ended: Callable[[], None]) -> None:
        self._group = group
        self._ended = ended
        self._held: dict[int, int] = {}

    def has(self, hold: Hold) -> bool:
        return hold.id in self._held

    def serve(self, agent: int) -> bool:
        """Whether this agent is held by one of them, whatever an older look said."""
        return agent in self._held.values()

    def start(self, hold: Hold, work: Coroutine[Any, Any, None]) -> None:
        if self.has(hold):
            return work.close()
        self._held[hold.id] = hold.agent
        self._group.create_task(self._fenced(hold, work), name=f"callback {hold.callback}")

    async def _fenced(self, hold: Hold, work: Coroutine[Any, Any, None]) -> None:
        try:
            with about(hold.callback):
                await work
        except Fenced:
            raise
        except Exception:
            log.exception("callback %s: carry failed; reconciling gives back what it held", hold.callback)
        finally:
            del self._held[hold.id]
            self._ended()
