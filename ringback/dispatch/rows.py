"""The records' rows as the dispatcher's plain values."""

from datetime import datetime
from uuid import UUID

from ringback.dispatch.store import Attempt, Hold
from ringback.records.calls.survey import AttemptRow, HoldRow, Seen

IN_APP = "in-app"  # the line whose wire are the two pages themselves


def as_hold(row: HoldRow) -> Hold:
    return Hold(
        id=row.id,
        agent=row.agent,
        callback=row.callback,
        line=row.line,
        number=row.number,
        caller_id=row.caller_id,
        epoch=row.epoch,
        accept_by=row.accept_by,
        accepted=row.accepted_at is not None,
        attempt=row.attempt,
    )


def as_attempt(row: AttemptRow) -> Attempt:
    """In an in-app call both pages must have joined it; otherwise the agent's page must be open, if it ever was."""
    joined = row.line == IN_APP and row.state == "live"
    agent_watched = joined or row.agent_seen.at is not None
    return Attempt(
        id=row.id,
        callback=row.callback,
        agent=row.agent,
        line=row.line,
        number=row.number,
        state=row.state,
        epoch=row.epoch,
        rang=row.first_ring_at is not None,
        ring_deadline=row.ring_deadline,
        answered_at=row.answered_at,
        cap_at=row.cap_at,
        outcome=row.outcome,
        ended_by=row.ended_by,
        watched=frozenset({*(["seller"] if joined else []), *(["agent"] if agent_watched else [])}),
        seller_there_at=_there(row.seller_seen, row.id, joined=joined),
        agent_there_at=_there(row.agent_seen, row.id, joined=joined),
    )


def maybe_hold(row: HoldRow | None) -> Hold | None:
    return as_hold(row) if row else None


def maybe_attempt(row: AttemptRow | None) -> Attempt | None:
    return as_attempt(row) if row else None


def _there(seen: Seen, attempt: UUID, *, joined: bool) -> datetime | None:
    return seen.at if not joined or seen.in_attempt == attempt else None
