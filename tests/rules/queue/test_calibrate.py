"""A promise is moved by how the earlier ones of its class turned out, and by nothing else."""

from math import inf
from random import Random

import pytest

from ringback.rules.queue.calibrate import Calibration, Quantiles, Rolling, Window, calibrate
from ringback.rules.queue.scoring import Scoring

HOW = Rolling()
SAID = Quantiles(100, 200, 400)


def after(*waits: float, how: Rolling = HOW) -> Window:
    window = Window(how)
    for wait in waits:
        window.add(SAID, wait)
    return window


def test_without_enough_outcomes_the_raw_quantiles_are_widened_around_their_median() -> None:
    wide = calibrate(SAID, after(*[200] * 49))
    assert wide.low < SAID.low < SAID.high < wide.high
    assert wide.median == pytest.approx(SAID.median)


def test_outcomes_as_forecast_move_nothing() -> None:
    waits = [90, *[150] * 24, *[200] * 40, *[300] * 30, *[400] * 5]
    assert calibrate(SAID, after(*waits)) == pytest.approx(SAID, abs=60)


def test_waits_twice_as_long_move_the_window_later_and_shorter_ones_earlier() -> None:
    later, earlier = calibrate(SAID, after(*[800] * 60)), calibrate(SAID, after(*[20] * 60))
    assert later == pytest.approx((800, 800, 800))
    assert earlier == pytest.approx((20, 20, 20))


def test_only_the_last_outcomes_count() -> None:
    how = Rolling(outcomes=100)
    assert calibrate(SAID, after(*[5000] * 300, *[800] * 100, how=how)) == pytest.approx((800, 800, 800))


def test_one_that_is_late_counts_at_once_and_its_true_value_takes_its_place() -> None:
    window = after(*[300] * 100)
    before = calibrate(SAID, window).high
    late = [window.add(SAID, inf) for _ in range(20)]
    window.add(SAID, 900)
    assert calibrate(SAID, window).high == pytest.approx(900) != pytest.approx(before)
    for outcome in late:
        window.replace(outcome, SAID, 500)
    assert len(window) == 121
    assert calibrate(SAID, window).high == pytest.approx(500)


def test_a_true_value_that_comes_after_its_window_has_gone_on_changes_nothing() -> None:
    how = Rolling(outcomes=60)
    window = Window(how)
    late = window.add(SAID, inf)
    for _ in range(60):
        window.add(SAID, 300)
    window.replace(late, SAID, 9000)
    assert len(window) == 60
    assert calibrate(SAID, window).high == pytest.approx(300)


def test_a_window_of_which_nothing_is_over_yet_is_still_a_window() -> None:
    assert max(calibrate(SAID, after(*[inf] * 60))) < inf


def test_classes_learn_apart() -> None:
    calibration = Calibration(HOW)
    for _ in range(60):
        calibration.of("high").add(SAID, 800)
    assert calibration.said("high", SAID).median == pytest.approx(800)
    assert calibration.said("low", SAID).median == pytest.approx(200)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_wrong_forecast_is_right_nine_times_in_ten_also_when_the_world_changes(seed: int) -> None:
    """The forecast is for ever 300 s and half as much around it; waits are lognormal, and double in the middle."""
    random, calibration, scoring = Random(seed), Calibration(HOW), Scoring()
    raw = Quantiles(150, 300, 450)
    for number in range(12_000):
        wait = (600 if number < 6000 else 1200) * random.lognormvariate(0, 0.7)
        if number >= 500:
            scoring.add(calibration.said("low", raw), wait)
        calibration.of("low").add(raw, wait)
    assert 0.88 <= scoring.figures().coverage <= 0.92


def test_the_promise_stays_in_order_where_the_levels_have_crossed() -> None:
    window = Window(HOW)
    for number in range(60):
        window.add(Quantiles(500, 510, 520), 100 if number % 2 else 1000)
    said = calibrate(Quantiles(10, 11, 12), window)
    assert 0 <= said.low <= said.median <= said.high
