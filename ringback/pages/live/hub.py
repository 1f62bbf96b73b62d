"""The hub as an ASGI app: /live/ and the two health checks are its own, everything else belongs to the pages behind it."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.http import parse_cookie

from ringback.pages.live import posts, readiness
from ringback.pages.live.guests import Guest
from ringback.pages.live.house import House
from ringback.pages.live.posts import Answer
from ringback.pages.live.streams import Stream, TooMany
from ringback.pages.shared import door
from ringback.pages.shared.bodies import App, Receive, Scope, Send, answer

log = logging.getLogger(__name__)

EVENTS = "/live/events"
POSTS = {"/live/beat": posts.beat, "/live/join": posts.join, "/live/signal": posts.signal}
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would keep events back
]


@dataclass(frozen=True)
class Asked:
    """A request as far as the door needs it; header names are lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    cookies: dict[str, str]

    @property
    def host(self) -> door.Host | None:
        return door.host_called(self.headers.get("host", ""))

    @property
    def session(self) -> str:
        return self.cookies.get(settings.SESSION_COOKIE_NAME, "")


class Hub:
    def __init__(self, pages: App) -> None:
        self.pages = pages
        self.house: House | None = None
        self.readiness = readiness.Readiness()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http" and scope["path"].startswith("/live/"):
            await self._live(asked(scope), scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in readiness.PATHS:
            await readiness.say(scope["path"], scope["method"], self.house, self.readiness, send)
        else:
            await self.pages(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[House]:
        house = self.house = House()
        work = asyncio.create_task(house.run())
        work.add_done_callback(_end_with)
        try:
            yield house
        finally:
            house.close()
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work
            await asyncio.to_thread(house.threads.close)
            self.house = None

    def close_streams(self) -> None:
        """Before the server waits for its connections to end."""
        if self.house is not None:
            self.house.close()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self.running():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _live(self, one: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        house = self.house
        if house is None:
            await answer(send, 503)
            return
        if status := _wrong_with(one):
            await answer(send, status)
            return
        guest = await house.guests.of(one.session)
        if status := _wrong_with_guest(guest, one, house):
            await answer(send, status)
        elif one.path == EVENTS:
            await self._events(house, cast(Guest, guest), one, receive, send)
        else:
            said = await posts.read(
                scope, receive, limit=settings.LIVE_BODY_BYTES, within=settings.LIVE_SEND_WITHIN
            )
            done = (
                said if isinstance(said, Answer) else await POSTS[one.path](house, cast(Guest, guest), said)
            )
            await done.send(send)

    async def _events(self, house: House, guest: Guest, one: Asked, receive: Receive, send: Send) -> None:
        tab = posts.tab_in(one.query)
        if tab is None:
            await answer(send, 400)
            return
        stream = Stream(guest, tab, house.tick)
        try:
            house.streams.admit(stream)
        except TooMany as full:
            await answer(send, full.status)
            return
        try:
            await _flow(stream, receive, send)
        finally:
            house.streams.remove(stream)


async def _flow(stream: Stream, receive: Receive, send: Send) -> None:
    """Until the page goes away, is too slow to take what it is told, or the stream is closed."""
    await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
    await send({"type": "http.response.body", "body": b"retry: 1000\n\n", "more_body": True})
    stream.beat()
    async with asyncio.TaskGroup() as group:
        watch = group.create_task(_gone(receive, stream))
        with suppress(TimeoutError):
            while not stream.closed:
                await stream.news.wait()
                async with asyncio.timeout(settings.LIVE_SEND_WITHIN.total_seconds()):
                    await send({"type": "http.response.body", "body": stream.take(), "more_body": True})
        watch.cancel()
    await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    stream.close()


def _end_with(work: "asyncio.Task[None]") -> None:
    """Pages without a hub would look alive and hear nothing: the process ends, and is started anew."""
    if not work.cancelled() and work.exception() is not None:
        log.critical("live: the hub has failed", exc_info=work.exception())
        signal.raise_signal(signal.SIGTERM)


def asked(scope: Scope) -> Asked:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin1"), value.decode("latin1")
        # HTTP/2 may bring cookies in several headers; of anything else there is one.
        headers[key] = f"{headers[key]}; {text}" if key == "cookie" and key in headers else text
    return Asked(
        scope["method"],
        scope["path"],
        scope["query_string"].decode("latin1"),
        headers,
        parse_cookie(headers.get("cookie", "")),
    )


def _wrong_with(one: Asked) -> int:
    """The status that refuses a request whoever sends it, or 0: host, path, method, origin."""
    if one.host is None:
        return 400
    if one.path != EVENTS and one.path not in POSTS:
        return 404
    if one.method != ("GET" if one.path == EVENTS else "POST"):
        return 405
    refusal = door.refusal(
        one.host,
        method=one.method,
        origin=one.headers.get("origin"),
        fetch_site=one.headers.get("sec-fetch-site"),
        origin_required=True,
    )
    return refusal.status if refusal else 0


def _wrong_with_guest(guest: Guest | None, one: Asked, house: House) -> int:
    """The status that refuses this session, or 0: signed in, of this host's roles, with the token, not too often."""
    if guest is None:
        for stream in house.streams.of_session(one.session):
            stream.close()
        return 401
    if one.host is None or guest.role not in one.host.roles:
        return 403
    if one.method == "POST" and not door.token_fits(one.headers, one.cookies, one.method):
        return 403
    return 0 if one.method == "GET" or house.guests.may_post(guest) else 429
