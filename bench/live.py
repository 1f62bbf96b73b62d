"""5,000 sellers' waiting pages hear one server: what each costs it in memory, and how soon all hear that places moved.

The server is `ringback serve` itself, with sessions, streams, heartbeats and the database behind it. The baseline is a
bare asyncio server that writes the same bytes to as many connections, read by the same client in the same run.
"""

import asyncio
import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import uvloop

from bench.database import fresh_database
from bench.figure import Figure
from bench.served import Served, served

PAGES = int(os.environ.get("BENCH_PAGES", "5000"))
COMMITS = 20
EACH = 30.0  # KB
WITHIN = 1.0  # seconds, or
TIMES = 4.0  # as long as the baseline takes
SETTLE = 6.0
AT_ONCE = 200  # connections on their way
TOKEN = "t" * 32
LOOK = b"event: look\ndata: "


UNHURRIED = {
    # How often pages are told is not what is measured here.
    "RINGBACK_LIVE_LOOKS_PER_SECOND": "1000000",
    # The pages here say once that they are there, and are not to be taken for gone.
    "RINGBACK_LIVE_SILENT_SECONDS": "3600",
}


class Page(asyncio.Protocol):
    """One open page: it reads, and remembers when it was last told to look."""

    def __init__(self, asks: bytes) -> None:
        self._asks = asks
        self.admitted: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.told_at: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        if self._asks:
            cast(asyncio.WriteTransport, transport).write(self._asks)
        else:
            self.admitted.set_result(b"")

    def data_received(self, data: bytes) -> None:
        if not self.admitted.done():
            self.admitted.set_result(data[:12])
        if LOOK in data:
            self.told_at = time.monotonic()

    def connection_lost(self, problem: Exception | None) -> None:
        if not self.admitted.done():
            self.admitted.set_exception(problem or ConnectionError("closed"))
        self.told_at = None


def measure() -> Iterator[Figure]:
    _let_open(2 * PAGES)
    with fresh_database("ringback_bench_live"):
        cookies = _waiting_sellers()
        with served(**UNHURRIED) as desk:
            kilobytes, waits, processor = uvloop.run(_hears(desk, cookies))
    baseline = uvloop.run(_bare())
    more = {"pages": PAGES, "commits": COMMITS, "load": round(os.getloadavg()[0], 1)}
    yield Figure(name="live_memory", value=kilobytes, unit="KB a page", limit=EACH, more=more)
    bare = _p99(baseline)
    yield Figure(
        name="live_fan_out",
        value=_p99(waits),
        unit="s",
        limit=max(WITHIN, TIMES * bare),
        baseline=bare,
        baseline_is="p99 of a bare asyncio server that writes the same bytes to as many connections",
        more={
            **more,
            "p50": round(statistics.median(waits), 3),
            "longest": round(max(waits), 3),
            "processor_us": round(1e6 * processor),
        },
    )


async def _hears(desk: Served, cookies: list[str]) -> tuple[float, list[float], float]:
    """KB a page, seconds until each was told, and the server's processor time for one page and telling, in seconds."""
    before = await _settled_memory(desk.pid)
    pages = await _open(desk.port, [_request(cookie) for cookie in cookies])
    assert [page for page in pages if page.admitted.result() != b"HTTP/1.1 200"] == []
    await _say_that_they_are_there(desk.port, cookies)
    each = (await _settled_memory(desk.pid) - before) / len(pages)
    waits: list[float] = []
    used = _processor(desk.pid)
    for _ in range(COMMITS):
        await asyncio.sleep(0.5)
        waits += await _told(pages, asyncio.to_thread(_commit))
    return each, waits, (_processor(desk.pid) - used) / len(waits)


async def _told(pages: list[Page], move: Any) -> list[float]:
    """Seconds from the commit until each page was told."""
    for page in pages:
        page.told_at = None
    committed = await move
    end = time.monotonic() + 30
    while any(page.told_at is None for page in pages):
        if time.monotonic() > end:
            raise RuntimeError(f"{sum(page.told_at is None for page in pages)} pages were not told in 30 s")
        await asyncio.sleep(0.01)
    return [max(0.0, (page.told_at or 0.0) - committed) for page in pages]


def _commit() -> float:
    """Somebody leaves the queue; returns when that was committed."""
    from ringback.records.callbacks.models import Callback
    from ringback.records.calls.wishes import cancel

    one = Callback.objects.filter(state="waiting").order_by("-pk").first()
    assert one is not None
    cancel(one, by=one.seller.person, now=datetime.now(UTC))
    return time.monotonic()


async def _open(port: int, requests: list[bytes]) -> list[Page]:
    """As people come: a few hundred at a time."""
    loop, pages = asyncio.get_running_loop(), list[Page]()
    for first in range(0, len(requests), AT_ONCE):
        some = await asyncio.gather(
            *(
                loop.create_connection(partial(Page, asks), "127.0.0.1", port)
                for asks in requests[first : first + AT_ONCE]
            )
        )
        pages += [page for _, page in some]
        await asyncio.gather(*(page.admitted for _, page in some))
    return pages


async def _say_that_they_are_there(port: int, cookies: list[str]) -> None:
    """Each page once, so that the server knows of each what it knows of a page in use."""
    waiting = list(cookies)

    async def post_some() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            writer.write(_beat(waiting.pop()))
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 204"), head
        writer.close()

    await asyncio.gather(*(post_some() for _ in range(20)))


def _beat(cookie: str) -> bytes:
    said = f'{{"tab":"{cookie[-16:]}","n":0,"tabs":[],"can_ring":true,"in_attempt":null}}'
    return (
        f"POST /live/beat HTTP/1.1\r\nHost: {_host()}\r\nOrigin: http://{_host()}\r\nX-CSRFToken: {TOKEN}\r\n"
        f"Cookie: sid={cookie}; csrf={TOKEN}\r\nContent-Length: {len(said)}\r\n\r\n{said}"
    ).encode()


def _host() -> str:
    from django.conf import settings

    return urlsplit(settings.PORTAL_URL).netloc


def _request(cookie: str) -> bytes:
    return (
        f"GET /live/events?tab={cookie[-16:]} HTTP/1.1\r\nHost: {_host()}\r\nCookie: sid={cookie}\r\n\r\n"
    ).encode()


async def _settled_memory(pid: int) -> float:
    """KB of the server, once it has come to rest."""
    await asyncio.sleep(SETTLE)
    return statistics.median([await asyncio.to_thread(_pss, pid) for _ in range(3)])


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return float(line.split()[1])
    raise RuntimeError("the kernel does not tell this process's share of memory")


def _processor(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _waiting_sellers() -> list[str]:
    """Their session cookies. A few more wait, who will leave the queue."""
    from bench.busy_desk import build
    from bench.sessions import signed_in
    from ringback.records.people.models import Person

    build(callbacks_a_queue=(PAGES + COMMITS) // 36 + 1, agents=4)
    return signed_in(list(Person.objects.filter(role="seller").order_by("pk")[:PAGES]))


async def _bare() -> list[float]:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_fan_out, args=(theirs,))
    server.start()
    try:
        port = await asyncio.to_thread(ours.recv)
        pages = await _open(port, [b""] * PAGES)
        await asyncio.sleep(1)
        waits: list[float] = []
        for _ in range(COMMITS):
            ours.send("now")
            waits += await _told(pages, asyncio.to_thread(ours.recv))
        return waits
    finally:
        server.kill()
        server.join()


def _fan_out(pipe: Any) -> None:
    _let_open(2 * PAGES)
    uvloop.run(_write_to_all(pipe))


async def _write_to_all(pipe: Any) -> None:
    said = LOOK + b'{"topics":["place"]}\n\n'
    writers: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(
        lambda _, writer: writers.append(writer), "127.0.0.1", 0, backlog=1024
    )
    pipe.send(server.sockets[0].getsockname()[1])
    while await asyncio.to_thread(pipe.recv):
        pipe.send(time.monotonic())
        for writer in writers:
            writer.write(said)


def _let_open(files: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, files), hard), hard))


def _p99(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[int(0.99 * (len(ordered) - 1))]
