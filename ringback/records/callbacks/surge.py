"""More requests than usual: today's count beside that of a usual day by the same hour. Counted, never guessed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from statistics import median
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of

WEEKEND = 5


@dataclass(frozen=True)
class Arrivals:
    """`today` counts requests since midnight of the site's zone; `usual` is the median of comparable days by this hour, None
    while there are too few of them."""

    today: int
    usual: int | None
    days: int

    @property
    def is_surge(self) -> bool:
        return (
            self.usual is not None
            and self.today >= settings.SURGE_LEAST
            and self.today >= settings.SURGE_FACTOR * max(1, self.usual)
        )


def arrivals(site: Site, *, now: datetime) -> Arrivals:
    """Continuations are no requests: the desk books them itself."""
    here = now.astimezone(ZoneInfo(site.zone))
    midnight = datetime.combine(here.date(), time(), ZoneInfo(site.zone))
    today = Callback.objects.filter(
        site=site, asked_at__gte=midnight, asked_at__lte=now, continues__isnull=True
    ).count()
    counts = _usual(site.pk, site.zone, here.date(), _quarter(here), _comparable(site, here.date()))
    enough = len(counts) >= settings.SURGE_DAYS_LEAST
    return Arrivals(today, round(median(counts)) if enough else None, len(counts))


def _comparable(site: Site, today: date) -> tuple[date, ...]:
    """Days before this one on which the site was open: weekdays for a weekday, weekends for a weekend."""
    calendar = calendar_of(site)
    before = [today - timedelta(days=back) for back in range(1, settings.SURGE_DAYS + 1)]
    return tuple(
        day
        for day in before
        if (day.weekday() >= WEEKEND) == (today.weekday() >= WEEKEND)
        and (calendar.always_open or calendar.spans_on(day))
    )


def _quarter(here: datetime) -> time:
    """The clock in steps of a quarter of an hour, so that the past is counted four times an hour and not at each look."""
    return time(here.hour, here.minute // 15 * 15)


_DAYS = """
SELECT day, (SELECT count(*) FROM ringback_callback c WHERE c.site_id = %(site)s AND c.continues_id IS NULL
    AND c.asked_at >= (day::timestamp AT TIME ZONE %(zone)s) AND c.asked_at < ((day + %(by)s::time) AT TIME ZONE %(zone)s))
FROM unnest(%(days)s::date[]) AS day
WHERE day > (SELECT (min(asked_at) AT TIME ZONE %(zone)s)::date FROM ringback_callback WHERE site_id = %(site)s)
"""


@lru_cache(maxsize=64)
def _usual(site: int, zone: str, today: date, by: time, days: tuple[date, ...]) -> tuple[int, ...]:
    """Requests by this hour on each of the days, of those after the site's first request."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"site": site, "zone": zone, "by": by.isoformat(), "days": list(days)})
        return tuple(count for _day, count in cursor.fetchall())
