"""One look for a batch of picks: which of the agents are free, whom their sites may ring, and the first of each queue."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection

from ringback.records.callbacks.resting import PHONE
from ringback.records.desk.models import Site
from ringback.rules.queue.picks import Head, Heads
from ringback.rules.queue.waiting import Agent

LOCK = 7_216  # this program's first key of two; the second is the site


class Free(NamedTuple):
    """An agent whom nothing binds; `person` is the pk of theirs."""

    agent: Agent
    person: int


_FREE = """
SELECT a.id, a.languages, a.skills, a.free_since, ARRAY(SELECT s.site_id FROM ringback_agent_sites s WHERE s.agent_id = a.id),
       a.person_id
FROM ringback_agent a WHERE a.id = ANY(%s) AND a.presence = 'available'
  AND (a.nothing_new_from IS NULL OR a.nothing_new_from > %s)
  AND NOT EXISTS (SELECT FROM ringback_agenthold h WHERE h.agent_id = a.id)
"""


def free_of(agents: Sequence[int], *, now: datetime) -> list[Free]:
    """Those of these agents (pks) who are free, in the same order."""
    found = {row[0]: _free(row) for row in _rows(_FREE, [list(agents), now])}
    return [found[pk] for pk in agents if pk in found]


def _free(row: tuple[Any, ...]) -> Free:
    pk, languages, skills, since, sites, person = row
    return Free(Agent(pk, frozenset(languages), frozenset(skills), since, frozenset(sites)), person)


def locked_sites(pks: Iterable[int]) -> dict[int, Site]:
    """Nobody else picks at these sites until the transaction ends; read after that, so that `picks` is right."""
    keys = sorted(pks)
    _rows(_LOCK, [LOCK, keys])
    return Site.objects.in_bulk(keys)


# The keys come in order, so that two who want the same sites wait for each other and no more.
_LOCK = "SELECT pg_advisory_xact_lock(%s::int, site) FROM unnest(%s::int[]) AS site"


def lines_open_now(now: datetime) -> list[str]:
    """While nobody's page is heard of, it is our hub that is away: no seller is called absent for that."""
    ((hub_is_up, closed),) = _rows(_CANNOT_RING, [now - settings.SELLER_REACHABLE])
    return [line for line in settings.LINES if line not in closed and (line == PHONE or hub_is_up)]


_CANNOT_RING = """
SELECT EXISTS (SELECT FROM ringback_pagepresence WHERE seen_at >= %s),
       ARRAY(SELECT name FROM ringback_linehealth WHERE NOT is_open)
"""

# One row a queue, its heads as JSON: within a queue only `effective` differs, so the law never looks past as many as are
# picked. Broken promises are asked for where the lane's turn comes among these picks.
_HEADS = """
SELECT q.id, q.site_id, q.target, q.languages, q.skills, q.agent_id,
    (SELECT json_agg(json_build_array(h.id, h.priority, h.asked, h.effective, h.broken)) FROM (
        SELECT c.id, c.priority, c.asked, c.effective, c.broken_at IS NOT NULL AS broken FROM ringback_callback c
        WHERE c.queue_id = q.id AND c.state = 'waiting' ORDER BY c.effective, c.id LIMIT %(most)s) h),
    CASE WHEN q.site_id = ANY(%(lane)s::bigint[]) THEN
        (SELECT json_agg(json_build_array(h.id, h.priority, h.asked, h.effective, true)) FROM (
            SELECT c.id, c.priority, c.asked, c.effective FROM ringback_callback c
            WHERE c.queue_id = q.id AND c.state = 'waiting' AND c.broken_at IS NOT NULL
            ORDER BY c.effective, c.id LIMIT %(most)s) h) END
FROM ringback_queue q
WHERE q.site_id = ANY(%(sites)s::bigint[]) AND q.line = ANY(%(lines)s::varchar[]) AND q.languages && %(languages)s::varchar[]
  AND q.skills <@ %(skills)s::varchar[] AND (q.agent_id IS NULL OR q.agent_id = ANY(%(agents)s::bigint[]))
"""


def heads_for(
    agents: Sequence[Agent], sites: Iterable[int], *, lane: Iterable[int], lines: Sequence[str]
) -> list[Heads]:
    """Of the queues that one of these agents may serve, as many as they are, and one. `lane` are the sites that want their
    broken promises as well."""
    values = {
        "sites": list(sites),
        "lane": list(lane),
        "lines": list(lines),
        "languages": sorted(frozenset().union(*(agent.languages for agent in agents))),
        "skills": sorted(frozenset().union(*(agent.skills for agent in agents))),
        "agents": [agent.id for agent in agents],
        "most": len(agents) + 1,
    }
    return [_heads(row) for row in _rows(_HEADS, values)]


def _heads(row: tuple[Any, ...]) -> Heads:
    queue, site, target, languages, skills, agent, first, broken = row
    return Heads(
        queue,
        site,
        target,
        frozenset(languages),
        frozenset(skills),
        only_agent=agent,
        first=_in_order(first),
        broken=_in_order(broken),
    )


def _in_order(told: list[list[Any]] | None) -> list[Head]:
    """Of those who count from the same moment, whoever asked first."""
    # A reading without a fraction comes out of JSON as a whole number.
    read = (
        Head(id, priority, float(asked), float(effective), broken)
        for id, priority, asked, effective, broken in told or ()
    )
    return sorted(read, key=lambda head: (head.effective, head.asked, head.id))


def waiting_in(queues: Iterable[Heads], *, most: int) -> dict[int, int]:
    """How many wait in each of these, by the queue's pk, counted to `most`, so that a long queue costs no more."""
    first = {one.queue: one.first[0].effective for one in queues}
    return dict(_rows(_COUNT, [most, list(first), list(first.values())]))


# From the first on, as before it there are only entries of those who were picked: while a report or a dump holds an old
# snapshot they cannot be cleared away, and each would be looked at.
_COUNT = """
SELECT q.id, (SELECT count(*) FROM (
    SELECT FROM ringback_callback c
    WHERE c.queue_id = q.id AND c.state = 'waiting' AND c.effective >= q.first LIMIT %s
) few)
FROM unnest(%s::bigint[], %s::float8[]) AS q(id, first)
"""


def case_numbers(callbacks: Iterable[UUID]) -> dict[UUID, int | None]:
    return dict(_rows(_CASES, [list(callbacks)]))


_CASES = """
SELECT c.id, k.number FROM ringback_callback c JOIN ringback_case k ON k.id = c.case_id WHERE c.id = ANY(%s::uuid[])
"""


def given_back_by(callbacks: Iterable[UUID]) -> dict[UUID, tuple[int, str]]:
    """The agent who gave each of these back last: pk, and their name now; who was never given back is left out."""
    return {callback: (agent, name) for callback, agent, name in _rows(_GIVEN_BACK, [list(callbacks)])}


_GIVEN_BACK = """
SELECT DISTINCT ON (e.callback_id) e.callback_id, (e.detail ->> 'agent')::bigint, coalesce(p.name, '')
FROM ringback_callbackevent e LEFT JOIN ringback_agent g ON g.id = (e.detail ->> 'agent')::bigint
LEFT JOIN ringback_person p ON p.id = g.person_id
WHERE e.callback_id = ANY(%s::uuid[]) AND e.kind = 'given-back' ORDER BY e.callback_id, e.at DESC
"""


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
