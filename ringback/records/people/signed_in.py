"""What every request of somebody who is signed in asks: their session and who they are, each by a statement of ours.

The ORM writes such a statement anew each time, which takes it longer than PostgreSQL takes to answer (`rows`).
"""

from datetime import datetime
from typing import Any

from django.db import connection

from ringback.records import rows
from ringback.records.people.models import Person

_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
_PERSON = "SELECT {columns} FROM ringback_person p WHERE p.id = %s"
_NUL = "\0"  # no text of PostgreSQL's holds it


def session_of(key: str | None, *, now: datetime) -> str | None:
    """As it is kept, signed; None where it has ended, or never was."""
    if key is None or _NUL in key:
        return None
    row = _asked(_SESSION, [key, now])
    return str(row[0]) if row else None


def person_of_pk(pk: int) -> Person | None:
    row = _asked(_PERSON.format(columns=rows.columns(Person, "p")), [pk])
    return rows.objects(row, Person)[0] if row else None


def _asked(sql: str, values: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
