"""Whose voices belong to an attempt, for whoever carries the sound."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from ringback.records.calls.models import LIVE, Attempt


@dataclass(frozen=True)
class Parties:
    """`seller` and `agent` are Person pks; `over` when nothing more is carried."""

    attempt: UUID
    seller: int
    agent: int
    over: bool


def parties_of(attempt: UUID) -> Parties | None:
    """None for an attempt that does not exist."""
    return parties_of_all([attempt]).get(attempt)


def parties_of_all(attempts: Collection[UUID]) -> dict[UUID, Parties]:
    rows = Attempt.objects.filter(pk__in=attempts).values_list(
        "pk", "seller__person_id", "agent__person_id", "state"
    )
    return {pk: Parties(pk, seller, agent, state not in LIVE) for pk, seller, agent, state in rows}
