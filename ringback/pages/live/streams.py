"""Open event streams: what each still has to be told, and who hears which topic. What happens between two sends is told once."""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import lru_cache
from itertools import count
from typing import Any

from ringback.pages.live.guests import Guest

_numbers = count()
UNSENT = 256  # signals; a page that takes none of them is gone


class TooMany(Exception):
    """`status` 429: this session has all its streams; 503: the hub has all of its own."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Tick:
    """What happens within one length of time is told together, with one timer for all streams."""

    def __init__(self, length: timedelta) -> None:
        self._length = length.total_seconds()
        self._due: list[Stream] = []

    def add(self, stream: "Stream") -> None:
        if not self._due:
            asyncio.get_running_loop().call_later(self._length, self._ring)
        self._due.append(stream)

    def _ring(self) -> None:
        due, self._due = self._due, []
        for stream in due:
            stream.news.set()


class Stream:
    """One open page of a guest (its leader tab). `heard_at` and `looked_at` are readings of the monotonic clock."""

    def __init__(self, guest: Guest, tab: str, tick: Tick) -> None:
        self.guest, self.tab, self._tick = guest, tab, tick
        self.news = asyncio.Event()
        self.closed = self._stirred = False
        self.number = next(_numbers)
        self.beats = 0
        self.heard_at = self.looked_at = time.monotonic()
        self._topics: set[str] = set()
        self._within: float | None = None
        self._beat: int | None = None
        self._signals: deque[dict[str, Any]] = deque()

    def look(self, words: Iterable[str], *, within: float = 0.0) -> None:
        """`within` is how many seconds the page may take until it looks."""
        self.looked_at = time.monotonic()
        self._within = within if self._within is None else min(self._within, within)
        self._topics.update(words)
        self._stir()

    def beat(self) -> None:
        self.beats += 1
        self._beat = self.beats
        self._stir()

    def signal(self, said: dict[str, Any]) -> None:
        if len(self._signals) >= UNSENT:
            self.close()
            return
        self._signals.append(said)
        self._stir()

    def close(self) -> None:
        self.closed = True
        self.news.set()

    def take(self) -> bytes:
        """Everything that waits, as server-sent events."""
        self.news.clear()
        self._stirred = False
        parts = [_event("signal", said) for said in self._signals]
        self._signals.clear()
        if self._topics:
            parts.append(_look(tuple(sorted(self._topics)), round(self._within or 0.0, 1)))
            self._topics, self._within = set(), None
        if self._beat is not None:
            parts.append(_event("beat", {"n": self._beat}))
            self._beat = None
        return b"".join(parts)

    def _stir(self) -> None:
        if not self._stirred:
            self._stirred = True
            self._tick.add(self)


class Streams:
    def __init__(self, *, most: int, per_session: int, left: Callable[[Stream], None]) -> None:
        self._most, self._per_session, self._left = most, per_session, left
        self._all: dict[Stream, None] = {}
        self._sessions: defaultdict[str, list[Stream]] = defaultdict(list)
        self._topics: defaultdict[str, set[Stream]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Stream]:
        return iter(list(self._all))

    def admit(self, stream: Stream) -> None:
        """Raises TooMany. A tab that comes again takes the place of its older stream."""
        session = stream.guest.session
        for older in [one for one in self._sessions[session] if one.tab == stream.tab]:
            older.close()
            self.remove(older)
        if len(self._sessions[session]) >= self._per_session:
            raise TooMany(429)
        if len(self._all) >= self._most:
            raise TooMany(503)
        self._all[stream] = None
        self._sessions[session].append(stream)
        for topic in stream.guest.topics:
            self._topics[topic].add(stream)

    def remove(self, stream: Stream) -> None:
        if self._all.pop(stream, self) is self:
            return
        for topic in stream.guest.topics:
            self._forget(topic, stream)
        self._sessions[stream.guest.session].remove(stream)
        if not self._sessions[stream.guest.session]:
            del self._sessions[stream.guest.session]
        self._left(stream)

    def of_session(self, session: str) -> list[Stream]:
        return list(self._sessions.get(session, ()))

    def listeners(self, topic: str) -> int:
        return len(self._topics.get(topic, ()))

    def hears(self, stream: Stream, guest: Guest) -> None:
        """What concerns this guest has changed since the stream was opened."""
        for topic in stream.guest.topics.keys() - guest.topics.keys():
            self._forget(topic, stream)
        for topic in guest.topics.keys() - stream.guest.topics.keys():
            self._topics[topic].add(stream)
        stream.guest = guest

    def look(self, topics: Iterable[str], *, within: float = 0.0) -> None:
        for topic in topics:
            for stream in self._topics.get(topic, ()):
                stream.look((stream.guest.topics[topic],), within=within)

    def look_all(self) -> None:
        for stream in self:
            stream.look(set(stream.guest.topics.values()))

    def _forget(self, topic: str, stream: Stream) -> None:
        self._topics[topic].discard(stream)
        if not self._topics[topic]:
            del self._topics[topic]


@lru_cache(maxsize=64)
def _look(words: tuple[str, ...], within: float) -> bytes:
    """Thousands are told the same."""
    return _event("look", {"topics": words, **({"within": within} if within else {})})


def _event(kind: str, said: dict[str, Any]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(said, separators=(',', ':'))}\n\n".encode()
