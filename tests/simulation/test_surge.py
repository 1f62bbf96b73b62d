"""The surge that the law is measured on: who is urgent is rung in time, nobody is forgotten, in both lanes of the law."""

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from statistics import mean

import pytest

from ringback.rules.queue.floor import Caller
from ringback.simulation.measures import Figures, figures
from ringback.simulation.reading import read
from ringback.simulation.run import Played, play
from ringback.simulation.scenario import Scenario

WHOLE = os.environ.get("RINGBACK_PROVE") == "1"
REPLICATIONS = 10
pytestmark = pytest.mark.timeout(7200 if WHOLE else 600)
HIGH_IN_TARGET, WORST = 0.99, 3.0  # what the law was chosen for


@cache
def shipped(name: str) -> Scenario:
    text = (files("ringback.simulation") / "scenarios" / f"{name}.toml").read_text("utf-8")
    return read(text, file=name)


def surge(*, lane_every: int, per_hour: float = 46) -> Scenario:
    scenario = shipped("surge")
    streams = [replace(one, per_hour=per_hour) for one in scenario.streams]
    return replace(scenario, streams=streams, terms=replace(scenario.terms, lane_every=lane_every))


def runs(scenario: Scenario) -> list[Figures]:
    return [figures(play(scenario, seed=seed)) for seed in range(1, REPLICATIONS + 1)]


def high_in_target(some: Sequence[Figures]) -> float:
    asked = sum(one.classes["high"].asked for one in some)
    return sum(one.classes["high"].asked * one.classes["high"].in_target for one in some) / asked


@pytest.mark.slow
@pytest.mark.parametrize("lane_every", [0, 7])
def test_who_is_urgent_is_rung_in_time_and_nobody_waits_three_targets(lane_every: int) -> None:
    some = runs(surge(lane_every=lane_every))
    assert high_in_target(some) >= HIGH_IN_TARGET
    assert mean(one.worst_ratio for one in some) <= WORST


@pytest.mark.skipif(not WHOLE, reason="the table of the documentation; RINGBACK_PROVE=1")
def test_the_table_over_four_paces() -> None:
    for per_hour in (44, 46, 48, 50):
        for lane_every in (0, 7):
            some = runs(surge(lane_every=lane_every, per_hour=per_hour))
            worst = mean(one.worst_ratio for one in some)
            print(f"| {per_hour} | {lane_every} | {high_in_target(some):.4f} | {worst:.2f} |")


def month() -> Played:
    scenario = surge(lane_every=0)
    return play(replace(scenario, days=30, warm_up=0, cool_down=0), seed=5)


@pytest.mark.slow
def test_in_a_month_nobody_is_passed_beyond_the_bound() -> None:
    played = month()
    asked, protect = played.queues.asked, played.scenario.terms.protect
    callers = sorted(played.callers, key=lambda one: one.asked)
    passed = 0
    for place, one in enumerate(callers):
        for other in callers[place + 1 :]:
            if other.asked >= one.rung_at:
                break
            if other.rung_at < one.rung_at and asked[one.queue].languages == asked[other.queue].languages:
                passed += 1
                assert _may_pass(one, other, asked[other.queue].target / asked[one.queue].target, protect)
    assert passed > 100  # the bound was tried


def _may_pass(one: Caller, other: Caller, ratio: float, protect: float) -> bool:
    age = one.rung_at - one.effective
    return ratio < 1 and other.effective < one.effective + age * (1 - ratio**protect) + 1e-6


@pytest.mark.slow
def test_a_year_of_an_ordinary_desk_knows_nights_shifts_and_skills() -> None:
    played = play(shipped("year"), seed=1)
    found = figures(played)
    assert sum(one.asked for one in found.classes.values()) > 100_000
    assert found.classes["high"].in_target > found.classes["low"].in_target * 0.9
    assert 0.5 < found.load < 1
    assert found.continued > 1000
    tax = [one for one in played.callers if played.queues.asked[one.queue].skills]
    assert sum(one.rung_at < played.end for one in tax) > 0.99 * len(tax)
