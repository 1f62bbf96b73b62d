"""The law's figures as this desk has set them, and the queue that a callback waits in."""

from collections.abc import Collection

from django.conf import settings

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Queue
from ringback.records.desk.models import Site
from ringback.rules.queue.waiting import Law


def law() -> Law:
    return Law(protect=settings.PROTECT, lane_every=settings.LANE_EVERY)


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
