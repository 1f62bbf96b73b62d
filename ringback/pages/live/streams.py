"""Open event streams: what each still has to be told, and who hears which topic. What happens between two sends is told once."""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
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


class Stream:
    """One open page of a guest (its leader tab). `heard_at` and `looked_at` are readings of the monotonic clock."""

    def __init__(self, guest: Guest, tab: str) -> None:
        self.guest, self.tab = guest, tab
        self.news = asyncio.Event()
        self.closed = False
        self.number = next(_numbers)
        self.beats = 0
        self.heard_at = self.looked_at = time.monotonic()
        self._topics: set[str] = set()
        self._beat: int | None = None
        self._signals: deque[dict[str, Any]] = deque()

    def look(self, words: Iterable[str]) -> None:
        self.looked_at = time.monotonic()
        self._topics.update(words)
        self.news.set()

    def beat(self) -> None:
        self.beats += 1
        self._beat = self.beats
        self.news.set()

    def signal(self, said: dict[str, Any]) -> None:
        if len(self._signals) >= UNSENT:
            self.close()
            return
        self._signals.append(said)
        self.news.set()

    def close(self) -> None:
        self.closed = True
        self.news.set()

    def take(self) -> bytes:
        """Everything that waits, as server-sent events."""
        self.news.clear()
        parts = [_event("signal", said) for said in self._signals]
        self._signals.clear()
        if self._topics:
            parts.append(_event("look", {"topics": sorted(self._topics)}))
            self._topics = set()
        if self._beat is not None:
            parts.append(_event("beat", {"n": self._beat}))
            self._beat = None
        return b"".join(parts)


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
            self._topics[topic].discard(stream)
            if not self._topics[topic]:
                del self._topics[topic]
        self._sessions[stream.guest.session].remove(stream)
        if not self._sessions[stream.guest.session]:
            del self._sessions[stream.guest.session]
        self._left(stream)

    def of_session(self, session: str) -> list[Stream]:
        return list(self._sessions.get(session, ()))

    def look(self, topics: Iterable[str]) -> None:
        for topic in topics:
            for stream in self._topics.get(topic, ()):
                stream.look((stream.guest.topics[topic],))

    def look_all(self) -> None:
        for stream in self:
            stream.look(set(stream.guest.topics.values()))


def _event(kind: str, said: dict[str, Any]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(said, separators=(',', ':'))}\n\n".encode()
