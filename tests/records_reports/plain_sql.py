"""The numbers of the service report once more, from the event log, by SQL that shares nothing with the report's own."""

from datetime import datetime
from typing import Any

from django.db import connection

from ringback.rules.reports.period import Period

# Opening time between two moments, day by day, by the site's hours as they stand.
OPENED = """
CREATE OR REPLACE FUNCTION pg_temp.opened(which bigint, one timestamptz, other timestamptz) RETURNS double precision AS $$
SELECT CASE WHEN s.hours = '{}' THEN extract(epoch FROM other - one) ELSE (
    SELECT coalesce(sum(greatest(0, extract(epoch FROM
        least(other, (day + (span ->> 1)::interval) AT TIME ZONE s.zone)
        - greatest(one, (day + (span ->> 0)::interval) AT TIME ZONE s.zone)))), 0)
    FROM generate_series(date_trunc('day', one AT TIME ZONE s.zone) - interval '1 day', other AT TIME ZONE s.zone, interval '1 day') AS day,
         jsonb_array_elements(s.hours -> lower(to_char(day, 'dy'))) AS span) END
FROM ringback_site s WHERE s.id = which
$$ LANGUAGE sql RETURNS NULL ON NULL INPUT
"""
LOG = """
WITH log AS (
    SELECT e.*, c.case_id, c.site_id, s.slug, s.zone, p.role AS actor_role
    FROM ringback_callbackevent e JOIN ringback_callback c ON c.id = e.callback_id
    JOIN ringback_site s ON s.id = c.site_id LEFT JOIN ringback_person p ON p.id = e.actor_id
), bounds AS (
    SELECT id AS site_id, (%(first)s::date)::timestamp AT TIME ZONE zone AS begins,
           (%(last)s::date + 1)::timestamp AT TIME ZONE zone AS ends FROM ringback_site
)"""
# Every wait of every case until the next event that `ends` names; then those of the period.
WAITS = (
    LOG.replace("WITH log", "WITH RECURSIVE log")
    + """, ends AS (
    SELECT case_id, at FROM log WHERE kind = %(kind)s AND (%(outcome)s = '' OR detail ->> 'outcome' = %(outcome)s)
), root AS (
    SELECT callback_id, detail ->> 'priority' AS priority FROM log
    WHERE kind = 'asked' AND detail ->> 'continues' IS NULL
    UNION ALL
    SELECT l.callback_id, r.priority FROM log l JOIN root r ON (l.detail ->> 'continues')::uuid = r.callback_id
    WHERE l.kind = 'asked'
), asked AS (
    SELECT l.*, r.priority, (SELECT min(e.at) FROM ends e WHERE e.case_id = l.case_id AND e.at >= l.at) AS ended_at
    FROM log l JOIN root r USING (callback_id) WHERE l.kind = 'asked'
), waits AS (
    SELECT DISTINCT ON (case_id, ended_at) case_id, site_id, slug, ended_at, at AS begun_at, priority,
           detail -> 'window' <> 'null' AS named_time,
           last_value(callback_id) OVER (PARTITION BY case_id, ended_at ORDER BY at
               ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last_one
    FROM asked ORDER BY case_id, ended_at, at
), mine AS (
    SELECT w.*, gone.at AS over_at, gone.kind = 'cancelled' AND gone.actor_role IS DISTINCT FROM 'supervisor' AS withdrawn
    FROM waits w JOIN bounds USING (site_id)
    LEFT JOIN log gone ON w.ended_at IS NULL AND gone.callback_id = w.last_one AND gone.kind IN ('cancelled', 'expired')
    WHERE begun_at >= begins AND begun_at < ends
)"""
)
ROWS = """
SELECT count(*), count(ended_at), count(*) FILTER (WHERE withdrawn), count(*) FILTER (WHERE over_at IS NOT NULL AND NOT withdrawn),
       count(*) FILTER (WHERE ended_at IS NULL AND over_at IS NULL),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - begun_at)),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - begun_at)),
       avg(extract(epoch FROM ended_at - begun_at))::float,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY pg_temp.opened(site_id, begun_at, ended_at)),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY pg_temp.opened(site_id, begun_at, ended_at)),
       avg(pg_temp.opened(site_id, begun_at, ended_at)),
       count(*) FILTER (WHERE ended_at - begun_at <= interval '30 minutes'),
       count(*) FILTER (WHERE ended_at - begun_at > interval '30 minutes' AND ended_at - begun_at <= interval '2 hours'),
       count(*) FILTER (WHERE ended_at - begun_at > interval '2 hours' AND ended_at - begun_at <= interval '6 hours'),
       count(*) FILTER (WHERE ended_at - begun_at > interval '6 hours' AND ended_at - begun_at <= interval '24 hours'),
       count(*) FILTER (WHERE ended_at - begun_at > interval '24 hours' AND ended_at - begun_at <= interval '48 hours'),
       count(*) FILTER (WHERE ended_at - begun_at > interval '48 hours')
FROM mine WHERE """
JUDGED = """, judged AS (
    SELECT *, CASE WHEN ended_at IS NOT NULL THEN extract(epoch FROM ended_at - begun_at) <= %(within)s
                   WHEN withdrawn AND extract(epoch FROM over_at - begun_at) <= %(within)s THEN NULL
                   WHEN extract(epoch FROM %(now)s - begun_at) > %(within)s THEN false END AS good,
           CASE WHEN ended_at IS NOT NULL THEN pg_temp.opened(site_id, begun_at, ended_at) <= %(within)s
                WHEN withdrawn AND pg_temp.opened(site_id, begun_at, over_at) <= %(within)s THEN NULL
                WHEN pg_temp.opened(site_id, begun_at, %(now)s) > %(within)s THEN false END AS good_opening
    FROM mine WHERE (%(site)s = '' OR slug = %(site)s) AND (%(priority)s = '' OR priority = %(priority)s)
)
SELECT count(*) FILTER (WHERE good), count(good), count(*) FILTER (WHERE good_opening), count(good_opening),
       count(*) FILTER (WHERE good AND NOT named_time), count(good) FILTER (WHERE NOT named_time),
       avg(extract(epoch FROM ended_at - begun_at))::float,
       count(*) FILTER (WHERE good IS NULL AND withdrawn IS NOT TRUE), count(*) FILTER (WHERE good IS NULL AND withdrawn)
FROM judged
"""
# A written answer is owed from the first question after the last answer; a closed case owes none.
WRITTEN = (
    LOG
    + """, asked AS (
    SELECT c.id AS case_id, c.site_id, s.slug, at, c.closed_at,
           (SELECT min(sent_at) FROM ringback_message m WHERE m.case_id = c.id AND NOT m.from_seller AND m.sent_at >= at) AS ended_at
    FROM ringback_case c JOIN ringback_site s ON s.id = c.site_id, unnest(c.asked_in_writing) AS at
), mine AS (
    SELECT site_id, slug, begun_at, ended_at, '' AS priority, false AS named_time,
           CASE WHEN ended_at IS NULL THEN closed_at END AS over_at, ended_at IS NULL AND closed_at IS NOT NULL AS withdrawn
    FROM (SELECT case_id, site_id, slug, closed_at, ended_at, min(at) AS begun_at FROM asked GROUP BY 1, 2, 3, 4, 5) AS first
    JOIN bounds USING (site_id) WHERE begun_at >= begins AND begun_at < ends
)"""
)
# What became of each promise, by what the story says after it.
PROMISES = (
    LOG
    + """, made AS (
    SELECT l.*, (detail ->> 'until')::timestamptz AS until, row_number() OVER (PARTITION BY callback_id ORDER BY at, id) AS n,
           (SELECT priority.detail ->> 'priority' FROM log priority
            WHERE priority.callback_id = l.callback_id AND priority.kind = 'asked') AS priority
    FROM log l WHERE kind = 'promised'
), followed AS (
    SELECT m.*, CASE WHEN next.at <= m.until OR next.kind IN ('broken', 'expired') THEN next.kind WHEN next.at IS NOT NULL THEN 'broken' END AS next_kind, next.actor_role AS next_role
    FROM made m JOIN bounds USING (site_id)
    LEFT JOIN LATERAL (
        SELECT * FROM log l WHERE l.callback_id = m.callback_id AND (l.at, l.id) > (m.at, m.id)
        AND (l.kind IN ('rang', 'ready', 'broken', 'cancelled', 'expired')
             OR (l.kind = 'changed' AND l.at > m.at AND (l.detail -> 'what' ? 'window' OR l.detail -> 'what' ? 'languages')))
        AND (l.kind NOT IN ('ready', 'broken') OR (l.detail ->> 'until')::timestamptz = m.until)
        ORDER BY l.at, l.id LIMIT 1) AS next ON true
    WHERE m.at >= begins AND m.at < ends
), scored AS (
    SELECT site_id, n = 1 AS first, priority, (at AT TIME ZONE zone)::date AS day,
           CASE next_kind WHEN 'rang' THEN 'kept' WHEN 'ready' THEN 'ready' WHEN 'broken' THEN 'broken' WHEN 'expired' THEN 'broken'
               WHEN 'cancelled' THEN CASE WHEN next_role = 'supervisor' THEN 'dropped' ELSE 'withdrawn' END
               WHEN 'changed' THEN CASE WHEN next_role = 'supervisor' THEN 'dropped' ELSE 'withdrawn' END
               ELSE CASE WHEN until < %(now)s THEN 'broken' ELSE 'pending' END END AS score
    FROM followed
)"""
)
ATTEMPTS = (
    LOG
    + """, tried AS (
    SELECT l.site_id, l.at, l.zone, l.detail ->> 'attempt' AS attempt,
           (SELECT true FROM log a WHERE a.kind = 'answered' AND a.detail ->> 'attempt' = l.detail ->> 'attempt') AS answered,
           (SELECT detail FROM log e WHERE e.kind = 'ended' AND e.detail ->> 'attempt' = l.detail ->> 'attempt') AS ended,
           (SELECT detail FROM log e WHERE e.kind = 'noted' AND e.detail ->> 'attempt' = l.detail ->> 'attempt') AS noted,
           (SELECT detail FROM log e WHERE e.kind = 'rated' AND e.detail ->> 'attempt' = l.detail ->> 'attempt'
            ORDER BY at DESC, id DESC LIMIT 1) AS rated
    FROM log l JOIN bounds USING (site_id) WHERE l.kind = 'calling' AND l.at >= begins AND l.at < ends
)"""
)


class PlainSQL:
    """Answers for one period at one moment."""

    def __init__(self, period: Period, now: datetime) -> None:
        self.values: dict[str, Any] = {"first": period.first, "last": period.last, "now": now}
        with connection.cursor() as cursor:
            cursor.execute(OPENED)

    def rows(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.values, **more})
            return [tuple(row) for row in cursor.fetchall()]

    def waits(self, which: str) -> tuple[Any, ...]:
        return self.rows(WAITS + ROWS + which, kind="answered", outcome="")[0]

    def level(self, measure: str, *, site: str, priority: str, within: float) -> tuple[Any, ...]:
        kind, outcome = {"answered": ("answered", ""), "solved": ("noted", "solved")}.get(measure, ("", ""))
        asked = WRITTEN if measure == "written" else WAITS
        return self.rows(
            asked + JUDGED, kind=kind, outcome=outcome, site=site, priority=priority, within=within
        )[0]

    def promises(self, select: str) -> list[tuple[Any, ...]]:
        return self.rows(PROMISES + select)

    def attempts(self, select: str) -> list[tuple[Any, ...]]:
        return self.rows(ATTEMPTS + select)
