"""A body is whole before a thread is given to it, and never bigger than it may be."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import IO, Any

from ringback.pages.shared.bodies import Message, Scope, Send, WholeBody

SECOND = timedelta(seconds=1)


def send(
    parts: Iterable[bytes], *, pause: float = 0, stops: bool = False, **headers: str
) -> tuple[int | None, bytes, int]:
    """Posts these parts; returns the status, what the pages got, and how many parts were read."""
    sent: list[Message] = []
    got: list[bytes] = []
    left = list(parts)
    read = 0

    async def receive() -> Message:
        nonlocal read
        await asyncio.sleep(pause)
        if not left:
            return {"type": "http.disconnect"}
        read += 1
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left) or stops}

    async def pages(scope: Scope, body: IO[bytes], send: Send) -> None:
        got.append(body.read())
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def take(message: Message) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": "http", "headers": raw}
    whole = WholeBody(
        pages, limit=200_000, small=1_000, within=SECOND / 5, page=lambda _scope, status: f"page {status}"
    )
    asyncio.run(whole(scope, receive, take))
    status = next((message["status"] for message in sent if "status" in message), None)
    return status, b"".join(got), read


def test_a_body_arrives_as_it_was_sent() -> None:
    assert send([b"a" * 400, b"", b"b" * 500]) == (200, b"a" * 400 + b"b" * 500, 3)
    assert send([b""]) == (200, b"", 1)


def test_a_form_with_files_may_be_big() -> None:
    parts = [b"x" * 60_000] * 3
    status, got, _ = send(parts, content_type="multipart/form-data; boundary=x")
    assert (status, got) == (200, b"".join(parts))


def test_what_says_that_it_is_too_big_is_not_read() -> None:
    assert send([b"x" * 2_000], content_length="2000") == (413, b"", 0)
    assert send([b"x"], content_length="-1") == (413, b"", 0)
    assert send([b"x"], content_length="300000", content_type="multipart/form-data; b=x") == (413, b"", 0)


def test_what_does_not_say_how_big_it_is_is_read_until_it_is_too_big() -> None:
    assert send([b"x" * 600] * 50) == (413, b"", 2)


def test_a_slow_sender_never_gets_a_thread() -> None:
    assert send([b"x"] * 50, pause=0.05)[:2] == (408, b"")


def test_a_sender_who_goes_away_leaves_nothing_to_do() -> None:
    assert send([b"x"], stops=True)[:2] == (None, b"")
