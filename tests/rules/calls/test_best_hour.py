"""A later hour is chosen for its answers only where it is known well enough, and said with its number of rings."""

from datetime import UTC, datetime, timedelta

import pytest

from ringback.rules.calls.best_hour import Reach, Rings, best_start

TUESDAY = datetime(2026, 1, 13, 1, tzinfo=UTC)  # nine o'clock in Shanghai
ZONE = "Asia/Shanghai"
NINE, TEN, FOUR_PM = (24 + hour for hour in (9, 10, 16))


def reach(hours: dict[int, Rings]) -> Reach:
    return Reach(hours, weight=20, least=50)


def always(_at: datetime) -> bool:
    return True


def begins(hours: dict[int, Rings], *, from_: datetime = TUESDAY, for_hours: float = 11) -> datetime | None:
    likely = best_start(
        from_, from_ + timedelta(hours=for_hours), zone=ZONE, reach=reach(hours), may_ring=always
    )
    return likely.at if likely else None


def test_the_hour_with_the_most_answers_is_chosen_and_told() -> None:
    hours = {NINE: Rings(40, 100), FOUR_PM: Rings(90, 100), TEN: Rings(60, 100)}
    likely = best_start(
        TUESDAY, TUESDAY + timedelta(hours=11), zone=ZONE, reach=reach(hours), may_ring=always
    )
    assert likely is not None
    assert (likely.at, likely.rung) == (TUESDAY + timedelta(hours=7), 100)
    assert 0.6 < likely.chance < 0.9


def test_five_rings_decide_nothing() -> None:
    assert begins({NINE: Rings(40, 100), FOUR_PM: Rings(5, 5)}) is None
    assert begins({FOUR_PM: Rings(5, 5)}) is None


def test_an_empty_desk_begins_at_once() -> None:
    assert begins({}) is None


def test_no_later_hour_that_is_worse_or_not_whole_inside() -> None:
    assert begins({NINE: Rings(90, 100), FOUR_PM: Rings(80, 100)}) is None
    assert begins({NINE: Rings(40, 100), FOUR_PM: Rings(90, 100)}, for_hours=7.9) is None
    assert begins({NINE: Rings(40, 100), FOUR_PM: Rings(90, 100)}, for_hours=8) is not None


def test_of_the_hours_at_which_nobody_may_ring_none_is_chosen() -> None:
    hours = {NINE: Rings(40, 100), FOUR_PM: Rings(90, 100), TEN: Rings(60, 100)}
    likely = best_start(
        TUESDAY,
        TUESDAY + timedelta(hours=11),
        zone=ZONE,
        reach=reach(hours),
        may_ring=lambda at: at < TUESDAY + timedelta(hours=7),
    )
    assert likely is not None
    assert likely.at == TUESDAY + timedelta(hours=1)


def test_the_same_hour_of_another_day_speaks_for_an_hour_but_does_not_choose_it() -> None:
    every_ten = {day * 24 + 10: Rings(95, 100) for day in range(7) if day != 1}
    assert begins(every_ten | {NINE: Rings(20, 100)}) is None
    known = every_ten | {NINE: Rings(20, 100), TEN: Rings(30, 60)}
    assert begins(known) == TUESDAY + timedelta(hours=1)
    assert reach(known).chance(TEN) > 30 / 60


def test_full_hours_are_those_of_the_zone() -> None:
    half_past = datetime(2026, 1, 13, 3, 30, tzinfo=UTC)  # nine o'clock in Kolkata
    hours = {NINE: Rings(40, 100), TEN: Rings(90, 100)}
    likely = best_start(
        half_past, half_past + timedelta(hours=4), zone="Asia/Kolkata", reach=reach(hours), may_ring=always
    )
    assert likely is not None
    assert likely.at == half_past + timedelta(hours=1)


@pytest.mark.parametrize("rung", [0, 1, 5, 50, 5000])
def test_what_is_expected_goes_from_two_of_three_to_what_was_counted(rung: int) -> None:
    chance = reach({NINE: Rings(rung, rung)}).chance(NINE)
    assert 2 / 3 - 1e-9 <= chance < 1
    assert chance > 0.99 or rung < 5000
