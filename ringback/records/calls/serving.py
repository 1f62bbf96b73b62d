"""What an agent serves now, whom they could serve next, and how their day has gone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Avg, Count, F, Q

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback, Queue
from ringback.records.calls.models import AgentHold, Attempt, Call
from ringback.records.cases.models import Case
from ringback.records.desk.readers import calendar_of
from ringback.records.promises.models import Promise
from ringback.rules.hours import opening_minutes

# Pages name these types without importing tables.
__all__ = [
    "Attempt",
    "Call",
    "Serving",
    "attempt_of_agent",
    "call_of_agent",
    "servable",
    "serving_of",
    "talk_of",
    "today_of",
]

SHOWN = 12


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
class Row:
    """One waiting callback that an agent may serve. `percent` is the share of the target used, `bar` the same up to 100."""

    callback: UUID
    case_number: int
    issue: dict[str, str]
    priority: str
    languages: list[str]
    percent: int
    bar: int
    shown_until: datetime | None
    broken: bool
    mine: bool = False


@dataclass(frozen=True)
class Servable:
    count: int = 0
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Today:
    calls: int
    kept: int
    scored: int
    mean_talk: timedelta | None


CALLBACK = ("case__seller__person", "case__issue_type", "case__site", "promise", "site")


def serving_of(agent: Agent) -> Serving:
    hold = (
        AgentHold.objects.select_related(*(f"callback__{name}" for name in CALLBACK), "attempt__call")
        .filter(agent=agent)
        .first()
    )
    if hold is not None:
        attempt = hold.attempt
        return Serving(
            agent, hold, hold.callback, attempt, getattr(attempt, "call", None) if attempt else None
        )
    if agent.presence == Agent.Presence.AVAILABLE:
        return Serving(agent)
    call = (
        Call.objects.select_related("attempt", *(f"attempt__callback__{name}" for name in CALLBACK))
        .filter(attempt__agent=agent, wrapped_up_at__isnull=True, attempt__state=Attempt.State.ENDED)
        .order_by("-attempt__ended_at")
        .first()
    )
    return Serving(agent, None, call.attempt.callback, call.attempt, call) if call else Serving(agent)


def _queues_of(agent: Agent) -> list[int]:
    """The queues that hold somebody whom this agent may serve: site, a common language, skills, whose queue it is."""
    free = Q(agent__isnull=True) | Q(agent=agent)
    queues = Queue.objects.filter(free, site__agents=agent, languages__overlap=agent.languages)
    return list(queues.filter(skills__contained_by=agent.skills).values_list("pk", flat=True))


# Within one queue only `effective` differs, so the first few of each are enough for the few that are shown.
_HEADS = """
SELECT head.id FROM unnest(%s::bigint[]) AS one(queue)
CROSS JOIN LATERAL (
    SELECT id FROM ringback_callback WHERE queue_id = one.queue AND state = 'waiting' ORDER BY effective, id LIMIT %s
) AS head
"""


def servable(serving: Serving, *, now: datetime) -> Servable:
    """Whoever waits for somebody like this agent, furthest into the target first; the reserved one stands on top."""
    queues = _queues_of(serving.agent)
    count = Callback.objects.filter(queue__in=queues, state=Callback.State.WAITING).count()
    rows = [_row(one, now) for one in _most_urgent(queues, now)]
    held = serving.callback
    if held is not None and serving.hold is not None:
        rows.insert(0, _row(held, now, mine=True))
        count += 1
    return Servable(count, rows[:SHOWN])


def _most_urgent(queues: list[int], now: datetime) -> list[Callback]:
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, [queues, SHOWN])
        heads = [pk for (pk,) in cursor.fetchall()]
    plain = (
        Callback.objects.filter(pk__in=heads)
        .only("site", "effective", "target", "asked")
        .select_related("site")
    )
    first = sorted(plain, key=lambda one: -_urgency(one, now))[:SHOWN]
    whole = Callback.objects.select_related(*CALLBACK).in_bulk([one.pk for one in first])
    return [whole[one.pk] for one in first if one.pk in whole]


def _opened(one: Callback, now: datetime) -> float:
    return opening_minutes(calendar_of(one.site), now)


def _urgency(one: Callback, now: datetime) -> float:
    return float((_opened(one, now) - one.effective) / one.target**settings.PROTECT)


def _row(one: Callback, now: datetime, *, mine: bool = False) -> Row:
    share = max(0.0, (_opened(one, now) - one.asked) / one.target) if one.target else 0.0
    return Row(
        callback=one.pk,
        case_number=one.case.number or 0,
        issue=one.case.issue_type.name,
        priority=one.priority,
        languages=one.languages,
        percent=round(100 * share),
        bar=min(100, round(100 * share)),
        shown_until=one.promise.shown_until if one.promise else None,
        broken=one.broken_at is not None,
        mine=mine,
    )


def today_of(agent: Agent, *, zone: str, now: datetime) -> Today:
    """Calls answered since midnight in the agent's zone; promises kept of those that were settled by a ring or broken."""
    midnight = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    calls = Attempt.objects.filter(agent=agent, answered_at__gte=midnight).aggregate(
        calls=Count("pk"), talk=Avg(F("ended_at") - F("answered_at"))
    )
    requests = Attempt.objects.filter(agent=agent, answered_at__gte=midnight).values("callback_id")
    scored = Promise.objects.filter(request__in=requests, made_for="first").aggregate(
        kept=Count("pk", filter=Q(state=Promise.State.KEPT)),
        scored=Count("pk", filter=Q(state__in=[Promise.State.KEPT, Promise.State.BROKEN])),
    )
    return Today(calls["calls"], scored["kept"], scored["scored"], calls["talk"])


def talk_of(attempt: Attempt) -> timedelta | None:
    if attempt.answered_at is None or attempt.ended_at is None:
        return None
    return attempt.ended_at - attempt.answered_at


def attempt_of_agent(agent: Agent, pk: UUID) -> Attempt:
    """Raises Attempt.DoesNotExist, for another agent's too."""
    return Attempt.objects.select_related("callback").get(agent=agent, pk=pk)


def call_of_agent(agent: Agent, attempt: UUID) -> Call:
    """Raises Call.DoesNotExist, for another agent's too."""
    return Call.objects.select_related("attempt__seller__person").get(attempt=attempt, attempt__agent=agent)
