"""The demo's people go when they are told, also those who missed it the first time."""

import asyncio
from contextlib import suppress

import pytest

from ringback.cli.demo import crowd


def test_whoever_missed_that_they_are_to_go_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "TOLD_AGAIN_AFTER", 0.02)

    async def misses_it_once() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        await asyncio.sleep(60)

    async def story() -> asyncio.Task[None]:
        person = asyncio.create_task(misses_it_once())
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await crowd.leave()
        return person

    assert asyncio.run(story()).cancelled()
