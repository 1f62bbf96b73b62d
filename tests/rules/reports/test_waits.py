"""A wait runs from the first request after the last answer to the next answer, whatever lies in between."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.rules.reports.waits import Request, Wait, held, waits

NOON = datetime(2026, 1, 13, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def at(hours: float) -> datetime:
    return NOON + hours * HOUR


def asked(hours: float, *, over: float | None = None, withdrawn: bool = True) -> Request:
    return Request(at(hours), over_at=None if over is None else at(over), withdrawn=withdrawn)


def test_a_retry_or_another_time_leaves_no_request_and_so_changes_nothing() -> None:
    assert waits([asked(0)], [at(3)]) == [Wait(asked(0), at(3))]


def test_cancelled_and_asked_again_without_a_call_in_between_is_one_wait() -> None:
    first = asked(0, over=1)
    assert waits([first, asked(2), asked(4)], [at(9)]) == [Wait(first, at(9))]


def test_after_an_answered_call_the_next_request_begins_the_next_wait() -> None:
    assert waits([asked(0), asked(5)], [at(3), at(6)]) == [Wait(asked(0), at(3)), Wait(asked(5), at(6))]


def test_a_second_answer_without_a_request_is_no_wait() -> None:
    """A call that was cut and rung again."""
    assert waits([asked(0), asked(5)], [at(3), at(3.1), at(6)]) == [
        Wait(asked(0), at(3)),
        Wait(asked(5), at(6)),
    ]


def test_an_answer_in_the_moment_of_the_request_answers_it() -> None:
    assert waits([asked(0)], [at(0)]) == [Wait(asked(0), at(0))]


def test_what_nobody_answered_ends_with_the_last_request() -> None:
    assert waits([asked(0, over=1), asked(2, over=7, withdrawn=False)], []) == [
        Wait(asked(0, over=1), None, at(7), withdrawn=False)
    ]
    assert waits([asked(0, over=1), asked(2)], []) == [Wait(asked(0, over=1), None)]


moments = st.lists(st.integers(0, 60), unique=True, max_size=12).map(sorted)


@given(moments, moments)
def test_the_definition(asked_at: list[int], answered_at: list[int]) -> None:
    """Said the other way round: walk through all moments with a watch in the hand."""
    expected: list[tuple[int, int | None]] = []
    running: int | None = None
    for moment in range(61):
        if moment in asked_at and running is None:
            running = moment
        if moment in answered_at and running is not None:
            expected.append((running, moment))
            running = None
    if running is not None:
        expected.append((running, None))
    found = waits([asked(n) for n in asked_at], [at(n) for n in answered_at])
    assert [(one.begun_at, one.answered_at) for one in found] == [
        (at(a), None if b is None else at(b)) for a, b in expected
    ]


@given(moments, moments, st.integers(0, 60))
def test_a_further_request_without_an_answer_in_between_never_makes_a_wait_shorter(
    asked_at: list[int], answered_at: list[int], more: int
) -> None:
    before = waits([asked(n) for n in asked_at], [at(n) for n in answered_at])
    after = waits([asked(n) for n in sorted({*asked_at, more})], [at(n) for n in answered_at])
    ends = {one.answered_at: one.begun_at for one in after}
    assert all(ends[one.answered_at] <= one.begun_at for one in before)


@pytest.mark.parametrize(
    ("wait", "now", "good"),
    [
        (Wait(asked(0), at(6)), 7, True),
        (Wait(asked(0), at(6.01)), 7, False),
        (Wait(asked(0), None), 5, None),
        (Wait(asked(0), None), 6.01, False),
        (Wait(asked(0), None, at(2), withdrawn=True), 90, None),
        (Wait(asked(0), None, at(6.01), withdrawn=True), 90, False),
        (Wait(asked(0), None, at(2), withdrawn=False), 90, False),
        (Wait(asked(0), None, at(2), withdrawn=False), 5, None),
    ],
)
def test_held_within_six_hours(wait: Wait, now: float, good: bool | None) -> None:
    assert held(wait, 6 * HOUR, now=at(now)) is good


def test_another_clock_counts_otherwise() -> None:
    def half(one: datetime, other: datetime) -> timedelta:
        return (other - one) / 2

    assert held(Wait(asked(0), at(8)), 6 * HOUR, now=at(9), clock=half) is True
