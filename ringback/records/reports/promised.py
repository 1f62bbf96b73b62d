"""Promises made in a period, each with what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from ringback.records.reports.span import Span
from ringback.rules.reports.scores import Promised, Score, score

_MADE = """
, ended AS (
    -- A moved one stands as if it had stayed: a request that was cancelled later takes it back.
    SELECT p.id, p.request, p.made_at, p.shown_until, c.site_id, c.id AS callback, c.priority,
           CASE WHEN p.state = 'moved' AND c.state = 'cancelled' THEN 'withdrawn' ELSE p.state END AS state,
           CASE WHEN p.state = 'moved' AND c.state = 'cancelled' THEN c.finished_at ELSE p.settled_at END AS settled_at
    FROM ringback_promise p JOIN ringback_callback c ON c.id = p.request
    WHERE p.made_at >= %(first)s AND p.made_at < %(last)s
), made AS (
    SELECT p.*, coalesce(asked.detail ->> 'priority', p.priority) AS class, (p.made_at AT TIME ZONE s.zone)::date AS day,
           (SELECT min(a.first_ring_at) FROM ringback_attempt a
            WHERE a.callback_id = p.callback AND a.first_ring_at >= p.made_at) AS rang_at,
           p.state = 'withdrawn' AND EXISTS (
               SELECT FROM ringback_callbackevent e JOIN ringback_person who ON who.id = e.actor_id
               WHERE e.callback_id = p.callback AND e.at = p.settled_at AND who.role = 'supervisor') AS by_desk,
           NOT EXISTS (
               SELECT FROM ringback_promise before
               WHERE before.request = p.request AND (before.made_at, before.id) < (p.made_at, p.id)) AS first
    FROM ended p
    JOIN span s ON s.site_id = p.site_id
    LEFT JOIN ringback_callbackevent asked ON asked.callback_id = p.callback AND asked.kind = 'asked'
    WHERE p.made_at >= s.begins AND p.made_at < s.ends
)
"""
# Promises that are alike in all that decides are counted together.
_PROMISES = (
    _MADE
    + """
SELECT class, day, first, state, rang_at IS NOT NULL, coalesce(rang_at <= shown_until, false), coalesce(settled_at <= shown_until, false),
       coalesce(rang_at < settled_at, false), by_desk, shown_until < %(now)s, count(*)
FROM made GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""
)
_LATEST_FIRST = (
    _MADE
    + """
SELECT class, state, rang_at IS NOT NULL, coalesce(rang_at <= shown_until, false), coalesce(settled_at <= shown_until, false),
       coalesce(rang_at < settled_at, false), by_desk, shown_until < %(now)s
FROM made WHERE first ORDER BY made_at DESC, id DESC
"""
)


@dataclass(frozen=True)
class SomePromises:
    """`first`: of their requests; `day` is the site's own day on which they were made."""

    priority: str
    day: date
    first: bool
    score: Score
    count: int


def promises_of(span: Span, *, now: datetime) -> Iterator[SomePromises]:
    """One question to the database."""
    for priority, day, first, *what, count in span.rows(_PROMISES, now=now):
        yield SomePromises(priority, day, first, score(Promised(*what)), count)


def first_promises_of(span: Span, *, now: datetime) -> Iterator[tuple[str, Score]]:
    """The class and the score of each request's first promise, the latest one first."""
    for priority, *what in span.rows(_LATEST_FIRST, now=now):
        yield priority, score(Promised(*what))
