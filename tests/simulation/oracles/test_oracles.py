"""The run forward reaches the exact values of queueing theory; `make prove` asks for more and prints the table.

Twenty replications with seeds fixed here. Every mean, and probability of at least .01, lies within 6 standard errors; in the whole form the
standard error is also at most 1 % of the value (2 % at load .95 and more).
"""

import json
import os
from collections.abc import Callable, Iterator
from math import erf, exp, log, pi, sqrt
from pathlib import Path
from random import Random
from statistics import NormalDist, mean, stdev
from typing import Any

import pytest

from ringback.rules.queue import erlang
from tests.simulation.oracles import models
from tests.simulation.oracles.models import Measured

VALUES: dict[str, Any] = json.loads((Path(__file__).parent / "values.json").read_text())
WHOLE = os.environ.get("RINGBACK_PROVE") == "1"
SEEDS = range(100, 120)
SHORT = 2_000  # customers of a replication
SMALL = 0.01  # probabilities below it are tails, which closed forms answer

Model = Callable[[Any, Random, int], Measured]
LONGER = (1, 3, 9)  # times as many, until the standard errors are small enough
# Model, and with how many customers a replication begins in the whole form.
MODELS: dict[str, tuple[Model, int]] = {
    "erlangc_48E_50": (models.erlang_c, 1_000_000),
    "erlangc": (models.erlang_c, 150_000),
    "callback_desk": (models.erlang_c, 150_000),
    "erlanga": (models.erlang_a, 100_000),
    "whitt2005": (models.erlang_a, 100_000),
    "prio_mmc_heavy": (models.priorities, 800_000),
    "prio_desk": (models.priorities, 400_000),
    "prio": (models.priorities, 200_000),
    "apq_mmc_heavy": (models.accumulating, 800_000),
    "apq_desk": (models.accumulating, 400_000),
    "apq": (models.accumulating, 200_000),
    "mg1_prio": (models.general_priorities, 100_000),
    "mg1_cap30": (models.capped, 200_000),
    "talk_lognormal": (models.cut_calls, 50_000),
    "nmodel": (models.n_model, 200_000),
    "reach_attempts": (models.attempts, 20_000),
    "load_with_no_answers": (models.load_of_rings, 50_000),
    "mtginf": (models.changing_pace, 100_000),
}
# What the engine does not model, or what is no mean of a finite model; CLOSED are checked below against formulas in code.
CLOSED = {
    "halfin_whitt": "a limit: many agents at once",
    "garnett": "a limit: many agents at once",
    "staff_table": "a table of agents needed: Erlang's formula itself",
}
NOT_MODELLED = {
    "answer_retry": "whether somebody answers is drawn anew for each ring; here it depends on the ring before"
}
NOT_A_MEAN = {
    "p90_wait": "a quantile",
    "p90_actual_wait_min": "a quantile",
    "var_queue": "a variance",
    "scv": "a ratio of moments",
}
# Said of the model and not of waits, or the same once more.
NOT_MEASURED = {
    "offered_load": "a parameter (measured in load_with_no_answers)",
    "check_p_wait_poisson": "p_wait again",
    "check_p_served": "of the computation",
    "states": "of the computation",
    "trunc_mass": "of the computation",
    "mean_wait_fcfs": "mean_wait_all again: work is conserved",
    "fcfs_mean": "mean_wait_all again: work is conserved",
    "class1_closed_form_C_exp": "class 1 again",
    "ISA_staff_beta0": "a roster, not a value of the model",
    "ISA_staff_beta1": "a roster, not a value of the model",
}


def model_of(name: str) -> tuple[Model, int] | None:
    return next((model for prefix, model in MODELS.items() if name.startswith(prefix)), None)


def exact(name: str) -> Iterator[tuple[str, float]]:
    """The values of an oracle, by the names that its model measures."""
    for key, value in VALUES[name]["values"].items():
        if key.startswith("class") and "(" in key:
            for more, tail in zip((0.25, 0.5, 1, 2, 5), value, strict=True):
                yield f"{key[:6]}_gt_{more:g}", tail
        elif key in ("mean_wait_by_class", "m"):
            yield from ((f"{key}{n}", one) for n, one in enumerate(value))
        elif not isinstance(value, list):
            yield key, value


def heavy(name: str) -> bool:
    return "heavy" in name or name == "erlangc_48E_50"


@pytest.mark.slow
@pytest.mark.timeout(7200 if WHOLE else 180)
@pytest.mark.parametrize("name", [name for name in VALUES if model_of(name)])
def test_the_run_forward_reaches_the_exact_value(name: str) -> None:
    model, customers = model_of(name) or (models.erlang_c, 0)
    given = VALUES[name]["parameters"]
    means = {key: value for key, value in exact(name) if is_compared(key, value)}
    assert means
    for times in LONGER if WHOLE else (1,):
        count = customers * times if WHOLE else SHORT
        runs = [model(given, Random(f"{name} {seed}"), count) for seed in SEEDS]
        errors = {key: stdev(run[key] for run in runs) / sqrt(len(runs)) for key in means}
        if all(errors[key] <= (0.02 if heavy(name) else 0.01) * value for key, value in means.items()):
            break
    else:
        assert not WHOLE, f"too few customers: standard errors {errors} of {means}"
    for key, value in means.items():
        found = mean(run[key] for run in runs)
        if WHOLE:
            print(f"{name:24}{key:28}{value:>12.5f}{found:>12.5f} ± {errors[key]:.5f}")
        assert abs(found - value) <= 6 * errors[key], f"{key}: {found} ± {errors[key]} instead of {value}"


def is_compared(figure: str, value: float) -> bool:
    return figure not in NOT_A_MEAN and figure not in NOT_MEASURED and value >= SMALL


def test_every_exact_value_is_compared_or_its_reason_is_said() -> None:
    for name in VALUES:
        known = model_of(name) or any(name.startswith(one) for one in {**CLOSED, **NOT_MODELLED})
        assert known, name


@pytest.mark.parametrize("name", [name for name in VALUES if name.startswith(("erlangc", "callback"))])
def test_erlang_c_in_code(name: str) -> None:
    given, said = VALUES[name]["parameters"], VALUES[name]["values"]
    agents, calls, talk = given["c"], given["lam"], 1 / given["mu"]
    assert erlang.all_busy(agents, calls * talk) == pytest.approx(said["p_wait"], rel=1e-9)
    assert erlang.mean_wait(agents, calls, talk) == pytest.approx(said["mean_wait"], rel=1e-9)
    within = erlang.rung_within(given["T"], agents=agents, calls=calls, talk=talk)
    assert within == pytest.approx(said["service_level_T"], rel=1e-9)
    nine = erlang.rung_within(said["p90_wait"], agents=agents, calls=calls, talk=talk)
    assert nine == pytest.approx(0.9, rel=1e-9)


def test_the_agents_that_erlang_says_are_needed() -> None:
    for calls, talk, target, share, agents in VALUES["staff_table"]["values"]["rows"]:
        assert erlang.agents_needed(share, target, calls=calls / 60, talk=talk) == agents


def test_a_load_that_is_too_much_is_not_served() -> None:
    assert erlang.all_busy(3, 3.0) == 1
    assert erlang.mean_wait(3, 1.0, 3.0) == float("inf")
    assert erlang.rung_within(100, agents=3, calls=1.0, talk=3.0) == 0


def _density(x: float) -> float:
    return exp(-x * x / 2) / sqrt(2 * pi)


def _below(x: float) -> float:
    return (1 + erf(x / sqrt(2))) / 2


@pytest.mark.parametrize("name", [name for name in VALUES if name.startswith("halfin_whitt")])
def test_many_agents_come_near_the_limit_of_halfin_and_whitt(name: str) -> None:
    beta, said = VALUES[name]["parameters"]["beta"], VALUES[name]["values"]["p_wait"]
    assert 1 / (1 + beta * _below(beta) / _density(beta)) == pytest.approx(said, rel=1e-9)
    load = 1e6
    assert erlang.all_busy(round(load + beta * sqrt(load)), load) == pytest.approx(said, rel=0.005)


@pytest.mark.parametrize("name", [name for name in VALUES if name.startswith("garnett")])
def test_the_limit_with_people_who_give_up(name: str) -> None:
    beta, r = (VALUES[name]["parameters"][one] for one in ("beta", "r"))

    def hazard(x: float) -> float:
        return _density(x) / (1 - _below(x))

    found = 1 / (1 + sqrt(r) * hazard(beta / sqrt(r)) / hazard(-beta))
    assert found == pytest.approx(VALUES[name]["values"]["p_wait"], rel=1e-9)


def test_the_tail_of_the_first_class_in_closed_form() -> None:
    said = VALUES["prio_mmc_3class_tails"]["values"]
    for more, tail in zip((0.25, 0.5, 1, 2, 5), said["class1_P(W>0.25,0.5,1,2,5)"], strict=True):
        assert erlang.all_busy(5, 4.0) * exp(-(5 - 1) * more) == pytest.approx(tail, rel=1e-9)


def test_what_a_cap_leaves_of_lognormal_talk() -> None:
    said, beyond = VALUES["talk_lognormal_cap30"]["values"], NormalDist().cdf
    middle, sigma, cap = -0.32, 0.8, 30 / 12
    z = (log(cap) - middle) / sigma
    over = 1 - beyond(z)
    first = 12 * (beyond(z - sigma) + cap * over)
    second = 144 * (exp(sigma**2) * beyond(z - 2 * sigma) + cap**2 * over)
    assert over == pytest.approx(said["p_hit_cap"], rel=1e-9)
    assert first == pytest.approx(said["mean_capped"], rel=1e-9)
    assert second == pytest.approx(said["second_moment_capped"], rel=1e-9)
    assert second / first**2 - 1 == pytest.approx(said["scv"], rel=1e-9)
