"""Agents who are free while somebody waits whom they may serve. Asked many times a second, so it is plain SQL."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection

# Few are idle, so they come first. Whether anybody waits in a queue is seen by the index that the law's order has, and by its
# last: those who were picked stood first, and while an old snapshot is open their entries cannot be cleared away.
_FREE = """
WITH idle AS MATERIALIZED (
    SELECT a.id, a.languages, a.skills, s.site_id, coalesce(a.free_since, a.presence_since) AS since,
           array_agg(s.site_id) OVER (PARTITION BY a.id) AS sites
    FROM ringback_agent a JOIN ringback_agent_sites s ON s.agent_id = a.id
    WHERE a.presence = 'available' AND (a.nothing_new_from IS NULL OR a.nothing_new_from > %(now)s) AND NOT EXISTS (SELECT FROM ringback_agenthold h WHERE h.agent_id = a.id)
), asked AS MATERIALIZED (
    SELECT q.site_id, q.languages, q.skills, q.agent_id FROM ringback_queue q CROSS JOIN LATERAL (
        SELECT FROM ringback_callback c WHERE c.queue_id = q.id AND c.state = 'waiting'
        ORDER BY c.effective DESC, c.id DESC LIMIT 1
    ) head
    WHERE q.line = ANY(%(lines)s) AND q.line NOT IN (SELECT name FROM ringback_linehealth WHERE NOT is_open)
      AND EXISTS (SELECT FROM idle)
)
SELECT idle.id, idle.sites FROM idle JOIN asked q ON q.site_id = idle.site_id AND q.languages && idle.languages
  AND q.skills <@ idle.skills AND (q.agent_id IS NULL OR q.agent_id = idle.id)
GROUP BY idle.id, idle.since, idle.sites ORDER BY count(*), idle.since, idle.id
"""


def free_agents(*, now: datetime) -> list[tuple[int, ...]]:
    """In the order of `rules.queue.discipline.in_turn`: the least flexible first, then the longest idle. Those who are
    linked by their sites stand together: picks for two such groups have nothing in common."""
    with connection.cursor() as cursor:
        cursor.execute(_FREE, {"lines": list(settings.LINES), "now": now})
        return _by_sites([(pk, set(sites)) for pk, sites in cursor.fetchall()])


def _by_sites(free: Sequence[tuple[int, set[int]]]) -> list[tuple[int, ...]]:
    linked: list[set[int]] = []
    for _pk, sites in free:
        met = [one for one in linked if one & sites]
        linked = [*(one for one in linked if one not in met), sites.union(*met)]
    return [tuple(pk for pk, sites in free if sites & one) for one in linked]
