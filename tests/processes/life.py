"""People who keep a desk busy from this process: sellers who ask, wait, answer and rate, agents who serve them."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ringback.cli import presets
from ringback.cli.demo import agents, asking, crowd, sellers
from ringback.cli.demo.cast import Part, cast_of
from ringback.cli.demo.crowd import Crowd
from ringback.cli.demo.password import password_of
from tests.processes.desk import PRESET, Desk

# Lengths of the people themselves, in seconds.
SHORT: dict[Any, dict[str, Any]] = {
    crowd: {"VISITOR_WAITS": 3600.0, "HOST_LOOKS_EVERY": 3600.0, "ONE_AFTER_THE_OTHER": 0.05},
    agents: {"THINKS": (0.3, 0.8), "WRAPS_UP": (0.5, 1.5), "SOUNDS_FOR": 6.0, "OUTCOMES": ("solved",)},
    sellers: {
        "RESTS": (0.5, 2.0),
        "LOOKS_EVERY": 1.0,
        "OPENS_PAGE": 1.5,
        "PICKS_UP": (0.8, 1.6),
        "FATES": {"answers": 9, "ignores": 1},
        "TALKS_FOR": (2.0, 4.0),
        "SOUNDS_FOR": 6.0,
        "BY_TELEPHONE": 0.0,
        "TIRES": 10_000,
    },
}


class Journal:
    """What the desk has acknowledged to a seller: the address of their callback."""

    def __init__(self) -> None:
        self.acknowledged: list[tuple[str, str]] = []

    async def ask(self, browser: Any, **how: Any) -> str | None:
        answer = await asking.ask(browser, **how)
        if answer is not None:
            self.acknowledged.append((browser.email, answer))
        return answer


def of_the_cast(sellers_count: int, agents_count: int) -> list[Part]:
    """Simulated people of North America who speak one language, and the one whom the host asks for."""
    cast = cast_of(presets.folder() / PRESET)
    us = [one for one in cast if one.sites and "na" in one.sites and not (one.visiting or one.fails)]
    asks = [one for one in us if one.role == "seller" and one.languages == ("en",) and not one.sounding]
    serves = [one for one in us if one.role == "agent" and "en" in one.languages]
    sounding = [one for one in cast if one.sounding]
    return [*asks[:sellers_count], *serves[:agents_count], *sounding[:1]]


@contextmanager
def busy(desk: Desk, monkeypatch: pytest.MonkeyPatch, *, asks: int = 5, serves: int = 3) -> Iterator[Journal]:
    for module, lengths in SHORT.items():
        for name, value in lengths.items():
            monkeypatch.setattr(module, name, value)
    journal = Journal()
    monkeypatch.setattr(sellers, "ask", journal.ask)
    monkeypatch.setenv("PORTAL_URL", desk.portal)
    monkeypatch.setenv("DESK_URL", desk.desk)
    people = Crowd(of_the_cast(asks, serves), password_of(desk.folder))
    ended = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_until(ended, people)))
    thread.start()
    try:
        yield journal
    finally:
        ended.set()
        thread.join(30)


async def _until(ended: threading.Event, people: Crowd) -> None:
    work = asyncio.create_task(people.live())
    await asyncio.to_thread(ended.wait)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
