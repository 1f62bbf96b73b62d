"""What a page posts to the hub: answers to heartbeats, joining a call, WebRTC signals."""

import asyncio
import json
import re
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings

from ringback.pages.live import ice
from ringback.pages.live.guests import Guest
from ringback.pages.live.house import House
from ringback.pages.live.rooms import Carried, NotYours, Stale, role_in
from ringback.pages.shared.bodies import Receive, Scope, Send, TooBig, answer, take_in
from ringback.records.calls.parties import parties_of

Said = dict[str, Any]

TAB = re.compile(r"[A-Za-z0-9_-]{1,64}")
TABS = 64
KINDS = ("offer", "answer", "ice")
LATE = 3  # heartbeats; an answer to an older one says nothing about now


@dataclass(frozen=True)
class Answer:
    status: int
    body: Said | None = None

    async def send(self, send: Send) -> None:
        text = b"" if self.body is None else json.dumps(self.body).encode()
        await answer(send, self.status, text, b"application/json" if text else b"text/plain")


class Unreadable(ValueError):
    """Not what a page of ours sends."""


async def read(scope: Scope, receive: Receive, *, limit: int, within: timedelta) -> "Said | Answer":
    """The body as a JSON object, or the answer that refuses it."""
    with tempfile.SpooledTemporaryFile(max_size=limit) as body:
        try:
            async with asyncio.timeout(within.total_seconds()):
                if not await take_in(scope, receive, limit, body):
                    return Answer(400)
            said = json.loads(body.read())
        except TooBig:
            return Answer(413)
        except TimeoutError:
            return Answer(408)
        except (ValueError, RecursionError):
            return Answer(400)
    return said if isinstance(said, dict) else Answer(400)


async def beat(house: House, guest: Guest, said: Said) -> Answer:
    """A page answered: it is there. Only the answer to a beat that was sent on a stream of this session counts, or
    (n = 0) what that page says unasked when something about it has changed."""
    try:
        tab, n, tabs = _tab(said), _whole(said, "n"), _tabs(said)
        in_attempt = _attempt(said, "in_attempt") if said.get("in_attempt") is not None else None
    except Unreadable:
        return Answer(400)
    stream = next((one for one in house.streams.of_session(guest.session) if one.tab == tab), None)
    if stream is None:
        return Answer(409)
    if stream.guest.topics != guest.topics:
        house.streams.hears(stream, guest)
    if n == 0 or stream.beats - LATE <= n <= stream.beats:
        stream.heard_at = time.monotonic()
        if in_attempt is not None:
            house.rooms.carries(guest.session, in_attempt, {tab, *tabs})
        house.crowd.heard(
            guest.person,
            f"{guest.session}:{tab}",
            can_ring=said.get("can_ring") is True,
            in_attempt=in_attempt,
            now=datetime.now(UTC),
        )
    return Answer(204)


async def join(house: House, guest: Guest, said: Said) -> Answer:
    try:
        tab, attempt = _tab(said), _attempt(said, "attempt")
    except Unreadable:
        return Answer(400)
    parties = await house.threads.ask(parties_of, attempt)
    if parties is None:
        return Answer(410)
    try:
        if parties.over:
            role_in(parties, guest)
            return Answer(410)
        role = house.rooms.join(parties, guest, tab, take=said.get("take") is True)
    except NotYours:
        return Answer(403)
    except Carried:
        return Answer(409, {"because": "another page carries the call"})
    servers = ice.configuration(
        guest.person,
        urls=settings.TURN_URLS,
        secret=settings.TURN_SECRET,
        lifetime=settings.TURN_LIFETIME,
        now=datetime.now(UTC),
    )
    return Answer(200, {"role": role, "ice": servers, "listen_only": False})


async def signal(house: House, guest: Guest, said: Said) -> Answer:
    try:
        tab, attempt, epoch = _tab(said), _attempt(said, "attempt"), _whole(said, "epoch")
        kind = said.get("kind")
        if kind not in KINDS:
            raise Unreadable("kind")
    except Unreadable:
        return Answer(400)
    try:
        house.rooms.pass_on(attempt, guest, tab, kind=kind, epoch=epoch, words=said.get("data"))
    except Stale:
        parties = await house.threads.ask(parties_of, attempt)
        return Answer(410 if parties is None or parties.over else 409)
    return Answer(204)


def tab_in(query: str) -> str | None:
    found = parse_qs(query).get("tab", [""])[0]
    return found if TAB.fullmatch(found) else None


def _tab(said: Said) -> str:
    tab = said.get("tab")
    if not isinstance(tab, str) or not TAB.fullmatch(tab):
        raise Unreadable("tab")
    return tab


def _tabs(said: Said) -> list[str]:
    tabs = said.get("tabs", [])
    if not isinstance(tabs, list) or len(tabs) > TABS:
        raise Unreadable("tabs")
    return [_tab({"tab": one}) for one in tabs]


def _whole(said: Said, name: str) -> int:
    number = said.get(name)
    if not isinstance(number, int) or isinstance(number, bool):
        raise Unreadable(name)
    return number


def _attempt(said: Said, name: str) -> UUID:
    try:
        return UUID(str(said.get(name)))
    except ValueError as wrong:
        raise Unreadable(name) from wrong
