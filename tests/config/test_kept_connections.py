"""A connection that was kept is used again without a question, unless the server has closed it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

from ringback.records import wake


@contextmanager
def next_request() -> Iterator[list[str]]:
    """What is sent, and what Django does between two requests."""
    sent: list[str] = []
    connection.close_if_unusable_or_obsolete()
    original = connection.connection

    def keep(execute: Any, sql: str, *rest: Any) -> Any:
        sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(keep):
        yield sent
    sent.append("the same" if connection.connection is original else "another")


def one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")


@pytest.mark.django_db(transaction=True)
def test_a_connection_at_rest_is_used_again_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    one()
    asked: list[str] = []
    execute = psycopg.Cursor.execute

    def heard(cursor: Any, sql: Any, *rest: Any, **more: Any) -> Any:
        asked.append(str(sql))
        return execute(cursor, sql, *rest, **more)

    monkeypatch.setattr(psycopg.Cursor, "execute", heard)
    with next_request() as sent:
        one()
    assert sent == ["SELECT pg_backend_pid()", "the same"]
    assert asked == ["SELECT pg_backend_pid()"]


@pytest.mark.django_db(transaction=True)
def test_one_that_the_server_has_closed_is_replaced_before_anything_is_asked_of_it() -> None:
    one()
    pid = connection.connection.info.backend_pid
    with psycopg.connect(**wake.connection_params(), autocommit=True) as other:  # type: ignore[arg-type]
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with next_request() as sent:
        one()
    assert sent == ["SELECT pg_backend_pid()", "another"]
    assert connection.connection.info.backend_pid != pid
