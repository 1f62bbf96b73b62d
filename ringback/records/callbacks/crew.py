"""The agents of a site by what they can serve, which of them are signed in, and how long they talk."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from ringback.records.agents.models import Agent
from ringback.records.desk.models import Site

PRESENT = (Agent.Presence.AVAILABLE, Agent.Presence.WRAP_UP)


@dataclass(frozen=True)
class Alike:
    """Agents (pks) with the same languages and skills, all of them signed in or none. Busy ones are signed in."""

    languages: frozenset[str]
    skills: frozenset[str]
    present: bool
    agents: frozenset[int]

    def serve(self, languages: Collection[str], skills: Collection[str]) -> bool:
        """They speak one of the languages and have all the skills."""
        return not self.languages.isdisjoint(languages) and self.skills.issuperset(skills)

    def among(self, agents: frozenset[int]) -> "Alike":
        return replace(self, agents=self.agents & agents)

    def only(self, agent: int | None) -> "Alike":
        return self if agent is None else replace(self, agents=self.agents & {agent})


@dataclass(frozen=True)
class Crew:
    """`talk` is the median of the last days in seconds, None until there is one; `stays` says until when those agents (pks)
    go on who have chosen to stay beyond their shift."""

    alike: tuple[Alike, ...]
    talk: float | None
    stays: Mapping[int, datetime]


# `%(site)s`, `%(since)s`, `%(now)s` and `%(present)s`: as `figures_for` gives them.
TALK = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY talk_seconds) AS median FROM (
    SELECT talk_seconds FROM ringback_callback
    WHERE site_id = %(site)s AND talk_seconds IS NOT NULL AND state_since > %(since)s AND state_since <= %(now)s
    ORDER BY state_since DESC LIMIT 500
) latest
"""
ALIKE = """
SELECT a.languages, a.skills, a.presence = ANY(%(present)s::varchar[]) AS present, array_agg(a.id ORDER BY a.id) AS agents,
    array_agg(a.stays_until ORDER BY a.id) AS stays
FROM ringback_agent a JOIN ringback_agent_sites s ON s.agent_id = a.id WHERE s.site_id = %(site)s GROUP BY 1, 2, 3
"""
# Two questions in one statement: the median stands in every row, and alone where a site has no agents.
_CREW = f"SELECT talk.median, crew.* FROM ({TALK}) talk LEFT JOIN ({ALIKE}) crew ON true"  # noqa: S608  (constants alone)


def figures_for(site: Site, *, now: datetime) -> dict[str, Any]:
    """Parameters of `TALK` and `ALIKE`."""
    since = now - settings.TALK_COUNTS_FOR
    return {"site": site.pk, "since": since, "now": now, "present": list(PRESENT)}


def crew_of(site: Site, *, now: datetime) -> Crew:
    with connection.cursor() as cursor:
        cursor.execute(_CREW, figures_for(site, now=now))
        found = cursor.fetchall()
    return crew_from([alike for _median, *alike in found if alike[-1] is not None], talk=found[0][0])


def crew_from(found: Sequence[Sequence[Any]], *, talk: float | None) -> Crew:
    """From rows of `ALIKE`."""
    alike = (
        Alike(frozenset(languages), frozenset(skills), present, frozenset(agents))
        for languages, skills, present, agents, _stays in found
    )
    stays = {
        agent: until
        for *_rest, agents, untils in found
        for agent, until in zip(agents, untils, strict=True)
        if until is not None
    }
    return Crew(tuple(alike), talk, stays)
