"""One look at the desk for the dispatcher: who is held, and the attempts that are not ended."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from ringback.records.calls.models import LIVE, AgentHold, Attempt
from ringback.records.desk.models import Site
from ringback.records.wake import person, wake

_HOLD = ("id", "agent_id", "callback_id", "callback__line", "callback__number", "callback__site__official_number",
         "epoch", "accept_by", "accepted_at", "attempt_id")  # fmt: skip
_OWN = (
    "id",
    "callback_id",
    "agent_id",
    "line",
    "number",
    "state",
    "epoch",
    "first_ring_at",
    "ring_deadline",
    "answered_at",
    "cap_at",
    "outcome",
    "ended_by",
)
_SEEN = tuple(
    f"{side}__person__page_presence__{what}"
    for side in ("seller", "agent")
    for what in ("seen_at", "in_attempt")
)


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


def holds() -> list[HoldRow]:
    return [HoldRow._make(row) for row in _holds()]


def row_of(hold: AgentHold | None) -> HoldRow | None:
    """Of a hold that comes with its callback and site."""
    if hold is None:
        return None
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


def row_of_attempt(one: Attempt | None) -> AttemptRow | None:
    """Without a look at anybody's pages."""
    if one is None:
        return None
    return AttemptRow(*(getattr(one, name) for name in _OWN))


def hold(id: int) -> HoldRow | None:
    return next((HoldRow._make(row) for row in _holds().filter(pk=id)), None)


def attempts() -> list[AttemptRow]:
    return [AttemptRow._make(row) for row in _attempts().filter(state__in=LIVE)]


def attempt(id: UUID) -> AttemptRow | None:
    return next((AttemptRow._make(row) for row in _attempts().filter(pk=id)), None)


def sites() -> list[int]:
    return list(Site.objects.values_list("pk", flat=True))


def wake_pages_of(id: UUID) -> None:
    """Tell the pages of both sides of an attempt to look."""
    people = Attempt.objects.filter(pk=id).values_list("seller__person_id", "agent__person_id").first()
    if people is not None:
        wake(*(person(pk) for pk in people))


def _holds() -> QuerySet[AgentHold, tuple[Any, ...]]:
    return AgentHold.objects.filter(role=AgentHold.Role.SERVING).order_by("id").values_list(*_HOLD)


def _attempts() -> QuerySet[Attempt, tuple[Any, ...]]:
    return Attempt.objects.values_list(*_OWN, *_SEEN)
