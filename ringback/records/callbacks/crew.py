"""The agents of a site by what they can serve, and which of them are signed in."""

from collections.abc import Collection
from dataclasses import dataclass, replace

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

    def only(self, agent: int | None) -> "Alike":
        return self if agent is None else replace(self, agents=self.agents & {agent})


_CREW = """
SELECT a.languages, a.skills, a.presence = ANY(%s::varchar[]), array_agg(a.id)
FROM ringback_agent a JOIN ringback_agent_sites s ON s.agent_id = a.id WHERE s.site_id = %s GROUP BY 1, 2, 3
"""


def crew_of(site: Site) -> tuple[Alike, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_CREW, [list(PRESENT), site.pk])
        return tuple(
            Alike(frozenset(languages), frozenset(skills), present, frozenset(agents))
            for languages, skills, present, agents in cursor.fetchall()
        )
