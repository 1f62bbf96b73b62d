"""How many customers a second the run forward takes: M/M/5 with three priority classes, beside Ciw and SimPy.

It is the engine that runs the desk's scenarios, with everything that this case does not need switched off by its values alone.
"""

import json
import os
import subprocess
import time
from bisect import bisect
from collections.abc import Iterator
from math import log
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import Any

from bench.figure import Figure
from ringback.rules.queue.floor import Asked, Caller, Rostered, Terms
from ringback.rules.queue.forward import Forward

ROUNDS = 5
CUSTOMERS = int(os.environ.get("BENCH_CUSTOMERS", "200000"))
PEERS = {"ciw": 5.0, "simpy": 3.0}  # how many times as fast we must be
HERE = Path(__file__).resolve().parent
PYTHON = HERE.parent / ".cache" / "peers" / "bin" / "python"
RATES, AGENTS = (1, 2, 1), 5
# Cobham's (1954) means: C(c, a) / (cμ (1 − σ_before)(1 − σ)).
EXACT = (0.13852813852813853, 0.3463203463203463, 1.3852813852813852)
EN = frozenset({"en"})


def measure() -> Iterator[Figure]:
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in PEERS}
    waits: dict[str, list[list[float]]] = {"ringback": [], **{name: [] for name in PEERS}}
    for seed in range(ROUNDS):  # by turns, so that a busy minute of the machine meets all
        rate, means = _ours(seed)
        ours.append(rate)
        waits["ringback"].append(means)
        for name in PEERS:
            said = _peer(name, seed)
            theirs[name].append(said["rate"])
            waits[name].append(said["waits"])
    for name, times in PEERS.items():
        ratio = median(ours) / median(theirs[name])
        yield Figure(
            "simulator",
            ratio,
            f"times as fast as {name}",
            at_least=times,
            more={
                "customers_per_second": round(median(ours)),
                f"{name}_per_second": round(median(theirs[name])),
                "waits": _means(waits["ringback"]),
                f"{name}_waits": _means(waits[name]),
                "exact_waits": [round(wait, 4) for wait in EXACT],
            },
        )


def _means(waits: list[list[float]]) -> list[float]:
    return [round(mean(one), 4) for one in zip(*waits, strict=True)]


def _ours(seed: int) -> tuple[float, list[float]]:
    """Targets so far apart that p = 5 is strict priority. Making the callers is part of the time, as it is for the peers."""
    desk = Forward([Asked(EN, 10.0 ** (3 * n)) for n in range(3)], [Rostered(EN)] * AGENTS, Terms(protect=5))
    callers: list[Caller] = []
    begun = time.process_time()
    desk.run(_coming(Random(seed), callers))
    rate = CUSTOMERS / (time.process_time() - begun)
    waits: list[list[float]] = [[] for _ in RATES]
    for one in callers:
        waits[one.queue].append(one.rung_at - one.asked)
    return rate, [mean(some) for some in waits]


def _coming(chance: Random, callers: list[Caller]) -> Iterator[Caller]:
    draw, all_rates, now = chance.random, sum(RATES), 0.0
    shares = [sum(RATES[: n + 1]) / all_rates for n in range(len(RATES))]
    for number in range(CUSTOMERS):
        now -= log(1 - draw()) / all_rates
        one = Caller(number, now, bisect(shares, draw()), -log(1 - draw()))
        callers.append(one)
        yield one


def _peer(name: str, seed: int) -> dict[str, Any]:
    # Slower, so fewer; their rate does not depend on the number.
    command = [str(PYTHON), str(HERE / "peers" / f"priority_{name}.py"), str(CUSTOMERS // 4), str(seed)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    said: dict[str, Any] = json.loads(done.stdout)
    return said
