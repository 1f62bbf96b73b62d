"""Attempts whose ringing began in a period, and the calls that came of them, counted."""

from dataclasses import dataclass

from ringback.records.reports.span import Span

_ATTEMPTS = """
SELECT c.site_id, extract(isodow FROM a.dialing_at AT TIME ZONE s.zone)::int, extract(hour FROM a.dialing_at AT TIME ZONE s.zone)::int,
       a.answered_at IS NOT NULL, a.outcome, count(*)
FROM ringback_attempt a
JOIN ringback_callback c ON c.id = a.callback_id
JOIN span s ON s.site_id = c.site_id
WHERE a.dialing_at >= %(first)s AND a.dialing_at < %(last)s
  AND a.dialing_at >= s.begins AND a.dialing_at < s.ends
GROUP BY 1, 2, 3, 4, 5
"""
_CALLS = """
SELECT c.site_id, l.outcome, a.ended_by = 'cap', l.solved, l.rating, count(*)
FROM ringback_attempt a
JOIN ringback_call l ON l.attempt_id = a.id
JOIN ringback_callback c ON c.id = a.callback_id
JOIN span s ON s.site_id = c.site_id
WHERE a.dialing_at >= %(first)s AND a.dialing_at < %(last)s
  AND a.dialing_at >= s.begins AND a.dialing_at < s.ends
GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True)
class Rung:
    """`weekday` 1 is Monday, by the site's own clock; `outcome` is empty while it goes on."""

    site: int
    weekday: int
    hour: int
    answered: bool
    outcome: str
    count: int


@dataclass(frozen=True)
class Talked:
    """`outcome` is the agent's, empty until given; `solved` and `rating` are the seller's, None until given."""

    site: int
    outcome: str
    at_cap: bool
    solved: bool | None
    rating: int | None
    count: int


def attempts_of(span: Span) -> list[Rung]:
    return [Rung(*row) for row in span.rows(_ATTEMPTS)]


def calls_of(span: Span) -> list[Talked]:
    return [Talked(*row) for row in span.rows(_CALLS)]
