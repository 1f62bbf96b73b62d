"""A desk with the demo's pages and its pretend telephone, and a few of its people at work in this process."""

import asyncio
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connections

from ringback.cli.demo import agents, crowd, sellers
from ringback.cli.demo.cast import Part
from ringback.cli.demo.crowd import Crowd
from ringback.cli.demo.password import password_of
from tests.journeys.stack import ROOT, Stack
from tests.loops import beside_a_loop

NAME = "demo_journeys"
PRESET = "amazon-like"
# Whoever is rung answers at once and has little to say.
TELEPHONE = """
answer_seconds = [0, 1]
talk_seconds = [2, 3]

[weights]
answers = 1
"""
# The lengths of the crowd itself, in seconds.
SHORT: dict[Any, dict[str, Any]] = {
    crowd: {"VISITOR_WAITS": 2.0, "HOST_LOOKS_EVERY": 0.5, "ONE_AFTER_THE_OTHER": 0.1},
    agents: {"THINKS": (0.2, 0.5), "WRAPS_UP": (0.2, 0.5), "SOUNDS_FOR": 12.0, "OUTCOMES": ("solved",)},
    sellers: {
        "RESTS": (1.0, 2.0),
        "LOOKS_EVERY": 1.0,
        "OPENS_PAGE": 2.0,
        "PICKS_UP": (0.2, 0.5),
        "FATES": {"answers": 1},
        "TALKS_FOR": (4.0, 4.0),
        "SOUNDS_FOR": 12.0,
    },
}


class DemoStack(Stack):
    def start(self) -> None:
        prepared = {**os.environ, **self.of_the_demo, "DATABASE_URL": self.database}
        for command in (["manage.py", "migrate", "--skip-checks", "-v0"], ["manage.py", "createcachetable"]):
            subprocess.run([sys.executable, *command], cwd=ROOT, env=prepared, check=True)
        subprocess.run(
            [sys.executable, "-m", "ringback", "seed", "--demo"], cwd=ROOT, env=prepared, check=True
        )
        super().start()

    @property
    def of_the_demo(self) -> dict[str, str]:
        return {
            "RINGBACK_DEMO": "1",
            "RINGBACK_DATA": str(self.folder),
            "RINGBACK_POLICIES": str(self.folder / "policies"),
            "DJANGO_SETTINGS_MODULE": "ringback.config.settings",
        }

    @property
    def env(self) -> dict[str, str]:
        return {**super().env, **self.of_the_demo}


@pytest.fixture(scope="session")
def demo(
    django_db_modify_db_settings: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DemoStack]:
    """A database of its own, so that no other test's cleaning touches it; seeded as `ringback up --demo` does."""
    base = os.environ["DATABASE_URL"]
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {NAME}")
    one = DemoStack(urlsplit(base)._replace(path=f"/{NAME}").geturl(), tmp_path_factory.mktemp("demo"))
    shutil.copytree(ROOT / "policies", one.folder / "policies")
    (one.folder / "policies" / PRESET / "telephone.toml").write_text(TELEPHONE)
    with django_db_blocker.unblock(), looking_at(NAME):
        one.start()
        yield one
        one.stop()


@contextmanager
def looking_at(name: str) -> Iterator[None]:
    """Readers in this process see that database."""
    before = connections.settings["default"]["NAME"]
    with beside_a_loop():
        for database in (name, before):
            connections["default"].close()
            connections.settings["default"]["NAME"] = connections["default"].settings_dict["NAME"] = database
            if database == name:
                yield


@pytest.fixture
def at_work(demo: DemoStack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """These people of the cast, and the host, until the test is over."""
    for module, lengths in SHORT.items():
        for name, value in lengths.items():
            monkeypatch.setattr(module, name, value)
    monkeypatch.setenv("PORTAL_URL", demo.portal)
    monkeypatch.setenv("DESK_URL", demo.desk)
    ended = threading.Event()
    threads: list[threading.Thread] = []

    def begins(*parts: Part) -> None:
        people = Crowd(list(parts), password_of(demo.folder))
        threads.append(threading.Thread(target=lambda: asyncio.run(_until(ended, people))))
        threads[-1].start()

    yield begins
    ended.set()
    for thread in threads:
        thread.join(20)


async def _until(ended: threading.Event, people: Crowd) -> None:
    work = asyncio.create_task(people.live())
    await asyncio.to_thread(ended.wait)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


def happens(true: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds:.0f} s"
        time.sleep(0.2)
