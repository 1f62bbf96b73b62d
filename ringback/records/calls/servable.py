"""Whom an agent may serve: the queues of their sites with a common language and no skill that they lack."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.rules.hours import opening_minutes

SHOWN = 12

# The condition on a queue, for whatever statement asks; its values are those of `who`.
SERVES = """
q.site_id = ANY(%(sites)s) AND q.languages && %(languages)s::varchar[] AND q.skills <@ %(skills)s::varchar[]
  AND (q.agent_id IS NULL OR q.agent_id = %(agent)s)
"""


def who(agent: Agent, sites: Sequence[int]) -> dict[str, Any]:
    """`sites` are pks."""
    return {
        "sites": list(sites),
        "languages": list(agent.languages),
        "skills": list(agent.skills),
        "agent": agent.pk,
    }


@dataclass(frozen=True)
class Row:
    """One waiting callback that an agent may serve. `percent` is the share of the target used, `bar` the same up to 100."""

    callback: UUID
    case_number: int
    issue: dict[str, str]
    priority: str
    languages: list[str]
    percent: int
    shown_until: datetime | None
    broken: bool
    mine: bool = False

    @property
    def bar(self) -> int:
        return min(100, self.percent)


@dataclass(frozen=True)
class Servable:
    count: int = 0
    rows: list[Row] = field(default_factory=list)


def servable(agent: Agent, sites: Sequence[Site], *, held: Callback | None, now: datetime) -> Servable:
    """Whoever waits for somebody like this agent, furthest into the target first; `held`, the reserved one, on top."""
    count, rows = _waiting(agent, sites, now)
    if held is None:
        return Servable(count, rows)
    return Servable(count + 1, [_held(held, now), *rows][:SHOWN])


# Within one queue only `effective` differs, so the first few of each are enough for the few that are shown.
_WAITING = f"""
WITH mine AS (
    SELECT q.id, q.target, clock.opened FROM ringback_queue q
    JOIN unnest(%(sites)s::bigint[], %(opened)s::float8[]) AS clock(site, opened) ON clock.site = q.site_id
    WHERE {SERVES}
), first AS (
    SELECT head.*, mine.target, mine.opened, (mine.opened - head.effective) / power(mine.target, %(protect)s) AS urgency
    FROM mine CROSS JOIN LATERAL (
        SELECT c.id, c.effective FROM ringback_callback c
        WHERE c.queue_id = mine.id AND c.state = 'waiting' ORDER BY c.effective, c.id LIMIT %(shown)s
    ) head ORDER BY urgency DESC, head.id LIMIT %(shown)s
)
SELECT (SELECT count(*) FROM mine JOIN ringback_callback c ON c.queue_id = mine.id AND c.state = 'waiting'),
       first.id, k.number, i.name, c.priority, c.languages, greatest(0, (first.opened - c.asked) / first.target),
       p.shown_until, c.broken_at IS NOT NULL
FROM first JOIN ringback_callback c ON c.id = first.id JOIN ringback_case k ON k.id = c.case_id
JOIN ringback_issuetype i ON i.id = k.issue_type_id LEFT JOIN ringback_promise p ON p.id = c.promise_id
ORDER BY first.urgency DESC, first.id
"""  # noqa: S608 (what is put in is a condition of ours)


def _waiting(agent: Agent, sites: Sequence[Site], now: datetime) -> tuple[int, list[Row]]:
    values = {
        **who(agent, [site.pk for site in sites]),
        "opened": [opening_minutes(calendar_of(site), now) for site in sites],
        "protect": settings.PROTECT,
        "shown": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, values)
        found = cursor.fetchall()
    return (found[0][0] if found else 0), [_row(columns) for columns in found]


def _row(columns: tuple[Any, ...]) -> Row:
    _count, callback, case_number, issue, priority, languages, share, shown_until, broken = columns
    return Row(
        callback=callback,
        case_number=case_number,
        issue=json.loads(issue),
        priority=priority,
        languages=languages,
        percent=round(100 * share),
        shown_until=shown_until,
        broken=broken,
    )


def _held(one: Callback, now: datetime) -> Row:
    opened = opening_minutes(calendar_of(one.site), now)
    share = max(0.0, (opened - one.asked) / one.target) if one.target else 0.0
    return Row(
        callback=one.pk,
        case_number=one.case.number or 0,
        issue=one.case.issue_type.name,
        priority=one.priority,
        languages=one.languages,
        percent=round(100 * share),
        shown_until=one.promise.shown_until if one.promise else None,
        broken=one.broken_at is not None,
        mine=True,
    )
