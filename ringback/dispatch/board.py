"""What the last look at the desk showed, what the lines said since, and a way to wait for either."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from ringback.dispatch.store import Attempt, Hold, Survey
from ringback.lines.line import Event

Key = UUID | int


class Follower:
    """Remembers that there is news from the moment it begins to follow: reading and waiting miss nothing in between."""

    def __init__(self) -> None:
        self._news = asyncio.Event()
        self._said: list[Event] = []

    async def news(self, *, within: float) -> None:
        """Return when a look showed a change or a line said something, after `within` seconds at the latest."""
        try:
            async with asyncio.timeout(within):
                await self._news.wait()
        except TimeoutError:
            pass
        self._news.clear()

    def take_said(self) -> list[Event]:
        said, self._said = self._said, []
        return said

    def hear(self, event: Event) -> None:
        self._said.append(event)
        self._news.set()

    def wake(self) -> None:
        self._news.set()


class Board:
    """Keyed by the ids of attempts and holds; waking only who follows what changed keeps a look at two hundred
    calls cheap."""

    def __init__(self) -> None:
        self._seen: dict[Key, Attempt | Hold] = {}
        self._followers: defaultdict[Key, set[Follower]] = defaultdict(set)
        self.survey = Survey((), (), ())

    def show(self, survey: Survey) -> None:
        before, self.survey = self._seen, survey
        self._seen = {hold.id: hold for hold in survey.holds}
        self._seen |= {attempt.id: attempt for attempt in survey.attempts}
        for key, followers in self._followers.items():
            if before.get(key) != self._seen.get(key):
                for follower in followers:
                    follower.wake()

    async def hear(self, event: Event) -> None:
        """An event of an attempt that nobody follows is let go: whoever takes it up asks the line first."""
        for follower in self._followers.get(event.attempt, ()):
            follower.hear(event)

    def hold(self, id: int) -> Hold | None:
        """None also where the hold is younger than the look, or is gone: ask the store."""
        seen = self._seen.get(id)
        return seen if isinstance(seen, Hold) else None

    def attempt(self, id: UUID) -> Attempt | None:
        """None also where the attempt is younger than the look, or has ended: ask the store."""
        seen = self._seen.get(id)
        return seen if isinstance(seen, Attempt) else None

    @contextmanager
    def following(self, key: Key) -> Iterator[Follower]:
        follower = Follower()
        self._followers[key].add(follower)
        try:
            yield follower
        finally:
            self._followers[key].discard(follower)
            if not self._followers[key]:
                del self._followers[key]
