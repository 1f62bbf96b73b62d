"""Promises made in a period, each with what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ringback.records.reports.span import Span
from ringback.rules.reports.scores import Promised, Score, score

_PROMISES = """
SELECT c.site_id, coalesce(asked.detail ->> 'priority', c.priority), p.made_at, p.shown_until, p.state, p.settled_at,
       (SELECT min(a.first_ring_at) FROM ringback_attempt a
        WHERE a.callback_id = c.id AND a.first_ring_at >= p.made_at),
       p.state = 'withdrawn' AND EXISTS (
           SELECT FROM ringback_callbackevent e JOIN ringback_person who ON who.id = e.actor_id
           WHERE e.callback_id = c.id AND e.at = p.settled_at AND who.role = 'supervisor'),
       NOT EXISTS (
           SELECT FROM ringback_promise before
           WHERE before.request = p.request AND (before.made_at, before.id) < (p.made_at, p.id))
FROM ringback_promise p
JOIN ringback_callback c ON c.id = p.request
JOIN span s ON s.site_id = c.site_id
LEFT JOIN ringback_callbackevent asked ON asked.callback_id = c.id AND asked.kind = 'asked'
WHERE p.made_at >= (SELECT min(begins) FROM span) AND p.made_at < (SELECT max(ends) FROM span)
  AND p.made_at >= s.begins AND p.made_at < s.ends
"""


@dataclass(frozen=True)
class OnePromise:
    """`first`: of its request; `day` is the site's own day on which it was made."""

    site: int
    priority: str
    day: date
    first: bool
    score: Score


def promises_of(span: Span, *, now: datetime) -> Iterator[OnePromise]:
    """One question to the database."""
    zones = {site.pk: ZoneInfo(site.zone) for site in span.sites}
    for site, priority, made, until, state, settled, rang, by_desk, first in span.rows(_PROMISES):
        one = Promised(
            shown_until=until,
            first_ring=rang,
            ready_at=settled if state == "ready" else None,
            taken_back_at=settled if state == "withdrawn" else None,
            by_desk=by_desk,
            broken=state == "broken",
        )
        yield OnePromise(site, priority, made.astimezone(zones[site]).date(), first, score(one, now=now))
