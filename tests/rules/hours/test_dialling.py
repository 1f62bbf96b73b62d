"""A telephone rings only inside the hours of every zone that it may be in, from the first ring to the last."""

from datetime import UTC, datetime, time, timedelta

import pytest

from ringback.rules.hours import DialHours, leave_time, may_dial, quiet_until

HOURS = DialHours(begin=time(9), end=time(20), earliest=time(7), latest=time(22))
RING = timedelta(seconds=30)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zones", "expected"),
    [
        ("2026-01-13T02:00", ("Asia/Shanghai",), "2026-01-13T02:00"),
        ("2026-01-13T00:30", ("Asia/Shanghai",), "2026-01-13T01:00"),
        ("2026-01-13T11:59:45", ("Asia/Shanghai",), "2026-01-14T01:00"),  # the ring would end after 20:00
        ("2026-01-13T12:00", ("America/New_York", "America/Los_Angeles"), "2026-01-13T17:00"),
    ],
)
def test_the_next_moment_at_which_it_may_ring(now: str, zones: tuple[str, ...], expected: str) -> None:
    assert may_dial(HOURS, zones=zones, at=at(now), ring_for=RING) == at(expected)


def test_zones_that_share_no_hours_are_never_rung() -> None:
    apart = ("Asia/Tokyo", "America/Sao_Paulo")
    assert may_dial(HOURS, zones=apart, at=at("2026-01-13T02:00"), ring_for=RING) is None


def test_quiet_hours_that_leave_nothing_are_kept_all_the_same() -> None:
    quiet = (time(8), time(21))
    assert may_dial(HOURS, zones=("UTC",), at=at("2026-01-13T07:00"), ring_for=RING, quiet=quiet) is None


@pytest.mark.parametrize(
    ("begin", "until", "left"),
    [("22:00", "08:00", True), ("09:00", "19:59", True), ("09:00", "20:00", False), ("19:59", "09:01", True),
     ("08:00", "21:00", False), ("20:00", "19:59", True)],
)  # fmt: skip
def test_quiet_hours_leave_time_or_none(begin: str, until: str, left: bool) -> None:
    quiet = (time.fromisoformat(begin), time.fromisoformat(until))
    assert leave_time(HOURS, quiet, ring_for=RING) is left


def test_a_ring_is_over_before_quiet_hours_begin() -> None:
    quiet = (time(12), time(13))
    just_before = at("2026-01-13T11:59:45")
    assert may_dial(HOURS, zones=("UTC",), at=just_before, ring_for=RING, quiet=quiet) == at(
        "2026-01-13T13:00"
    )


def test_a_choice_widens_the_hours_up_to_the_hard_bound() -> None:
    wide = HOURS.chosen(time(5), time(23))
    assert (wide.begin, wide.end) == (time(7), time(22))
    assert may_dial(wide, zones=("UTC",), at=at("2026-01-13T07:00"), ring_for=RING) == at("2026-01-13T07:00")


def test_quiet_hours_over_midnight_are_kept() -> None:
    quiet = (time(21), time(10))
    assert quiet_until(quiet, zone="UTC", at=at("2026-01-13T23:00")) == at("2026-01-14T10:00")
    assert quiet_until(quiet, zone="UTC", at=at("2026-01-13T12:00")) is None
    assert may_dial(HOURS, zones=("UTC",), at=at("2026-01-13T09:10"), ring_for=RING, quiet=quiet) == at(
        "2026-01-13T10:00"
    )
