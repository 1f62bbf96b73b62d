"""Who dispatches now."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection


@dataclass(frozen=True)
class Held:
    """`left` is what the lease has still to run by the database's clock; below zero it has run out."""

    holder: str
    epoch: int
    left: timedelta


def held() -> Held | None:
    """None on a desk where nobody has ever dispatched."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT holder, epoch, extract(epoch FROM expires_at - clock_timestamp())::float8 FROM ringback_dispatcherlease"
        )
        row = cursor.fetchone()
    return Held(row[0], row[1], timedelta(seconds=row[2])) if row else None
