"""A supervisor gives a callback to one agent, or opens it to all; place and promise stay as they are."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from ringback.records import wake
from ringback.records.agents.models import Agent
from ringback.records.callbacks.law import queue_like
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.moving import wake_pages, write
from ringback.records.callbacks.story import tell
from ringback.records.people.models import Person
from ringback.records.saying import reason
from ringback.records.steering.moving import waits


class CannotServe(ValueError):
    """This agent does not work on the site, speaks none of the languages, or lacks a skill."""


@transaction.atomic
def assign(callback: Callback, *, agent: Agent | None, said: str, by: Person, now: datetime) -> Callback:
    """`agent` None opens it to all. What is kept for one is open to all after a while (a setting), so that nobody is stranded.

    What is theirs already stays so, as after a second click. Raises NothingSaid, NotWhile, CannotServe.
    """
    why, callback = reason(said), waits(callback)
    if agent is not None and not who_may_serve(callback).filter(pk=agent.pk).exists():
        raise CannotServe
    if callback.wants_agent == agent:
        return callback
    queue = queue_like(callback, agent=agent)
    due = max(now, callback.ready_at or now)
    write(
        callback,
        queue=queue,
        wants_agent=agent,
        kept=None,
        open_to_all_at=due + settings.CONTINUATION_OWN if agent else None,
    )
    tell(callback, "assigned", now=now, by=by, agent=agent.pk if agent else None, said=why)
    wake_pages(callback, wake.DISPATCH)
    return callback


def who_may_serve(callback: Callback) -> QuerySet[Agent]:
    """Agents of the site with a common language and all skills, present or not."""
    return Agent.objects.filter(
        sites=callback.site_id,
        languages__overlap=callback.languages,
        skills__contains=callback.skills,
        person__is_active=True,
    ).select_related("person")
