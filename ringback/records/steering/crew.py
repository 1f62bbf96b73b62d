"""The agents of a site at this moment: what each does, on which case, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from ringback.records.agents.models import Agent
from ringback.records.calls.models import AgentHold, Attempt
from ringback.records.desk.models import Site
from ringback.records.presence.models import PagePresence


@dataclass(frozen=True)
class Member:
    """`doing` is available, away, wrap-up, reserved, ringing or talking; `attempt` is set while they talk. `signed_in`: a page
    of theirs is open. `late`: the talk is near its longest length."""

    agent: Agent
    doing: str
    since: datetime
    signed_in: bool
    case: int | None = None
    attempt: UUID | None = None
    late: bool = False

    @property
    def is_there(self) -> bool:
        return self.agent.presence != Agent.Presence.AWAY or self.attempt is not None

    @property
    def is_busy(self) -> bool:
        return self.doing not in ("available", "away")

    def speaks(self, languages: Iterable[str]) -> bool:
        return not set(languages).isdisjoint(self.agent.languages)

    def can_serve(self, languages: Iterable[str], skills: Iterable[str]) -> bool:
        return self.speaks(languages) and set(skills) <= set(self.agent.skills)


ORDER = ("talking", "ringing", "reserved", "wrap-up", "available", "away")


def crew_of(site: Site, *, now: datetime) -> list[Member]:
    """Who is signed in or bound to a callback, the longest in a call first; who is neither is at home."""
    agents = (
        Agent.objects.filter(sites=site, person__is_active=True)
        .select_related("person", "presence_by", "hold__callback__case", "hold__attempt")
        .order_by("person__name")
    )
    pages = dict(PagePresence.objects.filter(person__agent__sites=site).values_list("person_id", "seen_at"))
    found = [_member(agent, pages.get(agent.person_id), now) for agent in agents]
    here = [one for one in found if one.signed_in or one.is_there]
    return sorted(here, key=lambda one: (ORDER.index(one.doing), one.since))


def _member(agent: Agent, seen: datetime | None, now: datetime) -> Member:
    signed_in = seen is not None and seen >= now - settings.AGENT_PAGE_GONE
    hold: AgentHold | None = getattr(agent, "hold", None)
    if hold is None:
        return Member(agent, agent.presence, agent.presence_since, signed_in)
    attempt, case = hold.attempt, hold.callback.case.number
    if attempt is None or attempt.state in (Attempt.State.ARMED, Attempt.State.ENDED):
        return Member(agent, "reserved", hold.reserved_at, signed_in, case)
    if attempt.state == Attempt.State.DIALING:
        return Member(agent, "ringing", attempt.dialing_at or hold.reserved_at, signed_in, case)
    since = attempt.answered_at or hold.reserved_at
    late = attempt.cap_at is not None and now >= attempt.cap_at - settings.AGENT_WARNINGS_LEFT[0]
    return Member(agent, "talking", since, signed_in, case, attempt.pk, late)
