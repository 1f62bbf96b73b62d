"""One desk and two browsers for all journeys; each journey brings its own people."""

import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connections
from playwright.sync_api import Browser, Error

from tests.journeys.actors import AgentAtDesk, SellerAtHome
from tests.journeys.stack import ROOT, Stack
from tests.loops import beside_a_loop

NAME = "journeys"
Who = TypeVar("Who", SellerAtHome, AgentAtDesk)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in str(item.fspath):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def stack(
    django_db_modify_db_settings: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """A database of its own, so that no other test's cleaning touches it."""
    base = os.environ["DATABASE_URL"]
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {NAME}")
    one = Stack(urlsplit(base)._replace(path=f"/{NAME}").geturl(), tmp_path_factory.mktemp("desk"))
    prepared = {
        **os.environ,
        "DATABASE_URL": one.database,
        "DJANGO_SETTINGS_MODULE": "ringback.config.settings",
    }
    for command in (["migrate", "--skip-checks", "-v0"], ["createcachetable"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=prepared, check=True)
    before = connections.settings["default"]["NAME"]
    with django_db_blocker.unblock(), beside_a_loop():
        connections["default"].close()
        connections.settings["default"]["NAME"] = connections["default"].settings_dict["NAME"] = NAME
        one.start()
        yield one
        one.stop()
        connections["default"].close()
        connections.settings["default"]["NAME"] = connections["default"].settings_dict["NAME"] = before


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed journey leaves a picture of each window beside its logs, and says where."""
    report = yield
    if call.when == "call" and call.excinfo is not None and hasattr(item, "funcargs"):
        for name in ("at_home", "at_desk"):
            for one in getattr(item.funcargs.get(name), "people", []):
                picture = one.stack.folder / f"{item.name}-{one.name}.png"
                with suppress(Error):  # a window that cannot be drawn must not hide the failure itself
                    one.page.screenshot(path=picture, full_page=True, timeout=5_000)
                report.sections.append(("window", f"{one.name} at {one.page.url}: {picture}"))
    return report


class Room(Generic[Who]):
    """Where people sit down in front of a browser; all windows are closed when the journey is over."""

    def __init__(self, stack: Stack, browser: Browser, who: Callable[..., Who]) -> None:
        self._stack, self._browser = stack, browser
        self._who: Callable[..., Who] = who
        self.people: list[Who] = []

    def __call__(self, name: str, **how: Any) -> Who:
        one = self._who(self._stack, self._browser, name, **how)
        self.people.append(one)
        one.arrives()
        return one

    def closes(self) -> None:
        for one in self.people:
            one.leaves()


@pytest.fixture
def at_home(stack: Stack, sellers_browser: Browser) -> Iterator[Room[SellerAtHome]]:
    """Sellers in front of their browsers; their windows are closed when the journey is over."""
    yield (home := Room(stack, sellers_browser, SellerAtHome))
    home.closes()


@pytest.fixture
def at_desk(stack: Stack, agents_browser: Browser) -> Iterator[Room[AgentAtDesk]]:
    yield (desk := Room(stack, agents_browser, AgentAtDesk))
    desk.closes()
