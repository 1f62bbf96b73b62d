"""Pages that answered a heartbeat, written in batches by the hub."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from ringback.records import wake


@dataclass(frozen=True)
class Seen:
    """All open pages of one person (Person pk) taken together."""

    person: int
    at: datetime
    can_ring: bool
    in_attempt: UUID | None


COLUMNS = ("person", "at", "can_ring", "in_attempt")

# Rows are locked in one order; who was deleted meanwhile is passed over.
UPSERT = """
WITH seen AS (
    SELECT * FROM unnest(%(person)s::bigint[], %(at)s::timestamptz[], %(can_ring)s::boolean[], %(in_attempt)s::uuid[])
        AS s(person_id, seen_at, can_ring, in_attempt)
    WHERE EXISTS (SELECT FROM ringback_person p WHERE p.id = s.person_id)
), before AS (
    SELECT person_id, seen_at, can_ring FROM ringback_pagepresence WHERE person_id IN (SELECT person_id FROM seen)
), written AS (
    INSERT INTO ringback_pagepresence AS kept (person_id, seen_at, can_ring, in_attempt)
    SELECT person_id, seen_at, can_ring, in_attempt FROM seen ORDER BY person_id
    ON CONFLICT (person_id) DO UPDATE SET
        seen_at = greatest(kept.seen_at, excluded.seen_at), can_ring = excluded.can_ring, in_attempt = excluded.in_attempt
)
SELECT seen.person_id FROM seen LEFT JOIN before USING (person_id)
WHERE before.person_id IS NULL OR before.seen_at < seen.seen_at - %(away_after)s OR before.can_ring IS DISTINCT FROM seen.can_ring
"""


@transaction.atomic
def saw_pages(batch: Sequence[Seen], *, away_after: timedelta) -> list[int]:
    """Write who is there. Returns (and wakes the dispatcher for) those who came back after `away_after`, came first,
    or whose page began or ceased to be able to sound."""
    if not batch:
        return []
    values: dict[str, Any] = {name: [getattr(one, name) for one in batch] for name in COLUMNS}
    values["away_after"] = away_after
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, values)
        changed = [row[0] for row in cursor.fetchall()]
    if changed:
        wake.wake(wake.DISPATCH)
    return changed
