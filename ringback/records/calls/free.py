"""Agents who are free while somebody waits whom they may serve."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback, Queue


@dataclass(frozen=True)
class _Idle:
    pk: int
    languages: frozenset[str]
    skills: frozenset[str]
    sites: frozenset[int]
    since: datetime


@dataclass(frozen=True)
class _Asks:
    """What a queue that is not empty asks of an agent."""

    site: int
    languages: frozenset[str]
    skills: frozenset[str]
    agent: int | None


def free_agents() -> list[int]:
    """The least flexible first, then the longest idle; flexible is who could serve many of the queues not empty now."""
    queues = _queues_with_somebody()
    agents = _idle() if queues else []
    served = {agent: sum(_may_serve(agent, queue) for queue in queues) for agent in agents}
    eager = [agent for agent in agents if served[agent]]
    return [agent.pk for agent in sorted(eager, key=lambda agent: (served[agent], agent.since, agent.pk))]


def _queues_with_somebody() -> Collection[_Asks]:
    waiting = Callback.objects.filter(queue=OuterRef("pk"), state=Callback.State.WAITING)
    queues = Queue.objects.filter(Exists(waiting), line__in=list(settings.LINES))
    rows = queues.values_list("site_id", "languages", "skills", "agent_id")
    return [_Asks(site, frozenset(spoken), frozenset(skills), agent) for site, spoken, skills, agent in rows]


def _idle() -> Collection[_Idle]:
    free = Agent.objects.filter(presence=Agent.Presence.AVAILABLE, hold__isnull=True)
    rows = free.annotate(on=ArrayAgg("sites"), since=Coalesce("free_since", "presence_since")).values_list(
        "pk", "languages", "skills", "on", "since"
    )
    return [
        _Idle(pk, frozenset(spoken), frozenset(skills), frozenset(on), since)
        for pk, spoken, skills, on, since in rows
    ]


def _may_serve(agent: _Idle, queue: _Asks) -> bool:
    return (
        queue.site in agent.sites
        and queue.agent in (None, agent.pk)
        and not queue.languages.isdisjoint(agent.languages)
        and queue.skills <= agent.skills
    )
