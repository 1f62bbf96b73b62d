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

    The same words for the same agent once more are a second click. Raises NothingSaid, NotWhile, CannotServe.
    """
    why, callback = reason(said), waits(callback)
    if agent is not None and not who_may_serve(callback).filter(pk=agent.pk).exists():
        raise CannotServe
    if _just_given(callback, agent, why):
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


def _just_given(callback: Callback, agent: Agent | None, why: str) -> bool:
    """It is theirs, and the last thing that its story tells is that, in these words."""
    last = callback.events.order_by("-at", "-pk").first()
    if callback.wants_agent != agent or last is None or last.kind != "assigned":
        return False
    return (last.detail.get("agent"), last.detail.get("said")) == (agent.pk if agent else None, why)


def who_may_serve(callback: Callback) -> QuerySet[Agent]:
    """Agents of the site with a common language and all skills, present or not."""
    return Agent.objects.filter(
        sites=callback.site_id,
        languages__overlap=callback.languages,
        skills__contains=callback.skills,
        person__is_active=True,
    ).select_related("person")
