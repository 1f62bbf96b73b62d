"""One desk of `ringback up` for all tests that kill its parts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connections

from tests.loops import beside_a_loop
from tests.processes.desk import Desk, a_folder, clear_away


@pytest.fixture(scope="session")
def stack(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[Desk]:
    """Started as an operator starts it; readers in this process see its database. After a failure its folder stays."""
    one = Desk("", a_folder())
    one.start()
    with django_db_blocker.unblock(), looking_at(one.database):
        yield one
    one.stop()
    if not request.session.testsfailed:
        clear_away(one.folder)


@contextmanager
def looking_at(database: str) -> Iterator[None]:
    parts = urlsplit(database)
    there = {
        "NAME": parts.path[1:],
        "HOST": parse_qs(parts.query)["host"][0],
        "USER": parts.username or "",
        "PORT": "",
        "PASSWORD": "",
    }
    default = connections["default"]
    before = {name: default.settings_dict.get(name, "") for name in there}
    with beside_a_loop():
        for values in (there, before):
            connections["default"].close()
            connections.settings["default"].update(values)
            connections["default"].settings_dict.update(values)
            if values is there:
                yield
