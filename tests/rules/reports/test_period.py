"""Days of a report in each site's zone, and the opening clock laid out for them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.rules.hours import Calendar, OpeningSpans, calendar_from, opening_minutes
from ringback.rules.reports.period import Period, WrongPeriod, from_days, quarter, quarter_of


def test_quarters() -> None:
    assert quarter(2026, 1) == Period(date(2026, 1, 1), date(2026, 3, 31))
    assert quarter(2026, 4) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert quarter_of(date(2024, 2, 29)) == Period(date(2024, 1, 1), date(2024, 3, 31))
    with pytest.raises(WrongPeriod):
        quarter(9999, 4)


def test_a_day_begins_at_each_sites_own_midnight() -> None:
    day = Period(date(2026, 3, 8), date(2026, 3, 8))
    begins, ends = day.moments("America/Los_Angeles")
    assert (begins, ends - begins) == (datetime(2026, 3, 8, 8, tzinfo=UTC), timedelta(hours=23))
    assert day.moments("Asia/Tokyo")[0] == datetime(2026, 3, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2026-03-02", "2026-03-01", "order"),
        ("2025-01-01", "2026-01-02", "long"),
        ("2026-02-30", "2026-03-01", "date"),
        ("", "x", "date"),
    ],
)
def test_a_period_that_is_none_says_why(first: str, last: str, why: str) -> None:
    with pytest.raises(WrongPeriod) as problem:
        from_days(first, last)
    assert problem.value.why == why


def test_stretches_are_days_or_weeks_that_begin_on_monday() -> None:
    assert len(Period(date(2026, 1, 1), date(2026, 1, 31)).stretches) == 31
    whole = quarter(2026, 1)
    assert whole.stretches[:2] == [date(2026, 1, 1), date(2026, 1, 5)]
    assert whole.stretch_of(date(2026, 1, 3)) == date(2026, 1, 1)
    assert {whole.stretch_of(whole.first + timedelta(days=n)) for n in range(90)} == set(whole.stretches)


CALENDARS = [
    calendar_from(
        "Europe/Berlin", {"mon": [["09:00", "12:00"], ["13:00", "18:00"]], "sat": [["22:00", "24:00"]]}
    ),
    calendar_from("America/Los_Angeles", {"sun": [["00:00", "24:00"]]}, [date(2026, 3, 15)]),
    Calendar("Asia/Tokyo"),
]
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
minutes = st.integers(0, 60 * 24 * 31)


@given(st.sampled_from(CALENDARS), minutes, minutes)
def test_the_laid_out_clock_reads_as_the_opening_clock(calendar: Calendar, one: int, other: int) -> None:
    begin, end = (MARCH + timedelta(minutes=each) for each in sorted((one, other)))
    laid_out = OpeningSpans(calendar, MARCH, MARCH + timedelta(days=31))
    expected = opening_minutes(calendar, end) - opening_minutes(calendar, begin)
    assert laid_out.between(begin, end) / timedelta(minutes=1) == pytest.approx(expected, abs=1e-4)
