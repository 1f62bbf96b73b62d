"""The one-holder lease: by the database's clock, and with an epoch that every write of a dispatcher carries.

Taking, renewing and releasing are single statements outside of a transaction: a dispatcher that is stopped, not dead,
between a statement and its commit would keep the row locked, and everybody else from dispatching.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection


class Fenced(Exception):
    """The epoch is not the newest any more: another dispatcher holds the lease."""

    def __init__(self, epoch: int) -> None:
        super().__init__(f"epoch {epoch} is no longer the newest")
        self.epoch = epoch


def take(holder: str, *, lasts: timedelta) -> int | None:
    """A new epoch; None while somebody else's lease runs, and while the desk is held after a restore."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ringback_dispatcherlease (id, epoch, holder, expires_at)"
            " VALUES (1, 0, '', '1970-01-01 00:00+00') ON CONFLICT DO NOTHING"
        )
        cursor.execute(
            "UPDATE ringback_dispatcherlease SET epoch = epoch + 1, holder = %s, expires_at = clock_timestamp() + %s::interval"
            " WHERE expires_at < clock_timestamp()"
            " AND NOT EXISTS (SELECT FROM ringback_restore WHERE confirmed_at IS NULL) RETURNING epoch",
            [holder, _interval(lasts)],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def renew(epoch: int, *, lasts: timedelta) -> None:
    """Raises Fenced. A lease that ran out may be renewed as long as nobody took it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ringback_dispatcherlease SET expires_at = clock_timestamp() + %s::interval WHERE epoch = %s",
            [_interval(lasts), epoch],
        )
        if cursor.rowcount == 0:
            raise Fenced(epoch)


def release(epoch: int) -> None:
    """Give it back at once; nothing happens where somebody else holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ringback_dispatcherlease SET expires_at = clock_timestamp() WHERE epoch = %s", [epoch]
        )


def hold_fast(epoch: int) -> None:
    """Raises Fenced unless `epoch` is the newest; until this transaction ends nobody can take the lease.

    The database ends the transaction of a dispatcher that falls silent in the middle of it for as long as a lease lasts:
    one that is stopped, not dead, would keep everybody else from dispatching.
    """
    with connection.cursor() as cursor:
        # FOR SHARE, so that the dispatcher's own writes do not wait for each other.
        cursor.execute(_HOLD_FAST, [f"{round(settings.LEASE.total_seconds() * 1000)}ms"])
        if (cursor.fetchone() or (None,))[0] != epoch:
            raise Fenced(epoch)


_HOLD_FAST = """
SELECT epoch, set_config('idle_in_transaction_session_timeout', %s, true)
FROM ringback_dispatcherlease WHERE id = 1 FOR SHARE
"""


def runs_now() -> bool:
    """Whether the lease is valid by the database's clock (T2 of docs/dispatch.md)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM ringback_dispatcherlease WHERE expires_at > clock_timestamp())"
        )
        return bool(cursor.fetchone() == (True,))


def _interval(length: timedelta) -> str:
    return f"{length.total_seconds()} seconds"
