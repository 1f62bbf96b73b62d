"""Shares and lengths of time, and what is told when there are too few cases."""

from datetime import timedelta
from typing import Any

import pytest

from ringback.rules.reports.figures import Share, lengths
from ringback.rules.reports.scores import Promised, Score, score, scores
from ringback.rules.reports.tables import Ratings, ratings_of, reach_by_hour

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


TAKEN_BACK: dict[str, Any] = {"state": "withdrawn", "settled_in_time": True}


@pytest.mark.parametrize(
    ("promised", "expected"),
    [
        (Promised("kept", rang=True, rang_in_time=True), Score.KEPT),
        (Promised("moved", rang=True, rang_in_time=True), Score.KEPT),
        (Promised("moved", rang=True), Score.BROKEN),
        (Promised("pending"), Score.BROKEN),
        (Promised("pending", over=False), Score.PENDING),
        (Promised("moved", over=False), Score.PENDING),
        (Promised("ready", settled_in_time=True, rang=True), Score.READY),
        (Promised(**TAKEN_BACK), Score.WITHDRAWN),
        (Promised(**TAKEN_BACK, by_desk=True), Score.DROPPED),
        (Promised("withdrawn"), Score.BROKEN),
        (Promised(**TAKEN_BACK, rang=True, rang_in_time=True, rang_before_settled=True), Score.KEPT),
        (Promised(**TAKEN_BACK, rang=True, rang_in_time=True), Score.WITHDRAWN),
        (Promised("broken", over=False), Score.BROKEN),
    ],
)
def test_what_became_of_a_promise(promised: Promised, expected: Score) -> None:
    assert score(promised) is expected


def test_ready_and_taken_back_stand_outside_of_the_rate() -> None:
    told = scores([(Score.KEPT, 3), (Score.BROKEN, 1), (Score.READY, 9), (Score.WITHDRAWN, 9)], least=4)
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
