"""The hub's parts and what they do by themselves: hearing wakes, beating, writing who is there, ending calls' rooms."""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

import psycopg
from django.conf import settings
from django.db import Error
from prometheus_client import Gauge

from ringback.pages.live.crowd import Crowd
from ringback.pages.live.ear import Ear
from ringback.pages.live.guests import Guests
from ringback.pages.live.places import Places
from ringback.pages.live.rooms import Rooms
from ringback.pages.live.streams import Stream, Streams, Tick
from ringback.pages.live.threads import Threads
from ringback.records import wake
from ringback.records.calls.parties import parties_of_all
from ringback.records.presence.actions import saw_pages

log = logging.getLogger(__name__)

STREAMS = Gauge("ringback_live_streams", "Open pages that hear the desk.")

SLOTS = 10  # heartbeats are spread over so many moments
ROOMS_EVERY = 5.0  # seconds between two looks at the attempts whose sound is carried
LEFT_AFTER = 5.0  # seconds without a stream after which a browser has left its call


class House:
    def __init__(self) -> None:
        self.threads = Threads(settings.LIVE_THREADS)
        self.guests = Guests(self.threads, posts_per_second=settings.LIVE_POSTS_PER_SECOND)
        self.tick = Tick(settings.LIVE_TICK)
        self.streams = Streams(
            most=settings.LIVE_MAX_STREAMS, per_session=settings.LIVE_MAX_STREAMS_PER_SESSION, left=self._left
        )
        self.places = Places(self.streams, looks_per_second=settings.LIVE_LOOKS_PER_SECOND)
        self.crowd = Crowd(fresh=3 * settings.LIVE_BEAT)
        self.rooms = Rooms(self._tell, fresh=2 * settings.LIVE_BEAT)
        self.ear = Ear(wake.CHANNEL, wake.connection_params, heard=self._heard, missed=self.streams.look_all)
        STREAMS.set_function(self.streams.__len__)
        self._people: set[int] = set()
        self._look_at_rooms = asyncio.Event()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.ear.listen())
            group.create_task(self._beat())
            group.create_task(self._write_presence())
            group.create_task(self._end_rooms())

    def close(self) -> None:
        for stream in self.streams:
            stream.close()

    def _heard(self, topics: list[str]) -> None:
        moved = [topic for topic in topics if topic.startswith(wake.PLACES)]
        self.places.moved(moved)
        self.streams.look(topic for topic in topics if topic not in moved)
        prefix = wake.person(0)[:-1]
        self._people.update(int(topic.removeprefix(prefix)) for topic in topics if topic.startswith(prefix))
        self._look_at_rooms.set()

    def _tell(self, session: str, said: dict[str, Any]) -> None:
        for stream in self.streams.of_session(session):
            stream.signal(said)

    def _left(self, stream: Stream) -> None:
        session = stream.guest.session

        def still_away() -> None:
            if not self.streams.of_session(session):
                self.rooms.session_left(session)

        asyncio.get_running_loop().call_later(LEFT_AFTER, still_away)

    async def _beat(self) -> None:
        """Beats, closes streams whose page has long been silent, and lets pages look where no wake came for long."""
        every = settings.LIVE_BEAT.total_seconds()
        clock = asyncio.get_running_loop().time
        for slot in cycle(range(SLOTS)):
            await asyncio.sleep(every / SLOTS)
            for stream in [one for one in self.streams if one.number % SLOTS == slot]:
                if clock() - stream.heard_at > settings.LIVE_SILENT_FOR.total_seconds():
                    stream.close()
                    continue
                stream.beat()
                if clock() - stream.looked_at > settings.LIVE_LOOK_EVERY.total_seconds():
                    stream.look(set(stream.guest.topics.values()))

    async def _write_presence(self) -> None:
        every = settings.LIVE_PRESENCE_WRITE.total_seconds()
        while True:
            await _within(self.crowd.changed, every)
            await asyncio.sleep(min(every, 0.1))  # who else comes in this moment travels in the same batch
            batch = self.crowd.take(datetime.now(UTC))
            await self._fenced(
                "presence", self.threads.ask(saw_pages, batch, away_after=settings.SELLER_REACHABLE)
            )

    async def _end_rooms(self) -> None:
        while True:
            await _within(self._look_at_rooms, ROOMS_EVERY)
            poll, people = not self._look_at_rooms.is_set(), self._people
            self._look_at_rooms.clear()
            self._people = set()
            attempts = self.rooms.attempts(None if poll else people)
            if not attempts:
                continue
            parties = await self._fenced("rooms", self.threads.ask(parties_of_all, attempts))
            for attempt in attempts if parties is not None else ():
                if attempt not in parties or parties[attempt].over:
                    self.rooms.end(attempt)

    async def _fenced(self, what: str, work: Coroutine[Any, Any, Any]) -> Any:
        """The database may be away for a while; the hub is not."""
        try:
            return await work
        except (Error, psycopg.Error) as problem:
            log.warning("live: %s not done: %s", what, str(problem).strip())
            return None


async def _within(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
