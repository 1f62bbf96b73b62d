"""When people answer: rings of the desk by hour of the week, each in the zone of whoever was rung."""

from datetime import datetime

from django.conf import settings
from django.db import connection

from ringback.rules.calls.best_hour import Reach, Rings
from ringback.rules.calls.lifecycle import OF_REACH

_RINGS = """
SELECT (extract(isodow FROM l.at)::int - 1) * 24 + extract(hour FROM l.at)::int,
       count(*) FILTER (WHERE l.answered), count(*)
FROM (
    SELECT a.dialing_at AT TIME ZONE p.zone AS at, a.answered_at IS NOT NULL AS answered
    FROM ringback_attempt a
    JOIN ringback_seller s ON s.id = a.seller_id
    JOIN ringback_person p ON p.id = s.person_id
    WHERE a.dialing_at >= %(since)s AND (a.answered_at IS NOT NULL OR a.outcome = ANY(%(outcomes)s))
) l
GROUP BY 1
"""


def reach(*, now: datetime) -> Reach:
    with connection.cursor() as cursor:
        cursor.execute(
            _RINGS, {"since": now - settings.REACH_COUNTS_FOR, "outcomes": [one.value for one in OF_REACH]}
        )
        hours = {hour: Rings(answered, rung) for hour, answered, rung in cursor.fetchall()}
    return Reach(hours, weight=settings.REACH_WEIGHT, least=settings.REACH_LEAST)
