"""How many of a site's last promises were kept, by class: what a seller may know before they ask."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from ringback.records.desk.models import Site
from ringback.records.reports.promised import first_promises_of
from ringback.records.reports.span import Span
from ringback.rules.reports.figures import Share
from ringback.rules.reports.period import Period
from ringback.rules.reports.scores import Score

QUARTER = timedelta(minutes=15)  # the past is counted four times an hour, and not at each look


def kept_lately(site: Site, *, now: datetime) -> Mapping[str, Share]:
    """Of the last `RINGBACK_KEPT_SHOWN` first promises of each class that were kept or broken. A class with too few cases is
    left out."""
    return _kept(site, site.zone, now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % QUARTER)


@lru_cache(maxsize=64)
def _kept(site: Site, zone: str, now: datetime) -> Mapping[str, Share]:
    """A site is one by its number, so its zone is named beside it."""
    today = now.astimezone(ZoneInfo(zone)).date()
    span = Span([site], Period(today - settings.KEPT_COUNTS_FOR, today))
    counts: dict[str, Counter[Score]] = {}
    for priority, score in first_promises_of(span, now=now):
        count = counts.setdefault(priority, Counter())
        if score in (Score.KEPT, Score.BROKEN) and count.total() < settings.KEPT_SHOWN:
            count[score] += 1
    shares = {
        priority: Share(count[Score.KEPT], count.total(), settings.REPORT_LEAST)
        for priority, count in counts.items()
    }
    return {priority: share for priority, share in shares.items() if share.value is not None}
