"""The records' rows as the dispatcher's plain values."""

from datetime import datetime

from ringback.dispatch.store import Attempt, Hold
from ringback.records.calls.survey import AttemptRow, HoldRow

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
    agent_watched = joined or row.agent_seen_at is not None
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
        seller_there_at=_there(row.seller_seen_at, not joined or row.seller_in == row.id),
        agent_there_at=_there(row.agent_seen_at, not joined or row.agent_in == row.id),
    )


def maybe_hold(row: HoldRow | None) -> Hold | None:
    return as_hold(row) if row else None


def maybe_attempt(row: AttemptRow | None) -> Attempt | None:
    return as_attempt(row) if row else None


def _there(seen_at: datetime | None, there: bool) -> datetime | None:
    return seen_at if there else None


class Known:
    """Values made before, for rows that have not changed since: most of a look at a busy desk is the same as the last."""

    def __init__(self) -> None:
        self._holds: dict[HoldRow, Hold] = {}
        self._attempts: dict[AttemptRow, Attempt] = {}

    def holds(self, rows: list[HoldRow]) -> tuple[Hold, ...]:
        self._holds = {row: self._holds.get(row) or as_hold(row) for row in rows}
        return tuple(self._holds.values())

    def attempts(self, rows: list[AttemptRow]) -> tuple[Attempt, ...]:
        self._attempts = {row: self._attempts.get(row) or as_attempt(row) for row in rows}
        return tuple(self._attempts.values())
