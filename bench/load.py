"""Requests over a fixed number of kept-alive connections: what a benchmark puts on a server, bounded in count."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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


def send_all(port: int, requests: Sequence[bytes], *, connections: int) -> Answered:
    """Each request once, in order, by whichever connection is free; on loopback."""
    return asyncio.run(_send_all(port, requests, connections))


async def _send_all(port: int, requests: Sequence[bytes], connections: int) -> Answered:
    answered, waiting = Answered(), iter(requests)
    began = time.perf_counter()
    async with asyncio.TaskGroup() as together:
        for _ in range(connections):
            together.create_task(_connection(port, waiting, answered))
    answered.seconds = time.perf_counter() - began
    return answered


async def _connection(port: int, waiting: Iterator[bytes], answered: Answered) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in waiting:
        began = time.perf_counter()
        writer.write(request)
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
            await _body(reader, head)
        answered.taken.append(time.perf_counter() - began)
        answered.statuses[int(head[9:12])] += 1
    writer.close()


async def _body(reader: asyncio.StreamReader, head: bytes) -> None:
    if length := _LENGTH.search(head):
        await reader.readexactly(int(length[1]))
    elif b"transfer-encoding: chunked" in head.lower():
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + len(b"\r\n"))
        await reader.readuntil(b"\r\n")


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
