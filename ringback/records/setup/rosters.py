"""A site's roster of one week as it is set up: spans of each agent and day, absences, a week copied, shifts swapped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from ringback.records.agents.models import Agent
from ringback.records.desk.models import Site
from ringback.records.rosters.models import RosterDay
from ringback.records.setup.sites import SITE
from ringback.records.setup.wrong import Wrong
from ringback.rules.history import Snapshot

WEEK = timedelta(days=7)
DAY_MINUTES, LONGEST = 24 * 60, 48 * 60
AWAY = ("ill", "leave", "training", "swapped", "other")
Cell = dict[str, Any]


@dataclass(frozen=True)
class Week:
    """A site and the Monday of a week; the key is "na 2026-W03"."""

    site: Site
    monday: date

    @property
    def key(self) -> str:
        return key_of(self.site.slug, self.monday)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=n) for n in range(7))


def key_of(slug: str, monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{slug} {year}-W{week:02}"


def monday_of(text: str) -> date:
    """Of "2026-W03". Raises ValueError."""
    return date.fromisoformat(f"{text}-1")


def cell(agent: int, day: date) -> str:
    """The field of a snapshot; `agent` is an Agent's pk."""
    return f"{agent}.{day.isoformat()}"


@dataclass(frozen=True)
class _Roster:
    """Fields are cells: {"spans": [[540, 1020]], "away": "ill"}; minutes as in RosterDay."""

    kind: str = "roster"

    def locked(self, key: str) -> Week:
        slug, _, week = key.partition(" ")
        try:
            monday = monday_of(week)
        except ValueError as problem:
            raise LookupError(f"no week {week!r}") from problem
        return Week(SITE.locked(slug), monday)

    def name(self, one: Week) -> Mapping[str, str]:
        week = one.key.partition(" ")[2]
        return {language: f"{one.site.name_in(language)}, {week}" for language in ("en", "zh-hans")}

    def snapshot(self, one: Week) -> dict[str, Any]:
        rows = RosterDay.objects.filter(site=one.site, day__range=(one.days[0], one.days[-1]))
        return {cell(row.agent_id, row.day): _cell(row.spans, row.away) for row in rows}

    def write(self, one: Week, values: Snapshot, *, now: datetime) -> None:
        """Raises Wrong, by cell."""
        current = self.snapshot(one)
        refuse_wrong(one, {name: value for name, value in values.items() if value != current.get(name)})
        gone = [_where(name) for name in current if name not in values]
        for agent, day in gone:
            RosterDay.objects.filter(site=one.site, agent=agent, day=day).delete()
        for name, value in values.items():
            agent, day = _where(name)
            if value != current.get(name):
                RosterDay.objects.update_or_create(
                    site=one.site, agent_id=agent, day=day, defaults=_cell(**value)
                )


ROSTER = _Roster()


def refuse_wrong(week: Week, values: Snapshot) -> None:
    """Raises Wrong."""
    here = set(Agent.objects.filter(_belongs(), sites=week.site).values_list("pk", flat=True))
    found = {}
    for name, value in values.items():
        agent, day = _where(name)
        if agent not in here:
            found[name] = "not-of-this-site"
        elif day not in week.days:
            found[name] = "other-week"
        elif problem := wrong_spans(value["spans"]):
            found[name] = problem
        elif value.get("away", "") not in ("", *AWAY):
            found[name] = "no-reason"
    if found:
        raise Wrong(found)


def wrong_spans(spans: list[list[int]]) -> str:
    """A word, or empty. Spans are in order, apart, begin on their own day and end by the end of the next one."""
    last = 0
    for begin, end in spans:
        if not 0 <= begin < DAY_MINUTES or not begin < end <= LONGEST or end - begin > DAY_MINUTES:
            return "no-span"
        if begin < last:
            return "overlap"
        last = end
    return ""


def agents_of(site: Site, week: Week | None = None) -> list[Agent]:
    """Those who can be rostered at this site, by name; with `week` also whoever is on it already."""
    wanted = Q(_belongs(), sites=site)
    if week is not None:
        wanted |= Q(roster_days__site=site, roster_days__day__range=(week.days[0], week.days[-1]))
    return list(
        Agent.objects.filter(wanted).select_related("person").distinct().order_by("person__name", "pk")
    )


def copied(week: Week) -> dict[str, Any]:
    """The week before, moved by seven days, without its absences and without whoever has left; what is written already stays."""
    before = ROSTER.snapshot(Week(week.site, week.monday - WEEK))
    here = {one.pk for one in agents_of(week.site)}
    moved = {}
    for name, value in before.items():
        agent, day = _where(name)
        if value["spans"] and agent in here:
            moved[cell(agent, day + WEEK)] = _cell(value["spans"])
    return {**moved, **ROSTER.snapshot(week)}


def swapped(values: Snapshot, day: date, one: int, other: int) -> dict[str, Any]:
    """`values` with what two agents do on a day exchanged."""
    mine, theirs = cell(one, day), cell(other, day)
    exchanged = {mine: values.get(theirs), theirs: values.get(mine)}
    return {name: value for name, value in {**values, **exchanged}.items() if value is not None}


def _cell(spans: list[list[int]], away: str = "") -> Cell:
    return {"spans": [list(span) for span in spans], "away": away}


def _where(name: str) -> tuple[int, date]:
    agent, _, day = name.partition(".")
    return int(agent), date.fromisoformat(day)


def _belongs() -> Q:
    """Signs in, or is invited to."""
    invited = Q(person__invitations__used_at__isnull=True, person__invitations__revoked_at__isnull=True)
    return Q(person__role="agent") & (
        Q(person__is_active=True) | (invited & Q(person__invitations__isnull=False))
    )
