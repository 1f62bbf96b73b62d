"""Somebody asks now: all that their promise stands on is read by one statement, and whoever waits is counted, not listed.

What is decided stands on the desk as it is at that moment. In a surge a thousand ask within a minute, and each would have to run a
queue of thousands ahead (`line_up`); counts say the same for nearly all of them (`rules.queue.counted`), the run for the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection

from ringback.records.callbacks.crew import ALIKE, TALK, Alike, Crew, crew_from, figures_for
from ringback.records.callbacks.forecast import Look, Wanted
from ringback.records.callbacks.law import law
from ringback.records.callbacks.models import Queue
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.rosters.readers import days_around, stretches_ahead
from ringback.rules.hours import opening_minutes
from ringback.rules.policy.rulebook import Rulebook
from ringback.rules.queue.counted import Counted, count_ahead
from ringback.rules.queue.promise import Window
from ringback.rules.queue.shifts import Stretch


@dataclass(frozen=True)
class _Queue:
    """One in which somebody waits; `agent` (pk) where it is one agent's."""

    languages: Sequence[str]
    skills: Sequence[str]
    agent: int | None
    counted: Counted

    def is_served_by(self, some: Alike) -> bool:
        mine = self.agent is None or self.agent in some.agents
        return mine and bool(some.agents) and some.serve(self.languages, self.skills)


@dataclass(frozen=True)
class _Seen:
    crew: Crew
    roster: list[Stretch] | None
    queues: tuple[_Queue, ...]
    mine: int | None


class Arrival(Look):
    """A look at the site for one who asks now and does not wait yet."""

    def __init__(self, site: Site, wanted: Wanted, *, line: str, rulebook: Rulebook, now: datetime) -> None:
        super().__init__(site, now=now, rulebook=rulebook)
        self.wanted, self.line = wanted, line

    @property
    def queue(self) -> Queue | None:
        """The one to wait in; None where it is not there yet."""
        if self._seen.mine is None:
            return None
        return Queue(
            pk=self._seen.mine,
            site=self.site,
            languages=sorted(self.wanted.languages),
            skills=sorted(self.wanted.skills),
            target=self.wanted.target,
            line=self.line,
        )

    def window(self, *, starts: datetime) -> Window | None:
        """As of the forecast: None when nobody who counts can serve it."""
        seen, crew = self._served(self.wanted, starts)
        agents = len(seen.agents)
        ahead = self._counted_ahead(crew, self.talk.minutes / agents) if agents else 0
        return self._promised(seen, ahead=ahead, starts=starts)

    def _counted_ahead(self, crew: Sequence[Alike], pace: float) -> int:
        shared = [one.counted for one in self._seen.queues if any(one.is_served_by(some) for some in crew)]
        opened = opening_minutes(calendar_of(self.site), self.now)
        found = count_ahead(self.wanted.me, shared, opened=opened, pace=pace, law=law())
        return sum(one.count for one in self._ahead(self.wanted, crew, pace)) if found is None else found

    @cached_property
    def _crew(self) -> Crew:
        return self._seen.crew

    @cached_property
    def _roster(self) -> list[Stretch] | None:
        return self._seen.roster

    @cached_property
    def _seen(self) -> _Seen:
        until = self.now + settings.CALLBACK_LIVES
        first, last = days_around(self.site, self.now, until)
        wanted = self.wanted
        values = {
            **figures_for(self.site, now=self.now),
            "first": first,
            "last": last,
            "line": self.line,
            "effective": wanted.effective,
            "languages": sorted(wanted.languages),
            "skills": sorted(wanted.skills),
            "target": wanted.target,
        }
        with connection.cursor() as cursor:
            cursor.execute(_SEEN, values)
            talk, alike, days, queues, mine = cursor.fetchall()[0]
        roster = [(date.fromisoformat(day), spans, agents) for day, spans, agents in days]
        return _Seen(
            crew=crew_from([(*rest, _moments(stays)) for *rest, stays in alike], talk=talk),
            roster=stretches_ahead(roster, self.site, self.now, until),
            queues=tuple(_queue(*one) for one in queues),
            mine=mine,
        )


def _moments(told: Sequence[str | None]) -> list[datetime | None]:
    return [datetime.fromisoformat(one) if one else None for one in told]


def _queue(languages: Any, skills: Any, agent: Any, *counted: Any) -> _Queue:
    return _Queue(languages, skills, agent, Counted(*counted))


# Each part is a list, as JSON: one row answers all. Queues are counted along the index of heads.
_SEEN = f"""
WITH alike AS ({ALIKE}), roster AS (
    SELECT day, spans, array_agg(agent_id) FILTER (WHERE away = '') AS agents FROM ringback_rosterday
    WHERE site_id = %(site)s AND spans <> '[]' AND (day BETWEEN %(first)s AND %(last)s OR id = (
        SELECT id FROM ringback_rosterday WHERE site_id = %(site)s AND spans <> '[]' LIMIT 1))
    GROUP BY day, spans
), queues AS (
    SELECT q.languages, q.skills, q.agent_id, q.target, w.before, w.later, w.ranks, w.newest,
           EXISTS (SELECT FROM ringback_callback b WHERE b.queue_id = q.id AND b.state = 'waiting' AND b.broken_at IS NOT NULL) AS broken
    FROM ringback_queue q CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE effective <= %(effective)s) AS before,
               count(*) FILTER (WHERE effective > %(effective)s) AS later,
               array_agg(effective ORDER BY n) FILTER (WHERE n & (n - 1) = 0) AS ranks, max(effective) AS newest
        FROM (
            SELECT effective, row_number() OVER (ORDER BY effective, id) AS n
            FROM ringback_callback c WHERE c.queue_id = q.id AND c.state = 'waiting'
        ) waiting
    ) w WHERE q.site_id = %(site)s AND w.newest IS NOT NULL
)
SELECT (SELECT median FROM ({TALK}) talk),
       (SELECT coalesce(json_agg(json_build_array(a.languages, a.skills, a.present, a.agents, a.stays)), '[]') FROM alike a),
       (SELECT coalesce(json_agg(json_build_array(r.day, r.spans, r.agents)), '[]') FROM roster r),
       (SELECT coalesce(json_agg(json_build_array(
            q.languages, q.skills, q.agent_id, q.target, q.before, q.later, q.ranks, q.newest, q.broken)), '[]') FROM queues q),
       (SELECT id FROM ringback_queue WHERE site_id = %(site)s AND languages = %(languages)s::varchar[]
           AND skills = %(skills)s::varchar[] AND target = %(target)s AND line = %(line)s AND agent_id IS NULL)
"""  # noqa: S608  (put together of constants alone)
