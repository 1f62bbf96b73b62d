"""Every number of the service report, recomputed from the event log by plain SQL on a hard history."""

from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from ringback.records.reports.service import Report, report
from ringback.rules.calls.lifecycle import OF_REACH
from ringback.rules.reports.figures import Lengths, Share
from ringback.rules.reports.period import Period
from tests.records_reports.history import History
from tests.records_reports.plain_sql import PlainSQL

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STEPS = 420
PERIODS = {
    "the whole of it": lambda last: Period(date(2026, 3, 1), last),
    "a part, so that much began before and ended after": lambda last: Period(
        date(2026, 3, 9), last - timedelta(days=9)
    ),
}


@pytest.fixture(scope="module")
def history(django_db_setup: None, django_db_blocker: Any) -> Iterator[History]:
    """One for all tests of this file; it is taken back at their end."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = History(20260307)
        made.lives(STEPS)
        yield made
        transaction.set_rollback(True)


@pytest.fixture(params=PERIODS, ids=list(PERIODS))
def both(request: pytest.FixtureRequest, history: History, settings: Any) -> tuple[Report, PlainSQL]:
    settings.REPORT_LEAST = 1
    period = PERIODS[request.param](history.now.date())
    return report(history.sites, period, now=history.now), PlainSQL(period, history.now)


def seconds(lengths: Lengths) -> list[float | None]:
    told = (lengths.median, lengths.nine_tenths, lengths.mean)
    return [None if one is None else one.total_seconds() for one in told]


def test_the_history_is_hard(history: History) -> None:
    told = dict(PlainSQL(Period(date(2026, 3, 1), history.now.date()), history.now).rows(
        "SELECT kind, count(*) FROM ringback_callbackevent GROUP BY kind"))  # fmt: skip
    seldom = ("ready", "changed", "asked-again", "expired")
    for kind in ("asked", "answered", "kept", "broken", "cancelled", "noted", "rated", *seldom):
        assert told.get(kind, 0) >= (1 if kind in seldom else 5), (kind, told)
    assert history.now.date() > date(2026, 4, 1), "both changes of the clock lie in it"


def test_waits(both: tuple[Report, PlainSQL]) -> None:
    told, plain = both
    for row in told.waits:
        which = {"all": "true", "named-time": "named_time"}.get(row.key, f"priority = '{row.key}'")
        counts = (row.asked, row.answered, row.withdrawn, row.given_up, row.waiting)
        ours = [*counts, *seconds(row.on_wall), *seconds(row.opening), *row.steps]
        assert ours == pytest.approx(plain.waits(which), abs=0.01), row.key
    assert told.waits[3].answered > 20


def test_levels(both: tuple[Report, PlainSQL]) -> None:
    told, plain = both
    assert [row.level.measured for row in told.levels] == [
        "answered",
        "solved",
        "written",
        "helped",
    ]
    for row in told.levels[:3]:
        level = row.level
        shares = [number for one in (row.share, row.opening, row.at_once) for number in (one.part, one.of)]
        mean = row.mean.mean and row.mean.mean.total_seconds()
        theirs = plain.level(
            level.measured, site=level.site, priority=level.priority, within=level.within.total_seconds()
        )
        assert [*shares, mean, row.undecided, row.left_out] == pytest.approx(theirs, abs=0.01), level.measured


def test_first_promises_by_class_and_by_stretch(both: tuple[Report, PlainSQL]) -> None:
    told, plain = both
    by_class = plain.promises("SELECT priority, score, count(*) FROM scored WHERE first GROUP BY 1, 2")
    for priority, scores in told.first.items():
        expected: dict[str, int] = {}
        for one, score, count in by_class:
            if priority in ("all", one):
                expected[score] = expected.get(score, 0) + count
        assert dict(scores.counts) == expected, priority
    week = "greatest(date_trunc('week', day)::date, %(first)s::date)" if told.period.by_week else "day"
    by_stretch = plain.promises(f"SELECT {week}, score, count(*) FROM scored WHERE first GROUP BY 1, 2")
    ours = {
        (day, score.value, n)
        for day, each in told.by_stretch.items()
        for score, n in each.counts.items()
        if n
    }
    assert ours == set(by_stretch)


def test_later_promises_stand_apart(both: tuple[Report, PlainSQL]) -> None:
    told, plain = both
    expected = dict(plain.promises("SELECT score, count(*) FROM scored WHERE NOT first GROUP BY 1"))
    assert dict(told.later.counts) == expected


def test_reach_by_hour_of_the_week(both: tuple[Report, PlainSQL]) -> None:
    told, plain = both
    rows = plain.attempts(
        "SELECT extract(isodow FROM at AT TIME ZONE zone)::int, extract(hour FROM at AT TIME ZONE zone)::int,"
        " count(answered), count(*) FROM tried"
        f" WHERE answered OR ended ->> 'outcome' IN ({', '.join(repr(one.value) for one in sorted(OF_REACH))}) GROUP BY 1, 2"
    )
    ours = {(*at, share.part, share.of) for at, share in told.reach.items() if share.of}
    assert ours == set(rows)
    assert told.reached == Share(sum(row[2] for row in rows), sum(row[3] for row in rows), 1)


def test_outcomes_caps_and_ratings(both: tuple[Report, PlainSQL]) -> None:
    told, plain = both
    outcomes = plain.attempts(
        "SELECT CASE WHEN answered THEN 'answered' ELSE ended ->> 'outcome' END, count(*) FROM tried"
        " WHERE answered OR ended IS NOT NULL GROUP BY 1"
    )
    assert {name: share.part for name, share in told.outcomes.items()} == dict(outcomes)
    endings = plain.attempts(
        "SELECT noted ->> 'outcome', count(*) FROM tried WHERE noted IS NOT NULL GROUP BY 1"
    )
    assert {name: share.part for name, share in told.endings.items()} == dict(endings)
    caps, calls, solved, said, rated, mean = plain.attempts(
        "SELECT count(*) FILTER (WHERE ended ->> 'ended_by' = 'cap'), count(*), count(*) FILTER (WHERE (rated ->> 'solved')::bool),"
        " count(rated ->> 'solved'), count(rated ->> 'rating'), avg((rated ->> 'rating')::int)::float FROM tried WHERE answered"
    )[0]
    ratings = told.ratings
    assert (told.at_cap.part, told.at_cap.of, ratings.calls) == (caps, calls, calls)
    assert (ratings.solved.part, ratings.solved.of, ratings.rated) == (solved, said, rated)
    assert ratings.mean == (None if mean is None else pytest.approx(mean))
    by_stars = dict(
        plain.attempts(
            "SELECT (rated ->> 'rating')::int, count(*) FROM tried WHERE rated IS NOT NULL GROUP BY 1"
        )
    )
    assert ratings.by_stars == tuple(by_stars.get(star, 0) for star in range(1, 6))
    helped = told.levels[3]
    assert (helped.share.part, helped.share.of) == (by_stars.get(4, 0) + by_stars.get(5, 0), rated)


def test_the_parts_of_a_sites_own_report_add_up(both: tuple[Report, PlainSQL], history: History) -> None:
    told, _ = both
    alone = [report([site], told.period, now=history.now) for site in history.sites]
    assert sum(each.waits[3].asked for each in alone) == told.waits[3].asked
    assert sum(each.first["all"].all for each in alone) == told.first["all"].all


def test_it_asks_the_database_nine_times_at_most(both: tuple[Report, PlainSQL], history: History) -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as asked:
        report(history.sites, both[0].period, now=history.now)
    assert len(asked) <= 9


def test_too_few_cases_give_no_figure(both: tuple[Report, PlainSQL], history: History, settings: Any) -> None:
    settings.REPORT_LEAST = 100_000
    told = report(history.sites, both[0].period, now=history.now)
    assert all(row.on_wall.median is None and row.opening.mean is None for row in told.waits)
    assert told.first["all"].rate.value is None
    assert told.ratings.mean is None
    assert {row.good for row in told.levels} == {None}
    assert all(share.value is None for share in (*told.reach.values(), *told.outcomes.values(), told.at_cap))
    assert astuple(told.waits[3])[1:6] == astuple(both[0].waits[3])[1:6], "counts are still told"
