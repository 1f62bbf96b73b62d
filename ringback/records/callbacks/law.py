"""The law's figures as this desk has set them, and the queue that a callback waits in."""

from collections.abc import Collection

from django.conf import settings

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback, Queue
from ringback.records.desk.models import Site
from ringback.rules.queue.waiting import Law


def law() -> Law:
    return Law(protect=settings.PROTECT, lane_every=settings.LANE_EVERY)


def queue_like(callback: Callback, *, agent: Agent | None, target: float | None = None) -> Queue:
    """The queue of what this callback asks for, for this agent alone or for all; `target` where it changes."""
    return queue_for(
        callback.site,
        languages=callback.languages,
        skills=callback.skills,
        target=callback.target if target is None else target,
        line=callback.line,
        agent=agent,
    )


def queue_for(
    site: Site,
    *,
    languages: Collection[str],
    skills: Collection[str],
    target: float,
    line: str,
    agent: Agent | None = None,
) -> Queue:
    """The one queue of these; `agent` for the queue of one agent."""
    queue, _ = Queue.objects.get_or_create(
        site=site,
        languages=sorted(languages),
        skills=sorted(skills),
        target=target,
        line=line,
        agent=agent,
    )
    return queue
