"""Shares and lengths of time, and what is told when there are too few cases."""

from datetime import UTC, datetime, timedelta

import pytest

from ringback.rules.reports.figures import Share, lengths
from ringback.rules.reports.scores import Promised, Score, score, scores
from ringback.rules.reports.tables import Ratings, ratings_of, reach_by_hour

NOON = datetime(2026, 1, 13, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_share_needs_its_cases() -> None:
    assert Share(40, 50, 50).value == 0.8
    assert Share(40, 49, 50).value is None
    assert Share(0, 0, 0).value is None


def test_lengths_lie_between_the_two_nearest_values() -> None:
    told = lengths([n * MINUTE for n in (1, 2, 3, 10)], least=4)
    assert (told.median, told.nine_tenths, told.mean) == (2.5 * MINUTE, 7.9 * MINUTE, 4 * MINUTE)
    assert lengths([MINUTE], least=2).median is None
    assert lengths([], least=0).mean is None
    assert lengths([MINUTE], least=1).nine_tenths == MINUTE


@pytest.mark.parametrize(
    ("promised", "now", "expected"),
    [
        (Promised(NOON, first_ring=NOON), 5, Score.KEPT),
        (Promised(NOON, first_ring=NOON + MINUTE), 5, Score.BROKEN),
        (Promised(NOON), 1, Score.BROKEN),
        (Promised(NOON), 0, Score.PENDING),
        (Promised(NOON, ready_at=NOON - MINUTE, first_ring=NOON + MINUTE), 5, Score.READY),
        (Promised(NOON, taken_back_at=NOON - MINUTE), 5, Score.WITHDRAWN),
        (Promised(NOON, taken_back_at=NOON - MINUTE, by_desk=True), 5, Score.DROPPED),
        (Promised(NOON, taken_back_at=NOON + MINUTE), 5, Score.BROKEN),
        (Promised(NOON, taken_back_at=NOON - MINUTE, first_ring=NOON - 2 * MINUTE), 5, Score.KEPT),
        (Promised(NOON, taken_back_at=NOON - MINUTE, first_ring=NOON), 5, Score.WITHDRAWN),
        (Promised(NOON, broken=True), -5, Score.BROKEN),
    ],
)
def test_what_became_of_a_promise_until_noon(promised: Promised, now: int, expected: Score) -> None:
    assert score(promised, now=NOON + now * MINUTE) is expected


def test_ready_and_taken_back_stand_outside_of_the_rate() -> None:
    told = scores([Score.KEPT] * 3 + [Score.BROKEN] + [Score.READY, Score.WITHDRAWN] * 9, least=4)
    assert (told.rate.value, told.all) == (0.75, 22)


def test_ratings() -> None:
    told = ratings_of([(5, True, 2), (1, False, 1), (None, None, 7)], least=3)
    assert told == Ratings(10, (1, 0, 0, 0, 2), 11 / 3, Share(2, 3, 3))
    assert told.at_least(4, least=3) == Share(2, 3, 3)
    assert ratings_of([(5, True, 2)], least=3).mean is None


def test_reach_leaves_out_what_was_the_desks_own_doing() -> None:
    told = reach_by_hour(
        [(1, 9, True, "answered", 3), (1, 9, False, "busy", 1), (1, 9, False, "line_fault", 9)], least=4
    )
    assert told[1, 9] == Share(3, 4, 4)
    assert told[7, 23].value is None
    assert len(told) == 7 * 24
