"""Presence: what an agent says of themselves, and what the desk sets by a rule."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from ringback.records import wake
from ringback.records.agents.models import Agent
from ringback.records.desk.models import Site
from ringback.records.people.models import Person

Presence = Agent.Presence
_OF_PRESENCE = (
    "presence",
    "presence_reason",
    "presence_since",
    "presence_by",
    "presence_said",
    "wrap_until",
    "free_since",
)


def locked(pk: int) -> Agent:
    """Nobody else's to change until the transaction ends."""
    return Agent.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)


@transaction.atomic
def set_available(agent: Agent, *, now: datetime) -> Agent:
    """Takes calls from now on; a wrap-up that still ran is over for the presence, not for its notes. A second click costs
    nobody their turn."""
    one = locked(agent.pk)
    return one if one.presence == Presence.AVAILABLE else be(one, Presence.AVAILABLE, now=now)


@transaction.atomic
def set_away(agent: Agent, *, reason: str, now: datetime) -> Agent:
    """Takes no further call. `reason` is the agent's (break, training, …) or the desk's (not-accepted, page-gone)."""
    return be(locked(agent.pk), Presence.AWAY, reason=reason, now=now)


def be(
    agent: Agent,
    presence: Presence,
    *,
    reason: str = "",
    wrap_until: datetime | None = None,
    by: Person | None = None,
    said: str = "",
    now: datetime,
) -> Agent:
    """For a locked agent. Idle time is counted from here when they become available. `by` and `said`: a supervisor's act."""
    agent.presence, agent.presence_reason, agent.presence_since = presence, reason, now
    agent.presence_by, agent.presence_said = by, said
    agent.wrap_until = wrap_until
    agent.free_since = now if presence is Presence.AVAILABLE and not _is_bound(agent) else None
    _save(agent, *_OF_PRESENCE)
    return agent


def _is_bound(agent: Agent) -> bool:
    """To a callback: idle again when it is given back, not when they say that they are available."""
    return Agent.objects.filter(pk=agent.pk, hold__isnull=False).exists()


def be_free(agent: Agent, *, now: datetime) -> None:
    """Idle again without a change of presence: what was reserved came to nothing."""
    agent.free_since = now if agent.presence == Presence.AVAILABLE else None
    _save(agent, "free_since")


@transaction.atomic
def lend_skill(agent: Agent, *, skill: str) -> Agent:
    agent = locked(agent.pk)
    agent.skills = sorted({*agent.skills, skill})
    _save(agent, "skills")
    return agent


@transaction.atomic
def take_skill_back(agent: Agent, *, skill: str) -> Agent:
    agent = locked(agent.pk)
    agent.skills = [one for one in agent.skills if one != skill]
    _save(agent, "skills")
    return agent


def _save(agent: Agent, *fields: str) -> None:
    agent.save(update_fields=list(fields))
    # The desk is woken by whoever knows the site; the agent's colleagues need not look at each idle moment.
    wake.wake(wake.DISPATCH, wake.person(agent.person_id))


@transaction.atomic
def write_agent(
    person: Person, *, languages: list[str], skills: list[str], sites: Iterable[Site], now: datetime
) -> Agent:
    """An agent as they are to be from now on; a new one is away until they say otherwise."""
    agent, _ = Agent.objects.update_or_create(
        person=person,
        defaults={"languages": languages, "skills": sorted(skills)},
        create_defaults={"languages": languages, "skills": sorted(skills), "presence_since": now},
    )
    agent.sites.set(sites)
    return agent
