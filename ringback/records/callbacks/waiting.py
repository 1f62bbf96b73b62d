"""The place of a callback: what is ahead of it, and who went before it since it was asked for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from ringback.records.callbacks.forecast import glance, wanted_of
from ringback.records.callbacks.models import Callback
from ringback.records.desk.readers import calendar_of
from ringback.rules.hours import opening_minutes
from ringback.rules.queue.forward import Ahead

LOOKED_AT = 2_000


@dataclass(frozen=True)
class Place:
    """`ahead` is what the law counts before it, by why; `went_before` counts
    those who were taken since it was asked for: lane, continuation, higher-class, earlier, more-urgent.

    `share` of the target that is used; 1 is all of it.
    """

    number: int
    ahead: tuple[Ahead, ...]
    agents: int
    talk_minutes: float
    talk_source: str
    share: float
    went_before: Mapping[str, int]


def place(callback: Callback, *, now: datetime) -> Place:
    seen = glance(callback.site, now=now).forecast(wanted_of(callback))
    return Place(
        number=seen.number,
        ahead=seen.ahead,
        agents=seen.agents,
        talk_minutes=seen.talk.minutes,
        talk_source=seen.talk.source,
        share=share_of(callback, now=now),
        went_before=went_before(callback, now=now),
    )


def number_of(callback: Callback, *, now: datetime) -> int:
    return glance(callback.site, now=now).forecast(wanted_of(callback)).number


def share_of(callback: Callback, *, now: datetime) -> float:
    """Of the class's target, in opening time since it was asked for; of a chosen window, since its beginning."""
    opened = opening_minutes(calendar_of(callback.site), now)
    begin = callback.effective if callback.window_from else callback.asked
    return max(0.0, (opened - begin) / callback.target)


_WENT_BEFORE = """
SELECT CASE WHEN (detail ->> 'lane')::boolean THEN 'lane' WHEN (detail ->> 'own_agent')::boolean THEN 'continuation'
            WHEN target < %(target)s THEN 'higher-class' WHEN asked < %(asked)s THEN 'earlier' ELSE 'more-urgent' END,
       count(*)
FROM (
    SELECT e.detail, c.target, c.asked FROM ringback_callbackevent e JOIN ringback_callback c ON c.id = e.callback_id
    WHERE e.kind = 'reserved' AND e.at > %(asked_at)s AND e.at <= %(now)s AND c.id <> %(me)s
      AND c.site_id = %(site)s AND c.languages && %(languages)s::varchar[]
    ORDER BY e.at DESC LIMIT %(most)s
) picked GROUP BY 1
"""


def went_before(callback: Callback, *, now: datetime) -> Counter[str]:
    """Callbacks of the same site and language that were reserved since; never names."""
    values: dict[str, Any] = {
        "target": callback.target,
        "asked": callback.asked,
        "asked_at": callback.asked_at,
        "now": now,
        "me": callback.pk,
        "site": callback.site_id,
        "languages": list(callback.languages),
        "most": LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WENT_BEFORE, values)
        return Counter(dict(cursor.fetchall()))
