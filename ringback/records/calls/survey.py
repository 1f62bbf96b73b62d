"""One look at the desk for the dispatcher: holds, attempts that are not ended, agents for whom somebody waits."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, F, OuterRef, QuerySet

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback, Queue
from ringback.records.calls.models import LIVE, AgentHold, Attempt
from ringback.records.wake import person, wake

_HOLD = ("id", "agent_id", "callback_id", "callback__line", "callback__number", "callback__site__official_number",
         "epoch", "accept_by", "accepted_at", "attempt_id")  # fmt: skip
_SELLER, _AGENT = "seller__person__page_presence__", "agent__person__page_presence__"
_ATTEMPT = ("id", "callback_id", "agent_id", "line", "number", "state", "epoch", "first_ring_at", "ring_deadline",
            "answered_at", "cap_at", "outcome", "ended_by", _SELLER + "seen_at", _SELLER + "in_attempt",
            _AGENT + "seen_at", _AGENT + "in_attempt")  # fmt: skip


@dataclass(frozen=True)
class HoldRow:
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


@dataclass(frozen=True)
class Seen:
    """When a person's pages were last seen, and the attempt whose sound one of them has joined."""

    at: datetime | None
    in_attempt: UUID | None


@dataclass(frozen=True)
class AttemptRow:
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
    seller_seen: Seen
    agent_seen: Seen


def holds() -> list[HoldRow]:
    return [HoldRow(*row) for row in _holds()]


def hold(id: int) -> HoldRow | None:
    return next((HoldRow(*row) for row in _holds().filter(pk=id)), None)


def attempts() -> list[AttemptRow]:
    return [_attempt(row) for row in _attempts().filter(state__in=LIVE)]


def attempt(id: UUID) -> AttemptRow | None:
    return next((_attempt(row) for row in _attempts().filter(pk=id)), None)


def free_agents() -> list[int]:
    """Agents who are free and may serve a queue that is not empty: the least flexible first, then the longest idle.

    Flexible is who could serve many of the queues that are not empty now.
    """
    queues = _queues_with_somebody()
    agents = list(_idle_agents()) if queues else []
    serves = Counter({agent["pk"]: sum(_may_serve(agent, queue) for queue in queues) for agent in agents})
    eager = [agent for agent in agents if serves[agent["pk"]]]
    return [
        agent["pk"]
        for agent in sorted(eager, key=lambda one: (serves[one["pk"]], one["free_since"], one["pk"]))
    ]


def wake_pages_of(id: UUID) -> None:
    """Tell the pages of both sides of an attempt to look."""
    people = Attempt.objects.filter(pk=id).values_list("seller__person_id", "agent__person_id").first()
    if people is not None:
        wake(*(person(pk) for pk in people))


def _holds() -> Iterable[tuple[Any, ...]]:
    return AgentHold.objects.filter(role=AgentHold.Role.SERVING).order_by("id").values_list(*_HOLD)


def _attempts() -> QuerySet[Attempt, tuple[Any, ...]]:
    return Attempt.objects.values_list(*_ATTEMPT)


def _attempt(row: tuple[Any, ...]) -> AttemptRow:
    *fields, seller_at, seller_in, agent_at, agent_in = row
    return AttemptRow(*fields, Seen(seller_at, seller_in), Seen(agent_at, agent_in))


def _queues_with_somebody() -> list[dict[str, Any]]:
    waiting = Callback.objects.filter(queue=OuterRef("pk"), state=Callback.State.WAITING)
    return list(Queue.objects.filter(Exists(waiting)).values("site_id", "languages", "skills", "agent_id"))


def _idle_agents() -> Iterator[dict[str, Any]]:
    free = Agent.objects.filter(presence=Agent.Presence.AVAILABLE, hold__isnull=True)
    rows = free.annotate(on=ArrayAgg("sites")).values(
        "pk", "languages", "skills", "on", since=F("presence_since"), idle=F("free_since")
    )
    for row in rows:
        yield row | {"free_since": row["idle"] or row["since"]}


def _may_serve(agent: dict[str, Any], queue: dict[str, Any]) -> bool:
    return (
        queue["site_id"] in agent["on"]
        and queue["agent_id"] in (None, agent["pk"])
        and not set(queue["languages"]).isdisjoint(agent["languages"])
        and set(queue["skills"]) <= set(agent["skills"])
    )
