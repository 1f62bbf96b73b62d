"""Requests over a fixed number of kept-alive connections: what a benchmark puts on a server, bounded in count."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

PATIENCE = 60.0
_LENGTH = re.compile(rb"(?i)content-length: (\d+)")


@dataclass
class Answered:
    """`statuses` counts by HTTP status; `taken` are the seconds of each answer, `seconds` those of all together."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    taken: list[float] = field(default_factory=list)

    @property
    def a_second(self) -> float:
        return self.statuses.total() / self.seconds

    def add(self, more: "Answered") -> None:
        self.seconds += more.seconds
        self.statuses += more.statuses
        self.taken += more.taken


def send_all(port: int, requests: Sequence[bytes], *, connections: int) -> Answered:
    """Each request once, in order, by whichever connection is free; on loopback."""
    return asyncio.run(_send_all(port, requests, connections))


async def _send_all(port: int, requests: Sequence[bytes], connections: int) -> Answered:
    answered, waiting = Answered(), iter(requests)
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    opened = [
        await loop.create_connection(
            lambda: _Connection(waiting, answered, loop.create_future()), "127.0.0.1", port
        )
        for _ in range(connections)
    ]
    everything = asyncio.gather(*(one.done for _transport, one in opened))
    while not everything.done():
        before = answered.statuses.total()
        await asyncio.wait({everything}, timeout=PATIENCE)
        if not everything.done() and answered.statuses.total() == before:
            raise TimeoutError(f"no answer within {PATIENCE:g} s")
    everything.result()
    answered.seconds = time.perf_counter() - began
    return answered


class _Connection(asyncio.Protocol):
    """Sends the next request when the one before is answered. It does little, since it shares the machine with what it measures."""

    def __init__(self, waiting: Iterator[bytes], answered: Answered, done: asyncio.Future[None]) -> None:
        self.waiting, self.answered, self.done = waiting, answered, done
        self.heard, self.sent_at = b"", 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self.heard += data
        if _is_whole(self.heard):
            self.answered.taken.append(time.perf_counter() - self.sent_at)
            self.answered.statuses[int(self.heard[9:12])] += 1
            self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server has closed the connection"))

    def _next(self) -> None:
        self.heard, request = b"", next(self.waiting, None)
        if request is None:
            self.done.set_result(None)
            self.transport.close()
        else:
            self.sent_at = time.perf_counter()
            self.transport.write(request)


def _is_whole(heard: bytes) -> bool:
    head, ended, body = heard.partition(b"\r\n\r\n")
    if not ended:
        return False
    if length := _LENGTH.search(head):
        return len(body) >= int(length[1])
    return b"chunked" not in head.lower() or body.endswith(b"0\r\n\r\n")


def post(path: str, form: bytes, *, host: str, cookies: str, **headers: str) -> bytes:
    """The bytes of a form's POST."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        f"Cookie: {cookies}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(form)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + form
