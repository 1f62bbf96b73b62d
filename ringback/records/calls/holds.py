"""An agent bound to a callback: accepted in time, or given back at its old place."""

from datetime import datetime
from typing import Any

from django.db import transaction

from ringback.records import wake
from ringback.records.agents.actions import Presence, be, be_free
from ringback.records.agents.actions import locked as locked_agent
from ringback.records.agents.models import Agent
from ringback.records.callbacks.moving import change, locked_with, wake_pages
from ringback.records.callbacks.story import tell
from ringback.records.calls.models import LIVE, AgentHold, Attempt
from ringback.records.lease.actions import hold_fast
from ringback.records.people.models import Person
from ringback.rules.calls.lifecycle import CallbackEvent


class NothingReserved(Exception):
    """No callback is reserved for this agent, or it was given back a moment ago."""


@transaction.atomic
def accept(agent: Agent, *, now: datetime) -> AgentHold:
    """Raises NothingReserved. Accepting twice changes nothing."""
    hold = _locked_hold(agent)
    if hold.accepted_at is None:
        if now >= hold.accept_by:
            raise NothingReserved
        hold.accepted_at = now
        hold.save(update_fields=["accepted_at"])
        tell(hold.callback, "accepted", now=now, by=agent.person, agent=agent.pk)
        wake_pages(hold.callback, wake.DISPATCH, wake.person(agent.person_id))
    return hold


@transaction.atomic
def decline(agent: Agent, *, now: datetime) -> None:
    """Not now: the callback goes back to its old place, the agent is away. Raises NothingReserved once the ring has begun."""
    hold = _locked_hold(agent)
    if hold.attempt is not None and hold.attempt.state in LIVE:
        raise NothingReserved
    give_back(hold, because="declined", by=agent.person, now=now)
    be(locked_agent(agent.pk), Presence.AWAY, reason="declined", now=now)


@transaction.atomic
def lapse(hold: int, *, epoch: int, now: datetime) -> bool:
    """The countdown ran out. False when it was accepted, or given back, in the meantime. Raises Fenced."""
    hold_fast(epoch)
    one = locked_by_pk(hold)
    if one is None or one.accepted_at is not None:
        return False
    give_back(one, because="not-accepted", now=now)
    agent = locked_agent(one.agent_id)
    if agent.presence == Presence.AVAILABLE:
        be(agent, Presence.AWAY, reason="not-accepted", now=now)
    return True


@transaction.atomic
def take_over(hold: int, *, epoch: int) -> AgentHold | None:
    """Another dispatcher's hold and its attempt become ours; None when it is gone. Raises Fenced."""
    hold_fast(epoch)
    one = locked_by_pk(hold)
    if one is None:
        return None
    AgentHold.objects.filter(pk=one.pk).update(epoch=epoch)
    if one.attempt_id is not None:
        Attempt.objects.filter(pk=one.attempt_id, state__in=LIVE).update(epoch=epoch)
    one.epoch = epoch
    return one


def give_back(
    hold: AgentHold,
    *,
    because: str,
    by: Person | None = None,
    now: datetime,
    rest: dict[str, Any] | None = None,
) -> None:
    """For a locked hold whose callback is reserved: back to its old place, or to a rest with its reason and time."""
    callback = hold.callback
    event = CallbackEvent.REST if rest else CallbackEvent.GIVE_BACK
    change(callback, event, now=now, **(rest or {}))
    tell(callback, "given-back", now=now, by=by, agent=hold.agent_id, because=because)
    if rest:
        tell(callback, "rested", now=now, because=rest["rest_reason"], until=rest["ready_at"])
    free(hold, now=now)


def free(hold: AgentHold, *, now: datetime) -> None:
    """The agent is bound no more, and idle if they are available."""
    agent = locked_agent(hold.agent_id)
    hold.delete()
    be_free(agent, now=now)
    wake_pages(hold.callback, wake.DISPATCH)


def locked_by_pk(hold: int) -> AgentHold | None:
    """The callback is locked before its hold, as everywhere."""
    return locked_with(AgentHold, hold)


def _locked_hold(agent: Agent) -> AgentHold:
    pk = AgentHold.objects.filter(agent=agent).values_list("pk", flat=True).first()
    hold = locked_by_pk(pk) if pk is not None else None
    if hold is None:
        raise NothingReserved
    return hold
