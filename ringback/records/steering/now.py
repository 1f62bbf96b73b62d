"""A site at this moment, for whoever supervises it: promises at risk, queues against their targets, agents, lines, arrivals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from statistics import median
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Min, Q

from ringback.records.callbacks.intake import closure_of
from ringback.records.callbacks.models import Callback, IntakeClosure
from ringback.records.callbacks.surge import Arrivals, arrivals
from ringback.records.calls.models import Attempt
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.promises.models import Promise
from ringback.records.steering.crew import Member, crew_of
from ringback.records.steering.lines import Lines, lines_of
from ringback.records.steering.risks import Risks, risks_of
from ringback.rules.hours import opening_minutes

MEDIAN_OF = 1_000  # of today's answered callbacks at most
# A first promise, or a window that the seller chose: what the desk's figures are made of.
SCORED = ("first", "window")


@dataclass(frozen=True)
class Due:
    """First promises whose bound fell due today, until now. `moved` replaced by another window before it; withdrawn ones are
    left out."""

    kept: int = 0
    broken: int = 0
    ready: int = 0
    moved: int = 0

    @property
    def count(self) -> int:
        return self.kept + self.broken + self.ready + self.moved


@dataclass(frozen=True)
class Line:
    """Who waits or rests, of one class and set of languages. Lengths are opening minutes; `share` of the target is that of
    the one furthest into it, `waited` and `target` are its figures; `median` of today's first answers, None before one."""

    priority: str
    languages: tuple[str, ...]
    waiting: int
    resting: int
    share: float
    waited: float
    target: float
    median: float | None
    agents: int

    @property
    def bar(self) -> int:
        return min(100, round(100 * self.share))

    @property
    def is_over(self) -> bool:
        return self.share > 1


@dataclass(frozen=True)
class Now:
    site: Site
    due: Due
    waiting: int
    risks: Risks
    queues: list[Line]
    crew: list[Member]
    lines: Lines
    arrivals: Arrivals
    closure: IntakeClosure | None


def now_at(site: Site, *, now: datetime) -> Now:
    crew = crew_of(site, now=now)
    queues = _queues(site, crew, now)
    return Now(
        site=site,
        due=_due(site, now),
        waiting=sum(one.waiting + one.resting for one in queues),
        risks=risks_of(site, crew, now=now),
        queues=queues,
        crew=crew,
        lines=lines_of(crew, now=now),
        arrivals=arrivals(site, now=now),
        closure=closure_of(site),
    )


def _midnight(site: Site, now: datetime) -> datetime:
    zone = ZoneInfo(site.zone)
    return datetime.combine(now.astimezone(zone).date(), time(), zone)


def _due(site: Site, now: datetime) -> Due:
    requests = Callback.objects.filter(site=site).values("pk")
    states = Promise.objects.filter(
        request__in=requests,
        made_for__in=SCORED,
        shown_until__gte=_midnight(site, now),
        shown_until__lte=now,
    )
    counted = states.aggregate(
        **{name: Count("pk", filter=Q(state=name)) for name in ("kept", "broken", "ready", "moved")}
    )
    return Due(**counted)


# The one furthest into its target of each class and set of languages; a window that the seller chose has its own target.
_QUEUES = """
SELECT priority, languages, count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'resting'),
    (array_agg(ARRAY[%(opened)s - asked, target] ORDER BY (%(opened)s - asked) / target DESC)
        FILTER (WHERE window_from IS NULL))[1:1]
FROM ringback_callback
WHERE site_id = %(site)s AND state = ANY(%(states)s) AND rest_reason <> 'seller'
GROUP BY priority, languages
ORDER BY array_position(ARRAY['high', 'medium', 'low'], priority::text), languages
"""


def _queues(site: Site, crew: Sequence[Member], now: datetime) -> list[Line]:
    opened, medians = opening_minutes(calendar_of(site), now), _medians(site, now)
    with connection.cursor() as cursor:
        cursor.execute(_QUEUES, {"opened": opened, "site": site.pk, "states": ["waiting", "resting"]})
        rows = cursor.fetchall()
    lines = []
    for priority, spoken, waiting, resting, oldest in rows:
        languages, (waited, target) = tuple(spoken), oldest[0] if oldest else (0.0, 1.0)
        there = sum(1 for one in crew if one.is_there and one.speaks(languages))
        share, middle = max(0.0, waited / target), medians.get((priority, languages))
        lines.append(Line(priority, languages, waiting, resting, share, waited, target, middle, there))
    return lines


def _medians(site: Site, now: datetime) -> dict[tuple[str, tuple[str, ...]], float]:
    """From the request to its first answered ring, in opening time; attempts between do not begin it anew."""
    answered = (
        Attempt.objects.filter(
            callback__site=site, callback__continues__isnull=True, answered_at__gte=_midnight(site, now)
        )
        .values("callback", "callback__priority", "callback__languages", "callback__asked")
        .annotate(first=Min("answered_at"))
        .order_by("-first")[:MEDIAN_OF]
    )
    waits: dict[tuple[str, tuple[str, ...]], list[float]] = {}
    for one in answered:
        key = (one["callback__priority"], tuple(one["callback__languages"]))
        waited = opening_minutes(calendar_of(site), one["first"]) - one["callback__asked"]
        waits.setdefault(key, []).append(waited)
    return {key: median(each) for key, each in waits.items()}
