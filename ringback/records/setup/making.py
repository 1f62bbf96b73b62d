"""Making something new: one after the other, so that a second click finds what the first one made."""

from django.db import connection

from ringback.records.setup.thing import One, Thing
from ringback.rules.history import Snapshot

ONE_AT_A_TIME = 0x5D1A0C  # an advisory lock: what is not there yet has no row to lock


def one_at_a_time() -> None:
    """Until the transaction ends nobody else makes something of setting up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def made_before(thing: Thing[One], key: str, values: Snapshot) -> One | None:
    """What stands there already just as it is wished; None for nothing, or for something else of that name."""
    try:
        one = thing.locked(key)
    except LookupError:
        return None
    there = thing.snapshot(one)
    return one if all(there.get(name) == value for name, value in values.items()) else None
