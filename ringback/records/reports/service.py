"""The service report of some sites and days: at most nine questions to the database, the rest is arithmetic."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings

from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.policies.readers import rulebook_of, versions_at
from ringback.records.reports.promised import SomePromises, promises_of
from ringback.records.reports.ringing import Rung, Talked, attempts_of, calls_of
from ringback.records.reports.span import Span
from ringback.records.reports.waiting import waits_of, written_waits_of
from ringback.rules.hours import OpeningSpans
from ringback.rules.policy.terms import HELPED, ServiceLevel
from ringback.rules.reports.figures import Share
from ringback.rules.reports.period import Period
from ringback.rules.reports.scores import Scores, scores
from ringback.rules.reports.tables import (
    LevelRow,
    Ratings,
    Timed,
    WaitRow,
    helped_row,
    level_row,
    ratings_of,
    reach_by_hour,
    wait_rows,
)
from ringback.rules.reports.waits import Wait

# Pages name these types without importing tables.
__all__ = ["Report", "Site", "report"]

CLASSES = ("high", "medium", "low")


@dataclass(frozen=True)
class Report:
    """Promises by class (and all), by stretch of days, and the later ones of a request; then waits, levels, ringing, calls.

    `reach` is by weekday (1 is Monday) and hour of each site's own clock; `outcomes` are of attempts, `endings` of calls.
    """

    sites: Sequence[Site]
    period: Period
    least: int
    first: Mapping[str, Scores]
    by_stretch: Mapping[date, Scores]
    later: Scores
    waits: Sequence[WaitRow]
    levels: Sequence[LevelRow]
    reach: Mapping[tuple[int, int], Share]
    outcomes: Mapping[str, Share]
    endings: Mapping[str, Share]
    at_cap: Share
    ratings: Ratings

    @property
    def reached(self) -> Share:
        parts = self.reach.values()
        return Share(sum(one.part for one in parts), sum(one.of for one in parts), self.least)

    @property
    def empty(self) -> bool:
        return not (self.first["all"].all or self.waits[3].asked or self.outcomes)


def report(sites: Sequence[Site], period: Period, *, now: datetime) -> Report:
    """Of what began in the period; what became of it later counts as well."""
    span, least = Span(sites, period), settings.REPORT_LEAST
    promises = list(promises_of(span, now=now))
    first = [one for one in promises if one.first]
    found, written = waits_of(span), written_waits_of(span)
    clocks = {site.pk: _clock(site, span, now) for site in sites}
    answered, solved = _timed(found.answered, clocks), _timed(found.solved, clocks)
    rung, talked = attempts_of(span), calls_of(span)
    ratings = ratings_of(((one.rating, one.solved, one.count) for one in talked), least=least)
    by_measure = {"answered": answered, "solved": solved, "written": _timed(written, clocks)}
    calls = sum(one.count for one in talked)
    return Report(
        sites=sites,
        period=period,
        least=least,
        first={key: _scores(first, key, least) for key in (*CLASSES, "all")},
        by_stretch=_by_stretch(period, first, least),
        later=scores(((one.score, one.count) for one in promises if not one.first), least=least),
        waits=wait_rows(_all(answered), least=least),
        levels=[
            helped_row(level, ratings, least=least)
            if level.measured == HELPED
            else level_row(level, _of(about, by_measure[level.measured]), least=least, now=now)
            for level, about in _levels(sites, min(period.last, now.date()))
        ],
        reach=reach_by_hour(
            ((each.weekday, each.hour, each.answered, each.outcome, each.count) for each in rung), least=least
        ),
        outcomes=_outcomes(rung, least),
        endings=_endings(talked, least),
        at_cap=Share(sum(one.count for one in talked if one.at_cap), calls, least),
        ratings=ratings,
    )


def _clock(site: Site, span: Span, now: datetime) -> OpeningSpans:
    begins, ends = span.moments(site)
    return OpeningSpans(calendar_of(site), begins, max(now, ends))


def _timed(waits: Mapping[int, list[Wait]], clocks: Mapping[int, OpeningSpans]) -> dict[int, list[Timed]]:
    return {site: [(wait, clocks[site].between) for wait in each] for site, each in waits.items()}


def _all(timed: Mapping[int, list[Timed]]) -> list[Timed]:
    return [one for each in timed.values() for one in each]


def _of(sites: Iterable[Site], timed: Mapping[int, list[Timed]]) -> list[Timed]:
    return [one for site in sites for one in timed[site.pk]]


def _levels(sites: Sequence[Site], day: date) -> list[tuple[ServiceLevel, list[Site]]]:
    """What the rulebooks of that day have published, each with the sites that it is about."""
    found: list[tuple[ServiceLevel, list[Site]]] = []
    for name, version in versions_at({site.rulebook_name for site in sites}, day).items():
        book = rulebook_of(version)
        for told in book.service_levels:
            about = [one for one in sites if one.rulebook_name == name and told.site in ("", one.slug)]
            if about:
                found.append((replace(told, origin=told.origin or book.origin), about))
    return found


def _scores(promises: Iterable[SomePromises], key: str, least: int) -> Scores:
    return scores(((one.score, one.count) for one in promises if key in ("all", one.priority)), least=least)


def _by_stretch(period: Period, promises: Iterable[SomePromises], least: int) -> dict[date, Scores]:
    told: dict[date, Scores] = {day: scores((), least=least) for day in period.stretches}
    for one in promises:
        told[period.stretch_of(one.day)].counts[one.score] += one.count
    return told


def _outcomes(rung: Iterable[Rung], least: int) -> dict[str, Share]:
    """The most frequent first. A call that was cut is `answered` here all the same; whatever goes on has none yet."""
    counts: Counter[str] = Counter()
    for one in rung:
        if one.answered or one.outcome:
            counts["answered" if one.answered else one.outcome] += one.count
    return {name: Share(count, counts.total(), least) for name, count in _frequent(counts)}


def _endings(talked: Iterable[Talked], least: int) -> dict[str, Share]:
    counts: Counter[str] = Counter()
    for one in talked:
        if one.outcome:
            counts[one.outcome] += one.count
    return {name: Share(count, counts.total(), least) for name, count in _frequent(counts)}


def _frequent(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
