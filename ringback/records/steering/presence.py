"""A supervisor sets an agent away: what is reserved goes to the next agent, a call that goes on is not touched."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from ringback.records import wake
from ringback.records.agents.actions import Presence, be
from ringback.records.agents.actions import locked as locked_agent
from ringback.records.agents.models import Agent
from ringback.records.calls.holds import give_back, locked_by_pk
from ringback.records.calls.models import LIVE, AgentHold
from ringback.records.people.models import Person
from ringback.records.presence.readers import page_seen
from ringback.records.saying import remark

BY_SUPERVISOR = "supervisor"


class AwayAlready(Exception):
    """Nothing to do: the agent takes no calls."""


class CannotComeBack(Exception):
    """Somebody set the presence anew since, or the agent's page is closed: they come back by themselves."""


@transaction.atomic
def set_away(agent: Agent, *, said: str, by: Person, now: datetime) -> Agent:
    """Raises AwayAlready. The agent reads who did it and why, and may become available again by themselves."""
    _give_back_what_is_reserved(agent, by, now)
    one = locked_agent(agent.pk)
    if one.presence == Presence.AWAY:
        raise AwayAlready
    be(one, Presence.AWAY, reason=BY_SUPERVISOR, by=by, said=remark(said), now=now)
    _wake_desks(one)
    return one


@transaction.atomic
def call_back(agent: Agent, *, now: datetime) -> Agent:
    """Undoes `set_away`, while it is what the agent's presence says. Raises CannotComeBack."""
    one = locked_agent(agent.pk)
    if one.presence_reason != BY_SUPERVISOR or one.presence != Presence.AWAY:
        raise CannotComeBack
    if not page_seen(one.person, now=now, within=settings.AGENT_PAGE_GONE):
        raise CannotComeBack
    be(one, Presence.AVAILABLE, now=now)
    _wake_desks(one)
    return one


def _give_back_what_is_reserved(agent: Agent, by: Person, now: datetime) -> None:
    """Callback first, then hold, as everywhere; a ring or a call that has begun goes on."""
    pk = AgentHold.objects.filter(agent=agent).values_list("pk", flat=True).first()
    hold = locked_by_pk(pk) if pk is not None else None
    if hold is not None and (hold.attempt is None or hold.attempt.state not in LIVE):
        give_back(hold, because="set-away", by=by, now=now)


def _wake_desks(agent: Agent) -> None:
    wake.wake(*(wake.desk(slug) for slug in agent.sites.values_list("slug", flat=True)))
