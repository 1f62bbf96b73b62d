"""Who was taken before a callback since it was asked for, counted by why; recounted from the story alone, never names."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from ringback.records.callbacks.models import Callback

LOOKED_AT = 2_000
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
# After these lines of its own story a callback does not stand in the queue; after the others it does.
STEPS_OUT = ("rested", "reserved", "calling", "rang", "answered", "ended")
STEPS_IN = ("woken", "given-back")

# What steps in first had rested from the beginning; so has what rests and never stepped.
_WENT_BEFORE = """
WITH own AS (
    SELECT at, id, kind = ANY(%(steps_in)s) AS stands FROM ringback_callbackevent
    WHERE callback_id = %(me)s AND kind = ANY(%(steps)s)
), began AS (
    SELECT coalesce((SELECT NOT stands FROM own ORDER BY at, id LIMIT 1), %(stands)s) AS stands
), picked AS (
    SELECT e.at, e.detail, (e.detail ->> 'target')::float8 AS target, c.asked
    FROM ringback_callbackevent e JOIN ringback_callback c ON c.id = e.callback_id
    WHERE e.kind = 'reserved' AND e.at > %(asked_at)s AND e.at <= %(until)s AND c.id <> %(me)s
      AND c.site_id = %(site)s AND c.languages && %(languages)s::varchar[]
    ORDER BY e.at DESC LIMIT %(most)s
)
SELECT CASE WHEN (detail ->> 'lane')::boolean THEN 'lane' WHEN (detail ->> 'own_agent')::boolean THEN 'continuation'
            WHEN NOT coalesce((SELECT stands FROM own WHERE own.at <= picked.at ORDER BY at DESC, id DESC LIMIT 1),
                              (SELECT stands FROM began)) THEN 'not-waiting'
            WHEN target < %(target)s THEN 'higher-class' WHEN asked < %(asked)s THEN 'earlier'
            WHEN target = %(target)s THEN 'credited' ELSE 'more-urgent' END,
       count(*)
FROM picked GROUP BY 1
"""


def went_before(callback: Callback, *, until: datetime | None) -> Counter[str]:
    """Callbacks of the same site and language that were reserved since; `until` None is up to now.

    lane: a broken promise; continuation: kept for the agent; not-waiting: this one rested or was being served at that moment;
    higher-class: a shorter target; earlier: asked before; credited: the same target, moved forward by its rules;
    more-urgent: a longer target, and far more of it used.
    """
    values: dict[str, Any] = {
        "steps_in": list(STEPS_IN),
        "steps": [*STEPS_IN, *STEPS_OUT],
        "stands": callback.state != Callback.State.RESTING,
        "target": callback.target,
        "asked": callback.asked,
        "asked_at": callback.asked_at,
        "until": until or FOR_EVER,
        "me": callback.pk,
        "site": callback.site_id,
        "languages": list(callback.languages),
        "most": LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WENT_BEFORE, values)
        return Counter(dict(cursor.fetchall()))
