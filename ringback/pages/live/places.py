"""A place that moves moves for everybody who waits: all of them are told at once, and look one after the other."""

import asyncio
from collections.abc import Iterable

from ringback.pages.live.streams import Streams


class Places:
    """`looks_per_second` is how many pages may fetch themselves anew for this; until they have, nobody is told again."""

    def __init__(self, streams: Streams, *, looks_per_second: float) -> None:
        self._streams, self._rate = streams, looks_per_second
        self._until: dict[str, float] = {}
        self._later: dict[str, asyncio.TimerHandle] = {}

    def moved(self, topics: Iterable[str]) -> None:
        for topic in topics:
            if topic not in self._later:
                self._tell(topic)

    def _tell(self, topic: str) -> None:
        self._later.pop(topic, None)
        loop = asyncio.get_running_loop()
        left = self._until.get(topic, 0.0) - loop.time()
        if left > 0:
            self._later[topic] = loop.call_later(left, self._tell, topic)
            return
        within = self._streams.listeners(topic) / self._rate
        self._until[topic] = loop.time() + within
        self._streams.look([topic], within=within)
