"""What falls due for agents: wrap-ups that are over, pages that are gone, shifts that end."""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef

from ringback.records.agents.actions import Presence, be
from ringback.records.agents.actions import locked as locked_agent
from ringback.records.agents.models import Agent
from ringback.records.calls.holds import give_back, locked_by_pk
from ringback.records.calls.leaving import leaves, note
from ringback.records.calls.models import AgentHold
from ringback.records.calls.wrapping import wrap_up_over, wrap_ups_over
from ringback.records.lease.turns import Turns
from ringback.records.presence.models import PagePresence
from ringback.records.presence.readers import page_seen


def turn_agents(*, epoch: int, now: datetime) -> None:
    """Raises Fenced; raises what could not be turned after everything else was."""
    with Turns(epoch) as turns:
        turns.each(wrap_ups_over(now=now), lambda call: wrap_up_over(call, now=now))
        turns.each(_still_wrapping_up(now), lambda pk: _be_available(pk, now))
        turns.each(_gone(now), lambda pk: _set_away(pk, now))
        turns.each(leaves(now=now), lambda one: note(one, now=now))


def _still_wrapping_up(now: datetime) -> list[int]:
    over = Agent.objects.filter(presence=Presence.WRAP_UP, wrap_until__lte=now)
    return list(over.values_list("pk", flat=True))


def _be_available(pk: int, now: datetime) -> None:
    agent = locked_agent(pk)
    if agent.presence == Presence.WRAP_UP and agent.wrap_until is not None and agent.wrap_until <= now:
        be(agent, Presence.AVAILABLE, now=now)


def _gone(now: datetime) -> list[int]:
    """Available agents whose page has not answered for a while. A call that goes on is not ended for it here."""
    since = now - settings.AGENT_PAGE_GONE
    seen = PagePresence.objects.filter(person=OuterRef("person"), seen_at__gt=since)
    under_way = AgentHold.objects.filter(agent=OuterRef("pk"), accepted_at__isnull=False)
    gone = Agent.objects.filter(~Exists(seen), presence=Presence.AVAILABLE, presence_since__lte=since)
    return list(gone.exclude(Exists(under_way)).values_list("pk", flat=True))


def _set_away(pk: int, now: datetime) -> None:
    """What was reserved and not accepted goes back to its old place."""
    held = AgentHold.objects.filter(agent=pk).values_list("pk", flat=True).first()
    hold = locked_by_pk(held) if held is not None else None
    agent = locked_agent(pk)
    accepted = hold is not None and hold.accepted_at is not None
    if accepted or agent.presence != Presence.AVAILABLE:
        return
    if page_seen(agent.person, now=now, within=settings.AGENT_PAGE_GONE):
        return
    if hold is not None:
        give_back(hold, because="page-gone", now=now)
    be(locked_agent(pk), Presence.AWAY, reason="page-gone", now=now)
