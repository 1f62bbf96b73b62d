"""The promise moves with the queue, the agents and the talk time, in opening time, and is rounded outward for people."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from ringback.rules.hours import Calendar, calendar_from
from ringback.rules.queue.promise import Window, judge, promise_window, rounded_outward
from ringback.rules.queue.slots import Slot, is_full, slots

ALWAYS = calendar_from("UTC", {})
NOON = datetime(2026, 1, 13, 12, 2, tzinfo=UTC)  # a Tuesday
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def promised(*, ahead: int = 2, agents: int = 3, talk: float = 12, calendar: Calendar = ALWAYS) -> Window:
    found = promise_window(
        ahead=ahead, agents=agents, talk_minutes=talk, talk_source="preset", calendar=calendar, now=NOON
    )
    assert found is not None
    return found


def test_it_is_ahead_plus_one_over_agents_times_talk_time_to_twice_that() -> None:
    window = promised()
    assert (window.earliest - NOON, window.latest - NOON) == (12 * MINUTE, 24 * MINUTE)
    assert window.shown_from == datetime(2026, 1, 13, 12, 10, tzinfo=UTC)
    assert window.shown_until == datetime(2026, 1, 13, 12, 30, tzinfo=UTC)
    assert window.inputs == {"ahead": 2, "agents": 3, "talk_minutes": 12, "talk_source": "preset"}


def test_the_window_moves_with_queue_agents_and_talk_time() -> None:
    assert promised(ahead=8).earliest > promised().earliest
    assert promised(agents=6).latest < promised().latest
    assert promised(talk=20).latest > promised().latest


def test_nobody_there_makes_no_promise() -> None:
    assert (
        promise_window(ahead=0, agents=0, talk_minutes=12, talk_source="preset", calendar=ALWAYS, now=NOON)
        is None
    )


def test_a_night_is_jumped_over() -> None:
    office = calendar_from("UTC", {name: [["09:00", "12:10"]] for name in ("tue", "wed")})
    window = promised(calendar=office)
    assert window.earliest == datetime(2026, 1, 14, 9, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "end", "zone", "shown"),
    [
        ("12:12", "12:36", "UTC", ("12:10", "12:40")),
        ("12:12", "13:50", "UTC", ("12:10", "13:50")),
        ("12:12", "18:01", "UTC", ("12:00", "18:30")),
        ("12:10", "12:40", "UTC", ("12:10", "12:40")),
        ("12:12", "18:01", "Asia/Kathmandu", ("11:45", "18:15")),  # on the half hour of the wall clock there
    ],
)
def test_bounds_are_rounded_outward_by_the_width(
    begin: str, end: str, zone: str, shown: tuple[str, str]
) -> None:
    a, b = (datetime.fromisoformat(f"2026-01-13T{each}").replace(tzinfo=UTC) for each in (begin, end))
    assert tuple(f"{each:%H:%M}" for each in rounded_outward(a, b, zone=zone)) == shown


@pytest.mark.parametrize(
    ("ring", "ready", "now", "state"),
    [
        (None, None, 0, "pending"),
        (5, None, 5, "kept"),
        (10, None, 10, "kept"),
        (11, None, 11, "broken"),
        (None, 8, 12, "ready"),
        (None, None, 11, "broken"),
        (None, 12, 13, "broken"),
    ],
)
def test_kept_broken_and_ready(ring: int | None, ready: int | None, now: int, state: str) -> None:
    until = NOON + 10 * MINUTE
    at = [None if each is None else NOON + each * MINUTE for each in (ring, ready)]
    assert judge(shown_until=until, first_ring=at[0], ready_at=at[1], now=NOON + now * MINUTE) == state


def offered(
    hours: dict[str, list[list[str]]],
    *,
    soonest: datetime = NOON,
    length: timedelta = HOUR,
    zone: str = "UTC",
    taken: dict[tuple[datetime, datetime], int] | None = None,
    may_ring: Callable[[datetime, datetime], bool] = lambda begin, end: True,
) -> list[Slot]:
    return slots(
        soonest=soonest,
        until=soonest + timedelta(days=6),
        zone=zone,
        calendar=calendar_from("UTC", hours),
        length=length,
        most=4,
        may_ring=may_ring,
        is_full=lambda begin, end: is_full(
            begin, end, taken=taken or {}, agents=2, talk_minutes=12, share=0.3
        ),
    )


def test_windows_begin_after_the_soonest_answer_and_a_full_one_says_so() -> None:
    one = datetime(2026, 1, 13, 13, tzinfo=UTC)
    found = offered({"tue": [["09:00", "16:00"]]}, soonest=NOON + 30 * MINUTE, taken={(one, one + HOUR): 3})
    assert [(each.begin.hour, each.full) for each in found] == [(13, True), (14, False), (15, False)]


def test_whoever_chose_an_hour_that_begins_in_between_counts_in_both() -> None:
    half_past = datetime(2026, 1, 13, 13, 30, tzinfo=UTC)
    found = offered(
        {"tue": [["09:00", "16:00"]]}, soonest=half_past - HOUR, taken={(half_past, half_past + HOUR): 3}
    )
    assert [(each.begin.hour, each.full) for each in found] == [(13, True), (14, True), (15, False)]


def test_no_window_runs_over_a_lunch_break_and_a_long_weekend_is_jumped_over() -> None:
    found = offered(
        {"tue": [["09:00", "13:00"], ["14:00", "17:00"]], "sat": [["09:00", "11:00"]]}, length=2 * HOUR
    )
    assert [(each.begin.day, each.begin.hour) for each in found] == [(13, 14), (17, 9)]


@pytest.mark.parametrize("hours", [{}, {"tue": [["09:00", "17:00"]]}])
def test_a_window_that_has_not_begun_stays_on_offer_while_time_passes(
    hours: dict[str, list[list[str]]],
) -> None:
    first, second = offered(hours, length=2 * HOUR)[:2]
    later = offered(hours, soonest=first.begin + MINUTE, length=2 * HOUR)
    assert later[0] == second


def test_no_window_is_offered_in_which_the_line_may_not_ring() -> None:
    found = offered({}, may_ring=lambda begin, end: begin.hour >= 9 and end.hour in range(10, 21))
    assert [(each.begin.day, each.begin.hour) for each in found] == [(13, n) for n in (13, 14, 15, 16)]
    late = offered({}, soonest=NOON + 6 * HOUR, may_ring=lambda begin, end: 9 <= begin.hour < 20)
    assert [(each.begin.day, each.begin.hour) for each in late] == [(13, 19), (14, 9), (14, 10), (14, 11)]


def test_windows_begin_on_the_hour_of_whoever_chooses() -> None:
    assert offered({}, zone="Asia/Kathmandu")[0].begin == datetime(2026, 1, 13, 12, 15, tzinfo=UTC)


def test_a_site_that_is_never_open_long_enough_offers_none() -> None:
    assert offered({"tue": [["09:00", "09:30"]]}) == []
