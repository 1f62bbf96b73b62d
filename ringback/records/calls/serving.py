"""What an agent serves now, and how their day has gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models

from ringback.records import rows
from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback
from ringback.records.calls.models import AgentHold, Attempt, Call
from ringback.records.cases.models import Case
from ringback.records.people.models import Person

# Pages name these types without importing tables.
__all__ = [
    "Attempt",
    "Call",
    "Serving",
    "attempt_of_agent",
    "call_of_agent",
    "came_to_nothing",
    "said_at_the_end",
    "serving_of",
    "talk_of",
    "today_of",
    "wrap_up_ends",
]


@dataclass(frozen=True)
class Serving:
    """`attempt` and `call` outlive the hold until the wrap-up is over; all are None for an agent who waits."""

    agent: Agent
    hold: AgentHold | None = None
    callback: Callback | None = None
    attempt: Attempt | None = None
    call: Call | None = None

    @property
    def case(self) -> Case | None:
        return self.callback.case if self.callback else None


@dataclass(frozen=True)
class Today:
    calls: int
    kept: int
    scored: int
    mean_talk: timedelta | None


CALLBACK = ("case__seller__person", "case__issue_type", "site", "promise")
AS_ASKED = ("facts", "reasons")  # what the policy said on the day is nothing that the workspace shows

# Every part of the workspace asks this. Whoever goes away or is available early still gives the outcome of the call that
# was, until the wrap-up is over.
_OF: dict[type[models.Model], str] = {Agent: "a", AgentHold: "h", Attempt: "t", Call: "c"}
_AT_DESK = """
SELECT {columns}, (
    SELECT one.attempt_id FROM ringback_call one JOIN ringback_attempt was ON was.id = one.attempt_id
    WHERE was.agent_id = a.id AND was.state = 'ended' AND one.wrapped_up_at IS NULL ORDER BY was.ended_at DESC LIMIT 1
)
FROM ringback_agent a LEFT JOIN ringback_agenthold h ON h.agent_id = a.id
LEFT JOIN ringback_attempt t ON t.id = h.attempt_id LEFT JOIN ringback_call c ON c.attempt_id = t.id
WHERE a.person_id = %s
"""


def serving_of(person: Person) -> Serving:
    """Raises Agent.DoesNotExist for people who answer no calls."""
    columns = ", ".join(rows.columns(model, letter) for model, letter in _OF.items())
    with connection.cursor() as cursor:
        cursor.execute(_AT_DESK.format(columns=columns), [person.pk])
        row = cursor.fetchone()
    if row is None:
        raise Agent.DoesNotExist
    *found, to_wrap_up = row
    agent, hold, attempt, call = rows.objects(found, *_OF)
    agent.person = person
    if hold.pk is not None:
        return _holding(agent, hold, attempt if attempt.pk else None, call if call.pk else None)
    call = _to_wrap_up(to_wrap_up) if to_wrap_up else None
    return Serving(agent, None, call.attempt.callback, call.attempt, call) if call else Serving(agent)


def _holding(agent: Agent, hold: AgentHold, attempt: Attempt | None, call: Call | None) -> Serving:
    found = Callback.objects.select_related(*CALLBACK).defer(*AS_ASKED).get(pk=hold.callback_id)
    hold.agent, hold.attempt, hold.callback = agent, attempt, _with_one_site(found)
    if attempt is not None:
        attempt.callback = found
        if call is not None:
            call.attempt = attempt
    return Serving(agent, hold, found, attempt, call)


def _to_wrap_up(attempt: UUID) -> Call:
    call = (
        Call.objects.select_related(*(f"attempt__callback__{name}" for name in CALLBACK))
        .defer(*(f"attempt__callback__{name}" for name in AS_ASKED))
        .get(pk=attempt)
    )
    _with_one_site(call.attempt.callback)
    return call


def _with_one_site(callback: Callback) -> Callback:
    """A callback's site is its case's."""
    callback.case.site = callback.site
    return callback


_TODAY = """
WITH today AS (
    SELECT callback_id, ended_at - answered_at AS talk FROM ringback_attempt
    WHERE agent_id = %(agent)s AND answered_at >= %(midnight)s
)
SELECT (SELECT count(*) FROM today), count(*) FILTER (WHERE state = 'kept'), count(*), (SELECT avg(talk) FROM today)
FROM ringback_promise
WHERE request IN (SELECT callback_id FROM today) AND made_for = 'first' AND state IN ('kept', 'broken')
"""


def today_of(agent: Agent, *, zone: str, now: datetime) -> Today:
    """Calls answered since midnight in the agent's zone; promises kept of those that were settled by a ring or broken."""
    midnight = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_TODAY, {"agent": agent.pk, "midnight": midnight})
        return Today(*cursor.fetchall()[0])


def talk_of(attempt: Attempt) -> timedelta | None:
    if attempt.answered_at is None or attempt.ended_at is None:
        return None
    return attempt.ended_at - attempt.answered_at


def said_at_the_end(attempt: Attempt) -> str:
    """What the supervisor wrote who ended this call; empty where nobody did."""
    if attempt.ended_by != "supervisor":
        return ""
    told = attempt.callback.events.filter(kind="call-ended").order_by("-at", "-pk").first()
    return str(told.detail["said"]) if told else ""


def wrap_up_ends(attempt: Attempt) -> datetime | None:
    return attempt.ended_at + settings.WRAP_UP if attempt.ended_at else None


def came_to_nothing(agent: Agent, *, now: datetime) -> Attempt | None:
    """The agent's last ring that nobody answered, while it is news: as long as a wrap-up."""
    of_late = Attempt.objects.filter(
        agent=agent, answered_at__isnull=True, ended_at__gt=now - settings.WRAP_UP
    )
    return of_late.select_related("seller__person").order_by("-ended_at").first()


def attempt_of_agent(agent: Agent, pk: UUID) -> Attempt:
    """Raises Attempt.DoesNotExist, for another agent's too."""
    return Attempt.objects.select_related("callback").get(agent=agent, pk=pk)


def call_of_agent(agent: Agent, attempt: UUID) -> Call:
    """Raises Call.DoesNotExist, for another agent's too."""
    return Call.objects.select_related("attempt__seller__person").get(attempt=attempt, attempt__agent=agent)
