"""Who would be rung before a callback, by how many, and the window that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from ringback.records.callbacks.at_work import AtWork, at_work
from ringback.records.callbacks.crew import Alike, Crew, crew_of
from ringback.records.callbacks.line_up import LineUp, line_up, line_up_lately
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.policies.readers import rulebook_at
from ringback.records.rosters.readers import roster_ahead
from ringback.rules.policy.rulebook import Rulebook
from ringback.rules.queue.ahead import Ahead, Me
from ringback.rules.queue.promise import Window, promise_by
from ringback.rules.queue.shifts import Stretch

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Wanted:
    """What a callback asks for, existing or not; `target` and `effective` as in the law. `id` is that of one that waits."""

    languages: tuple[str, ...]
    skills: tuple[str, ...]
    target: float
    effective: float
    broken: bool = False
    only_agent: int | None = None
    id: UUID | None = None

    @property
    def me(self) -> Me:
        return Me(self.target, self.effective, self.broken, str(self.id) if self.id else None)


@dataclass(frozen=True)
class Talk:
    """The median talk time: of this site's calls of the last days, or the preset's until there is one."""

    minutes: float
    source: str


@dataclass(frozen=True)
class Forecast:
    """`ahead` says how many go first, by why; `agents` are those who count for it when it can first be served,
    busy ones included."""

    ahead: tuple[Ahead, ...]
    agents: int
    talk: Talk
    window: Window | None

    @property
    def number(self) -> int:
        return self.count_ahead + 1

    @property
    def count_ahead(self) -> int:
        return sum(one.count for one in self.ahead)


class Look:
    """One look at a site. What several forecasts of one page or action share is asked for once."""

    def __init__(
        self, site: Site, *, now: datetime, rulebook: Rulebook | None = None, lately: bool = False
    ) -> None:
        self.site, self.now, self._rulebook, self._lately = site, now, rulebook, lately

    @cached_property
    def talk(self) -> Talk:
        """The site's own median, or the rulebook's figure until there is one."""
        if median := self._crew.talk:
            return Talk(median / 60, "own-median")
        rulebook = self._rulebook or rulebook_at(self.site.rulebook_name, self._today)
        return Talk(rulebook.talk / MINUTE, "preset")

    @property
    def _today(self) -> date:
        """On the site's own clock, as wherever a version of its rulebook is asked for."""
        return self.now.astimezone(ZoneInfo(self.site.zone)).date()

    def forecast(self, wanted: Wanted, *, starts: datetime | None = None) -> Forecast:
        """No window when nobody who counts can serve it, or when the site does not open within a year. `starts`: it rests
        until then."""
        starts = max(self.now, starts or self.now)
        seen, crew = self._served(wanted, starts)
        agents = len(seen.agents)
        ahead = self._ahead(wanted, crew, self.talk.minutes / agents) if agents else ()
        window = self._promised(seen, ahead=sum(one.count for one in ahead), starts=starts)
        return Forecast(ahead, agents, self.talk, window)

    def agents(self, wanted: Wanted, begin: datetime, end: datetime) -> float:
        """How many of those who work this queue are on the roster in that time, on average; at a site without any roster
        all of them are."""
        able = self._who_serve(replace(wanted, only_agent=None))
        numbers = {pk for some in able for pk in some.agents}
        if self._roster is None:
            return len(numbers)
        overlaps = (
            (min(end, shift.end) - max(begin, shift.begin), len(shift.agents & numbers))
            for shift in self._roster
        )
        return sum(count * max(overlap, timedelta(0)) / (end - begin) for overlap, count in overlaps)

    def _served(self, wanted: Wanted, starts: datetime) -> tuple[AtWork, list[Alike]]:
        """Who is at work from `starts` on, and those of the first of these steps by what they can serve."""
        able = self._who_serve(wanted)
        seen = at_work(able, self._roster, stays=self._crew.stays, now=self.now, starts=starts)
        return seen, [some.among(seen.agents) for some in able]

    def _promised(self, seen: AtWork, *, ahead: int, starts: datetime) -> Window | None:
        return promise_by(
            seen.steps,
            ahead=ahead,
            talk_minutes=self.talk.minutes,
            talk_source=self.talk.source,
            calendar=calendar_of(self.site),
            now=starts,
        )

    def _who_serve(self, wanted: Wanted) -> list[Alike]:
        able = [some for some in self._crew.alike if some.serve(wanted.languages, wanted.skills)]
        return [some.only(wanted.only_agent) for some in able]

    def _ahead(self, wanted: Wanted, crew: Sequence[Alike], pace: float) -> tuple[Ahead, ...]:
        return self._line_up.before(wanted.me, crew, pace=pace)

    @cached_property
    def _crew(self) -> Crew:
        return crew_of(self.site, now=self.now)

    @cached_property
    def _roster(self) -> list[Stretch] | None:
        return self._line_up.roster(self._read_roster) if self._lately else self._read_roster()

    def _read_roster(self) -> list[Stretch] | None:
        return roster_ahead(self.site, self.now, self.now + settings.CALLBACK_LIVES)

    @cached_property
    def _line_up(self) -> LineUp:
        return (line_up_lately if self._lately else line_up)(self.site, now=self.now)


def glance(site: Site, *, now: datetime, rulebook: Rulebook | None = None) -> Look:
    """For what is only shown: who waits in a long queue may be that of a moment ago. `rulebook` is the site's, if at hand."""
    return Look(site, now=now, rulebook=rulebook, lately=True)


def forecast(site: Site, wanted: Wanted, *, now: datetime, starts: datetime | None = None) -> Forecast:
    """For what is decided on it."""
    return Look(site, now=now).forecast(wanted, starts=starts)


def wanted_of(callback: Callback) -> Wanted:
    """For one that waits, or rests and will wait again."""
    return Wanted(
        languages=tuple(callback.languages),
        skills=tuple(callback.skills),
        target=callback.target,
        effective=callback.effective,
        broken=callback.broken_at is not None,
        only_agent=callback.queue.agent_id,
        id=callback.pk,
    )
