"""The end of a shift, as the desk keeps it for each agent: from when nothing new is reserved, who stays, who has gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from ringback.records.agents.actions import Presence, be
from ringback.records.agents.actions import locked as locked_agent
from ringback.records.agents.models import Agent
from ringback.records.calls.models import AgentHold, Call
from ringback.records.rosters.readers import stretches_of
from ringback.records.wake import person, wake
from ringback.rules.queue.shift_end import Lasts, lasts, shift_ends

AT_WORK = (Presence.AVAILABLE, Presence.WRAP_UP)


class NoShiftEnds(Exception):
    """No shift of this agent is about to end, so there is nothing to stay beyond."""


class NotThatLong(ValueError):
    """Only the lengths that are offered (a setting) may be chosen."""


@dataclass(frozen=True)
class Leaves:
    """`ends` is None for an agent of whom no shift is about to end."""

    agent: int
    ends: datetime | None


def lasts_for(agent: Agent) -> Lasts:
    """How long nearly all calls last with their wrap-up: this agent's, their sites', or the longest there can be."""
    return lasts(
        _lengths(Q(attempt__agent=agent)),
        _lengths(Q(attempt__callback__site__in=list(agent.sites.values_list("pk", flat=True)))),
        share=settings.SHIFT_END_SHARE,
        least=settings.SHIFT_END_CALLS_LEAST,
        preset=settings.CALL_CAP + settings.WRAP_UP,
    )


def _lengths(whose: Q) -> list[timedelta]:
    calls = Call.objects.filter(whose, wrapped_up_at__isnull=False, attempt__answered_at__isnull=False)
    lengths = calls.annotate(length=F("wrapped_up_at") - F("attempt__answered_at"))
    return list(
        lengths.order_by("-wrapped_up_at").values_list("length", flat=True)[: settings.SHIFT_END_CALLS]
    )


def leaves(*, now: datetime) -> list[Leaves]:
    """Agents for whom it is not yet written down that their shift is about to end, ends later, or is over."""
    here = list(Agent.objects.filter(Q(presence__in=AT_WORK) | Q(shift_ends_at__isnull=False)))
    ends = _ends([agent.pk for agent in here], now)
    seen = [Leaves(agent.pk, _goes(agent, ends.get(agent.pk), now)) for agent in here]
    return [
        one
        for agent, one in zip(here, seen, strict=True)
        if one.ends != agent.shift_ends_at or (agent.stays_until and agent.stays_until <= now)
    ]


def note(one: Leaves, *, now: datetime) -> None:
    """Write it down. Who is in a call, or writes it up, goes when that is done."""
    agent = locked_agent(one.agent)
    was = agent.shift_ends_at
    if one.ends is None and was is not None and was <= now:
        if agent.presence == Presence.WRAP_UP or AgentHold.objects.filter(agent=agent).exists():
            return
        if agent.presence == Presence.AVAILABLE:
            be(agent, Presence.AWAY, reason="shift-over", now=now)
    stays = agent.stays_until if agent.stays_until and agent.stays_until > now else None
    _write(agent, one.ends, stays)


@transaction.atomic
def stay(agent: Agent, *, length: timedelta | None, now: datetime) -> Agent:
    """The agent goes on so long after their shift; None: they leave at its end after all. Raises NoShiftEnds, NotThatLong."""
    if length is not None and length not in settings.STAYS:
        raise NotThatLong
    agent = locked_agent(agent.pk)
    rostered = _ends([agent.pk], now).get(agent.pk)
    if rostered is None or _soon(rostered, now) is None:
        raise NoShiftEnds
    stays = rostered + length if length is not None else None
    _write(agent, stays or rostered, stays)
    return agent


def stays_offered(agent: Agent) -> Sequence[tuple[timedelta, datetime]]:
    """How long an agent may stay, and until when that is; nothing while no shift is about to end, or who stays already."""
    if agent.shift_ends_at is None or agent.stays_until is not None:
        return ()
    return [(length, agent.shift_ends_at + length) for length in settings.STAYS]


def _write(agent: Agent, ends: datetime | None, stays: datetime | None) -> None:
    agent.shift_ends_at, agent.stays_until = ends, stays
    agent.nothing_new_from = ends - lasts_for(agent).length if ends else None
    agent.save(update_fields=["shift_ends_at", "stays_until", "nothing_new_from"])
    wake(person(agent.person_id))


def _soon(ends: datetime | None, now: datetime) -> datetime | None:
    """Only what is near: no call could last longer than half of this."""
    within = 2 * (settings.CALL_CAP + settings.WRAP_UP)
    return ends if ends is not None and now < ends <= now + within else None


def _goes(agent: Agent, rostered: datetime | None, now: datetime) -> datetime | None:
    """At the end of the shift, or as late as they have said."""
    stays, soon = agent.stays_until, _soon(rostered, now)
    if stays is None or stays <= now:
        return soon
    return max(stays, rostered) if rostered is not None else stays


def _ends(agents: Collection[int], now: datetime) -> dict[int, datetime]:
    shifts = stretches_of(agents, now, now)
    found = ((agent, shift_ends(agent, shifts, at=now)) for agent in agents) if shifts else ()
    return {agent: ends for agent, ends in found if ends is not None}
