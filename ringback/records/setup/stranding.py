"""Callbacks that wait in vain as things stand: asked before and after a change, inside of its transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import IssueType, Site
from ringback.records.desk.readers import calendar_of
from ringback.records.rosters.readers import has_roster, shifts_between
from ringback.records.setup.wrong import Stranded
from ringback.rules.hours import is_open, next_opening, opening_minutes

WAITING, RESTING = Callback.State.WAITING, Callback.State.RESTING


@dataclass(frozen=True)
class _Group:
    """Callbacks of a site that the same agents may serve."""

    languages: tuple[str, ...]
    skills: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class _Server:
    pk: int
    languages: frozenset[str]
    skills: frozenset[str]

    def serves(self, languages: Iterable[str], skills: Iterable[str]) -> bool:
        return not self.languages.isdisjoint(languages) and self.skills.issuperset(skills)


def stranded(*, now: datetime) -> list[Stranded]:
    """Of every site."""
    return [each for site in Site.objects.all() for each in _of_site(site, now)]


def _of_site(site: Site, now: datetime) -> Iterator[Stranded]:
    groups = _groups(site)
    servers = _servers(site)
    yield from _without_anybody(site, groups, servers, now)
    yield from _types_without_anybody(site, servers)
    yield from _not_served(site, groups)
    yield from _shut_out(site, sum(group.count for group in groups), now)


def _groups(site: Site) -> list[_Group]:
    rows = (
        Callback.objects.filter(site=site, state__in=(WAITING, RESTING))
        .values("languages", "skills")
        .annotate(n=Count("pk"))
        .order_by("languages", "skills")
    )
    return [_Group(tuple(row["languages"]), tuple(row["skills"]), row["n"]) for row in rows]


def _servers(site: Site) -> list[_Server]:
    agents = Agent.objects.filter(sites=site, person__is_active=True, person__role="agent")
    return [
        _Server(pk, frozenset(languages), frozenset(skills))
        for pk, languages, skills in agents.values_list("pk", "languages", "skills")
    ]


def _without_anybody(
    site: Site, groups: list[_Group], servers: list[_Server], now: datetime
) -> Iterator[Stranded]:
    """No agent of the site at all, or none on its roster before these callbacks expire."""
    rostered: set[int] | None = None
    if groups and has_roster(site):
        rostered = {shift.agent for shift in shifts_between(site, now, now + settings.CALLBACK_LIVES)}
    for group in groups:
        able = [one for one in servers if one.serves(group.languages, group.skills)]
        if not able:
            yield Stranded("nobody", site.slug, group.count, group.languages, group.skills)
        elif rostered is not None and not any(one.pk in rostered for one in able):
            yield Stranded("nobody-rostered", site.slug, group.count, group.languages, group.skills)


def _types_without_anybody(site: Site, servers: list[_Server]) -> Iterator[Stranded]:
    """Who asks about these from now on would wait in vain; at a site without agents everybody would, and it is known."""
    for one in IssueType.objects.filter(site=site, offered=True).exclude(skills=[]) if servers else ():
        if not any(server.skills.issuperset(one.skills) for server in servers):
            yield Stranded("nobody-for-type", site.slug, 0, skills=tuple(one.skills), subject=one.slug)


def _not_served(site: Site, groups: list[_Group]) -> Iterator[Stranded]:
    """They wait for a language in which the site rings nobody any more."""
    for group in groups:
        if set(site.languages).isdisjoint(group.languages):
            yield Stranded("not-served", site.slug, group.count, group.languages)


def _shut_out(site: Site, waiting: int, now: datetime) -> Iterator[Stranded]:
    """By the hours: for good, for their chosen window, or until it opens."""
    calendar = calendar_of(site)
    opens = next_opening(calendar, now)
    if waiting and (opens is None or opens > now + settings.CALLBACK_LIVES):
        yield Stranded("never-opens", site.slug, waiting)
        return
    windows = Callback.objects.filter(
        site=site, state__in=(WAITING, RESTING), window_from__isnull=False, window_until__gt=now
    ).values_list("window_from", "window_until")
    shut = [
        begin
        for begin, end in windows
        if begin and end and opening_minutes(calendar, end) <= opening_minutes(calendar, begin)
    ]
    if shut:
        yield Stranded("window-closed", site.slug, len(shut))
    if waiting and opens is not None and not is_open(calendar, now):
        yield Stranded("rests", site.slug, waiting, until=opens.isoformat())
