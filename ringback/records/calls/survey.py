"""One look at the desk for the dispatcher: who is held, and the attempts that are not ended. Asked many times a second,
so its questions are plain SQL."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from ringback.records.calls.models import LIVE, AgentHold, Attempt
from ringback.records.desk.models import Site
from ringback.records.wake import person, wake


class HoldRow(NamedTuple):
    id: int
    agent: int
    callback: UUID
    line: str
    number: str
    caller_id: str
    epoch: int
    accept_by: datetime
    accepted_at: datetime | None
    attempt: UUID | None


class AttemptRow(NamedTuple):
    """`…_seen_at` is when a side's pages were last seen, `…_in` the attempt whose sound one of them has joined."""

    id: UUID
    callback: UUID
    agent: int
    line: str
    number: str
    state: str
    epoch: int
    first_ring_at: datetime | None
    ring_deadline: datetime | None
    answered_at: datetime | None
    cap_at: datetime | None
    outcome: str
    ended_by: str
    seller_seen_at: datetime | None = None
    seller_in: UUID | None = None
    agent_seen_at: datetime | None = None
    agent_in: UUID | None = None


_HOLDS = """
SELECT h.id, h.agent_id, h.callback_id, c.line, c.number, s.official_number, h.epoch, h.accept_by, h.accepted_at,
       h.attempt_id
FROM ringback_agenthold h JOIN ringback_callback c ON c.id = h.callback_id JOIN ringback_site s ON s.id = c.site_id
WHERE h.role = 'serving'
"""
_OWN = AttemptRow._fields[:13]
_ATTEMPTS = """
SELECT a.id, a.callback_id, a.agent_id, a.line, a.number, a.state, a.epoch, a.first_ring_at, a.ring_deadline,
       a.answered_at, a.cap_at, a.outcome, a.ended_by, theirs.seen_at, theirs.in_attempt, ours.seen_at, ours.in_attempt
FROM ringback_attempt a
JOIN ringback_seller s ON s.id = a.seller_id JOIN ringback_agent g ON g.id = a.agent_id
LEFT JOIN ringback_pagepresence theirs ON theirs.person_id = s.person_id
LEFT JOIN ringback_pagepresence ours ON ours.person_id = g.person_id
"""


def holds() -> list[HoldRow]:
    return [HoldRow._make(row) for row in _rows(_HOLDS + "ORDER BY h.id")]


def hold(id: int) -> HoldRow | None:
    return next((HoldRow._make(row) for row in _rows(_HOLDS + "AND h.id = %s", id)), None)


def row_of(hold: AgentHold) -> HoldRow:
    """Of a hold that comes with its callback and site."""
    callback = hold.callback
    return HoldRow(
        id=hold.pk,
        agent=hold.agent_id,
        callback=callback.pk,
        line=callback.line,
        number=callback.number,
        caller_id=callback.site.official_number,
        epoch=hold.epoch,
        accept_by=hold.accept_by,
        accepted_at=hold.accepted_at,
        attempt=hold.attempt_id,
    )


def attempts() -> list[AttemptRow]:
    return [AttemptRow._make(row) for row in _rows(_ATTEMPTS + "WHERE a.state = ANY(%s)", list(LIVE))]


def attempt(id: UUID) -> AttemptRow | None:
    return next((AttemptRow._make(row) for row in _rows(_ATTEMPTS + "WHERE a.id = %s", id)), None)


def row_of_attempt(one: Attempt | None) -> AttemptRow | None:
    """Without a look at anybody's pages."""
    if one is None:
        return None
    own = {name: getattr(one, name) for name in _OWN if name not in ("callback", "agent")}
    return AttemptRow(callback=one.callback_id, agent=one.agent_id, **own)


def sites() -> list[int]:
    return list(Site.objects.values_list("pk", flat=True))


def wake_pages_of(id: UUID) -> None:
    """Tell the pages of both sides of an attempt to look."""
    people = Attempt.objects.filter(pk=id).values_list("seller__person_id", "agent__person_id").first()
    if people is not None:
        wake(*(person(pk) for pk in people))


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
