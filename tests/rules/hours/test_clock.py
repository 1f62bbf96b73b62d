"""The opening clock adds nothing for a night, a holiday or a closed day, and survives both clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.rules.hours import (
    calendar_from,
    closes_at,
    is_open,
    next_opening,
    opening_minutes,
    wall_time_of,
)

OFFICE = {name: [["09:00", "18:00"]] for name in ("mon", "tue", "wed", "thu", "fri")}
BERLIN = calendar_from("Europe/Berlin", OFFICE, country="DE")
ALWAYS = calendar_from("America/Los_Angeles", {})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "end", "minutes"),
    [
        ("2026-01-13T08:00", "2026-01-13T09:00", 60),  # 9:00 to 10:00 in Berlin
        ("2026-01-13T16:30", "2026-01-14T08:30", 60),  # over a night
        ("2026-01-16T16:00", "2026-01-19T09:00", 120),  # over a weekend
        (
            "2026-04-02T12:00",
            "2026-04-07T08:00",
            5 * 60 - 60 + 60,
        ),  # over Easter: Friday and Monday are holidays
        ("2026-01-13T20:00", "2026-01-13T23:00", 0),
    ],
)
def test_only_opening_time_counts(begin: str, end: str, minutes: float) -> None:
    assert opening_minutes(BERLIN, at(end)) - opening_minutes(BERLIN, at(begin)) == pytest.approx(minutes)


def test_a_site_that_never_closes_counts_wall_minutes() -> None:
    begin = at("2026-03-07T00:00")
    assert opening_minutes(ALWAYS, begin + timedelta(days=3)) - opening_minutes(ALWAYS, begin) == 3 * 24 * 60


@given(st.integers(0, 400 * 24 * 60), st.integers(0, 5 * 24 * 60))
def test_the_clock_never_runs_backwards_and_can_be_read_back(start: int, more: int) -> None:
    begin = at("2026-01-01T00:00") + timedelta(minutes=start)
    end = begin + timedelta(minutes=more)
    reading = opening_minutes(BERLIN, begin)
    assert opening_minutes(BERLIN, end) >= reading
    moment = wall_time_of(BERLIN, reading)
    assert opening_minutes(BERLIN, moment) == pytest.approx(reading)
    assert moment <= begin  # the first moment that shows this reading


def test_hours_inside_a_skipped_hour_begin_when_the_clock_has_moved() -> None:
    night = calendar_from("Europe/Paris", {"sun": [["02:30", "04:00"]]})
    assert night.spans_on(date(2026, 3, 29)) == ((at("2026-03-29T01:00"), at("2026-03-29T02:00")),)


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    night = calendar_from("Europe/Paris", {"sun": [["01:00", "04:00"]]})
    begin, end = night.spans_on(date(2026, 10, 25))[0]
    assert end - begin == timedelta(hours=4)


def test_a_shut_site_says_when_it_opens_and_an_open_one_when_it_closes() -> None:
    friday_evening = at("2026-01-16T18:00")
    assert not is_open(BERLIN, friday_evening)
    assert next_opening(BERLIN, friday_evening) == at("2026-01-19T08:00")
    assert closes_at(BERLIN, at("2026-01-16T10:00")) == at("2026-01-16T17:00")
    assert next_opening(calendar_from("UTC", {"mon": []}), friday_evening) is not None
    assert closes_at(ALWAYS, friday_evening) is None


def test_hours_over_midnight_close_when_they_really_end() -> None:
    round_the_clock = calendar_from(
        "UTC", {"mon": [["08:00", "24:00"]], "tue": [["00:00", "24:00"]], "wed": [["00:00", "18:00"]]}
    )
    assert closes_at(round_the_clock, at("2026-01-12T09:00")) == at("2026-01-14T18:00")


@pytest.mark.parametrize(
    "hours",
    [{"mo": []}, {"mon": [["9", "18:00"]]}, {"mon": [["18:00", "09:00"]]}, {"mon": [["09:00", "25:00"]]}],
)
def test_hours_that_make_no_sense_are_refused_with_their_day(hours: dict[str, list[list[str]]]) -> None:
    with pytest.raises(ValueError, match="mo"):
        calendar_from("UTC", hours)
