"""What the desk costs: a year of the ordinary desk with skills, cap, retries and shifts, beside a bare event loop of as many events."""

import time
from collections.abc import Iterator
from heapq import heappop, heappush
from importlib.resources import files
from math import inf
from random import Random
from statistics import median

from bench.figure import Figure
from ringback.simulation.reading import read
from ringback.simulation.run import Played, play
from ringback.simulation.scenario import Scenario

ROUNDS = 5
MOST = 12.0  # times as long as the bare loop


def measure() -> Iterator[Figure]:
    text = (files("ringback.simulation") / "scenarios" / "year.toml").read_text("utf-8")
    year = read(text, file="year")
    events = _events(play(year, seed=0))
    desks, bare = [], []
    for seed in range(ROUNDS):  # by turns, so that a busy minute of the machine meets both
        desks.append(_desk(year, seed))
        bare.append(_bare(events, seed))
    yield Figure(
        "simulator_desk",
        median(desks) / median(bare),
        "times as long as a bare loop",
        limit=MOST,
        more={"seconds": round(median(desks), 3), "bare_seconds": round(median(bare), 3), "events": events},
    )


def _events(played: Played) -> int:
    """What happened at least: requests, promises and patience that were watched, ends of rings and calls, rests, shifts."""
    everybody = [*played.callers, *played.continued]
    attempts = sum(one.attempts for one in everybody)
    spoken = sum(one.ended == "spoken" for one in everybody)
    wraps = spoken if played.scenario.terms.wrap else 0
    rests = attempts - spoken - sum(one.ended == "not reached" for one in everybody)
    shifts = 2 * sum(len(one) for one in played.shifts)
    patient = sum(one.gives_up < inf for one in everybody)
    return 2 * len(everybody) + patient + attempts + wraps + rests + shifts


def _desk(year: Scenario, seed: int) -> float:
    """Everything that a replication needs: also who comes."""
    begun = time.process_time()
    play(year, seed=seed)
    return time.process_time() - begun


def _bare(events: int, seed: int) -> float:
    """Twenty clocks that ring again and again."""
    draw = Random(seed).expovariate
    clocks = [(draw(1), number) for number in range(20)]
    begun = time.process_time()
    for _ in range(events):
        now, number = heappop(clocks)
        heappush(clocks, (now + draw(1), number))
    return time.process_time() - begun
