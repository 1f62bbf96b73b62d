"""The waits that began in a period: until the next answered ring, until a call that solved it, until a written answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from ringback.records.reports.span import Span
from ringback.rules.reports.waits import Request, Wait, waits

# All requests of the cases in which one was asked for in the period, with the class as it was asked; whoever cancelled.
_REQUESTS = """
SELECT c.case_id, c.site_id, c.id, c.continues_id, c.asked_at,
       coalesce(asked.detail ->> 'priority', c.priority),
       coalesce(jsonb_typeof(asked.detail -> 'window') = 'array', c.window_from IS NOT NULL),
       c.state, c.finished_at,
       c.state = 'cancelled' AND EXISTS (
           SELECT FROM ringback_callbackevent e JOIN ringback_person p ON p.id = e.actor_id
           WHERE e.callback_id = c.id AND e.kind = 'cancelled' AND p.role = 'supervisor')
FROM ringback_callback c
LEFT JOIN ringback_callbackevent asked ON asked.callback_id = c.id AND asked.kind = 'asked'
WHERE c.case_id IN (
    SELECT o.case_id FROM ringback_callback o JOIN span s USING (site_id)
    WHERE o.asked_at >= %(first)s AND o.asked_at < %(last)s AND o.asked_at >= s.begins AND o.asked_at < s.ends)
ORDER BY c.case_id, c.asked_at, c.ordinal
"""
_ANSWERS = """
SELECT c.case_id, a.answered_at, CASE WHEN l.outcome = 'solved' THEN l.wrapped_up_at END
FROM ringback_attempt a
JOIN ringback_callback c ON c.id = a.callback_id
LEFT JOIN ringback_call l ON l.attempt_id = a.id
WHERE a.answered_at IS NOT NULL AND c.case_id IN (
    SELECT o.case_id FROM ringback_callback o JOIN span s USING (site_id)
    WHERE o.asked_at >= %(first)s AND o.asked_at < %(last)s AND o.asked_at >= s.begins AND o.asked_at < s.ends)
ORDER BY c.case_id, a.answered_at
"""
# What was asked in writing (true) and answered by the desk (false), in cases that were asked about in the period.
_WRITTEN = """
, cases AS (
    SELECT c.id, c.site_id, c.asked_in_writing, CASE WHEN c.state = 'closed' THEN c.closed_at END AS over_at
    FROM ringback_case c JOIN span s USING (site_id)
    WHERE c.asked_in_writing <> '{}' AND EXISTS (SELECT FROM unnest(c.asked_in_writing) AS at WHERE at >= s.begins AND at < s.ends))
SELECT id, site_id, at, true, over_at FROM cases, unnest(asked_in_writing) AS at
UNION ALL
SELECT c.id, c.site_id, m.sent_at, false, c.over_at
FROM cases c JOIN ringback_message m ON m.case_id = c.id WHERE NOT m.from_seller
ORDER BY 1, 3
"""


@dataclass(frozen=True)
class Found:
    """Waits by site, each begun in the period."""

    answered: dict[int, list[Wait]]
    solved: dict[int, list[Wait]]


class _Asked(NamedTuple):
    case: int
    site: int
    id: UUID
    continues: UUID | None
    at: datetime
    priority: str
    named_time: bool
    state: str
    finished_at: datetime | None
    by_desk: bool


class _Written(NamedTuple):
    case: int
    site: int
    at: datetime
    asks: bool
    over_at: datetime | None


def waits_of(span: Span) -> Found:
    """Two questions to the database."""
    answered, solved = _answers(span)
    bounds = {site.pk: span.moments(site) for site in span.sites}
    found = Found({pk: [] for pk in bounds}, {pk: [] for pk in bounds})
    asked = (_Asked._make(row) for row in span.rows(_REQUESTS))
    for case, rows in groupby(asked, key=attrgetter("case")):
        requests = list(rows)
        site = requests[0].site
        begins, ends = bounds[site]
        to_be_rung = list(_requests(requests))
        for into, moments in ((found.answered, answered), (found.solved, solved)):
            each = waits(to_be_rung, moments.get(case, ()))
            into[site] += [wait for wait in each if begins <= wait.begun_at < ends]
    return found


def written_waits_of(span: Span) -> dict[int, list[Wait]]:
    """By site. A wait that the case's end cut off was taken back: it was solved otherwise, or the seller closed it."""
    bounds = {site.pk: span.moments(site) for site in span.sites}
    found: dict[int, list[Wait]] = {pk: [] for pk in bounds}
    said = (_Written._make(row) for row in span.rows(_WRITTEN))
    for _case, rows in groupby(said, key=attrgetter("case")):
        lines = list(rows)
        site, over = lines[0].site, lines[0].over_at
        begins, ends = bounds[site]
        asked = [Request(one.at, over_at=over, withdrawn=True) for one in lines if one.asks]
        answers = [one.at for one in lines if not one.asks]
        found[site] += [wait for wait in waits(asked, answers) if begins <= wait.begun_at < ends]
    return found


def _answers(span: Span) -> tuple[dict[int, list[datetime]], dict[int, list[datetime]]]:
    answered: dict[int, list[datetime]] = {}
    solved: dict[int, list[datetime]] = {}
    for case, answered_at, solved_at in span.rows(_ANSWERS):
        answered.setdefault(case, []).append(answered_at)
        if solved_at is not None:
            solved.setdefault(case, []).append(solved_at)
    for moments in solved.values():
        moments.sort()  # who was rung first need not have been wrapped up first
    return answered, solved


def _requests(asked: Iterable[_Asked]) -> Iterator[Request]:
    """A continuation is reported with the class of the request that it continues."""
    classes: dict[UUID, str] = {}
    for one in asked:
        priority = classes.get(one.continues, one.priority) if one.continues else one.priority
        classes[one.id] = priority
        request = Request(one.at, priority, named_time=one.named_time)
        if one.state in ("cancelled", "expired"):
            withdrawn = one.state == "cancelled" and not one.by_desk
            request = replace(request, over_at=one.finished_at, withdrawn=withdrawn)
        yield request
