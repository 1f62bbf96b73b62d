"""Who is rostered: at a moment, in a stretch of time, and one agent's own shift."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Subquery

from ringback.records.agents.models import Agent
from ringback.records.desk.models import Site
from ringback.records.rosters.models import RosterDay
from ringback.rules.hours import moment_of
from ringback.rules.queue.shifts import Stretch

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Shift:
    """From `begin` until just before `end` (moments); `agent` is an Agent's pk, `site` a slug."""

    begin: datetime
    end: datetime
    agent: int
    site: str


def has_roster(site: Site) -> bool:
    """Somebody has written one, of whatever week; a site without any goes by presence alone."""
    return RosterDay.objects.filter(site=site).exclude(spans=[]).exists()


def on_roster(site: Site, at: datetime) -> list[Shift]:
    """The shifts that go on at that moment."""
    return [shift for shift in shifts_between(site, at, at + timedelta(microseconds=1)) if shift.begin <= at]


def shifts_between(site: Site, begin: datetime, end: datetime) -> list[Shift]:
    """All that share a moment with this stretch, in the order of their beginning; who is away has none."""
    rows = RosterDay.objects.filter(site=site, day__range=days_around(site, begin, end), away="")
    shifts = _shifts(rows.values_list("agent_id", "day", "spans"), site.slug, ZoneInfo(site.zone))
    return _touching(shifts, begin, end)


def roster_ahead(site: Site, begin: datetime, end: datetime) -> list[Stretch] | None:
    """As `shifts_between`, by one question, the agents of one shift together; None at a site without any roster."""
    written = RosterDay.objects.filter(site=site).exclude(spans=[]).order_by()
    days = Q(day__range=days_around(site, begin, end))
    some = written.filter(days | Q(pk=Subquery(written.values("pk")[:1])))
    found = some.values_list("day", "spans").annotate(agents=ArrayAgg("agent", filter=Q(away="")))
    return stretches_ahead(list(found), site, begin, end)


def days_around(site: Site, begin: datetime, end: datetime) -> tuple[date, date]:
    """Dates of the site's zone, the first and the last on which a shift may begin that shares a moment with this stretch."""
    zone = ZoneInfo(site.zone)
    return begin.astimezone(zone).date() - DAY, end.astimezone(zone).date()


def stretches_ahead(
    found: Sequence[tuple[date, list[list[int]], Collection[int] | None]],
    site: Site,
    begin: datetime,
    end: datetime,
) -> list[Stretch] | None:
    """Of roster days that were read with one more of whatever date, which tells that the site has a roster: (day, spans,
    agents)."""
    if not found:
        return None
    zone, (first, last) = ZoneInfo(site.zone), days_around(site, begin, end)
    stretches = (
        Stretch(moment_of(day, begins, zone), moment_of(day, ends, zone), frozenset(agents))
        for day, spans, agents in found
        if agents and first <= day <= last
        for begins, ends in spans
    )
    return [one for one in stretches if one.begin < one.end and one.begin < end and one.end > begin]


def stretches_of(agents: Collection[int], begin: datetime, end: datetime) -> list[Stretch]:
    """The shifts of these agents (pks) on the days from `begin` to `end` and around them, at whatever site."""
    # Every zone's date is among them, and what follows a night.
    days = (begin.date() - 2 * DAY, end.date() + 2 * DAY)
    rows = RosterDay.objects.filter(agent__in=agents, day__range=days, away="").order_by()
    return [
        Stretch(shift.begin, shift.end, frozenset({shift.agent}))
        for agent, day, spans, zone in rows.values_list("agent_id", "day", "spans", "site__zone")
        for shift in _shifts([(agent, day, spans)], "", ZoneInfo(zone))
    ]


def shift_of(agent: Agent, at: datetime) -> Shift | None:
    """The one that goes on at that moment, at whatever site; of two, the one that ends later."""
    days = (at.date() - 2 * DAY, at.date() + DAY)  # every zone's date is among them
    rows = RosterDay.objects.filter(agent=agent, day__range=days, away="").select_related("site")
    shifts = [
        shift
        for row in rows
        for shift in _shifts([(row.agent_id, row.day, row.spans)], row.site.slug, ZoneInfo(row.site.zone))
    ]
    going_on = [shift for shift in shifts if shift.begin <= at < shift.end]
    return max(going_on, key=lambda shift: shift.end, default=None)


def _shifts(rows: Iterable[tuple[int, date, list[list[int]]]], site: str, zone: ZoneInfo) -> list[Shift]:
    """A shift that a clock change swallows is none."""
    found = [
        Shift(moment_of(day, begins, zone), moment_of(day, ends, zone), agent, site)
        for agent, day, spans in rows
        for begins, ends in spans
    ]
    return sorted(shift for shift in found if shift.begin < shift.end)


def _touching(shifts: list[Shift], begin: datetime, end: datetime) -> list[Shift]:
    return [shift for shift in shifts if shift.begin < end and shift.end > begin]
