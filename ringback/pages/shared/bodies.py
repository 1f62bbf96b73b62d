"""Takes in the whole body before a thread is given to a request: a slow sender costs no thread, a big one gets a 413."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import timedelta
from typing import IO, Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Pages = Callable[[Scope, IO[bytes], Send], Awaitable[None]]  # the body is there, from its beginning
Page = Callable[[Scope, int], str]

IN_MEMORY = 1 << 20


class TooBig(Exception):
    """More bytes than this kind of request may have."""


class WholeBody:
    """`limit` is for forms with files, `small` for everything else, both in bytes; `within` for the whole body.

    `page` writes what people read who are refused with a status.
    """

    def __init__(self, pages: Pages, *, limit: int, small: int, within: timedelta, page: Page) -> None:
        self.pages, self.limit, self.small, self.within, self.page = pages, limit, small, within, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        scope = {**scope, "headers": [pair for pair in scope["headers"] if b"_" not in pair[0]]}
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                async with asyncio.timeout(self.within.total_seconds()):
                    whole = await take_in(scope, receive, self._limit_of(scope), body)
            except TooBig:
                await self._refuse(scope, send, 413)
            except TimeoutError:
                await self._refuse(scope, send, 408)
            else:
                if whole:
                    await self.pages(scope, body, send)

    async def _refuse(self, scope: Scope, send: Send, status: int) -> None:
        await answer(send, status, self.page(scope, status).encode(), b"text/html; charset=utf-8")

    def _limit_of(self, scope: Scope) -> int:
        kind = dict(scope["headers"]).get(b"content-type", b"")
        return self.limit if kind.startswith(b"multipart/form-data") else self.small


async def take_in(scope: Scope, receive: Receive, limit: int, into: IO[bytes]) -> bool:
    """Write the body into a file; False when the sender went away. Raises TooBig, before reading where it can."""
    told = dict(scope["headers"]).get(b"content-length", b"0")
    if not told.isdigit() or int(told) > limit:
        raise TooBig
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return False
        part: bytes = message.get("body", b"")
        size, more = size + len(part), message.get("more_body", False)
        if size > limit:
            raise TooBig
        into.write(part)
    into.seek(0)
    return True


async def answer(send: Send, status: int, body: bytes = b"", kind: bytes = b"text/plain") -> None:
    """A short answer; the connection is closed after a refusal, since its body may not have been read."""
    headers = [
        (b"content-type", kind),
        (b"cache-control", b"no-store"),
        (b"content-length", b"%d" % len(body)),
    ]
    if status in (408, 413):
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
