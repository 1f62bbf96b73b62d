"""How many picks a second one dispatcher commits, while 1,000, 100,000 and 1,000,000 wait in 36 queues of three sites.

A round is what the dispatcher does when 150 agents are free: one look at the desk, then the picks of each site, up to 50 a commit,
by its own store in its own threads; timed from the look to the last commit. Between the rounds, off the clock, the agents become
free again, and whoever was picked asks anew, so that as many wait as before. The order of 1,000 picks is compared with the
pure law over everybody who waits. Beside it: the same rows by pgbench with one client, a commit each.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

import psycopg

from bench.database import fresh_database
from bench.figure import Figure

AGENTS_A_SITE, A_ROUND = 50, 150
FOR_SECONDS = float(os.environ.get("BENCH_PICK_SECONDS", "8"))
OLD = timedelta(seconds=float(os.environ.get("BENCH_SNAPSHOT_SECONDS", "60")))
A_SECOND, TIMES_SLOWER, WITH_AN_OLD_SNAPSHOT = 1_500.0, 2.0, 0.4
FEW, MANY, MOST = 1_000, 100_000, 1_000_000
RAW = 2_000


@dataclass(frozen=True)
class Picked:
    """`rounds` are the seconds that each took."""

    rounds: list[float]

    @property
    def count(self) -> int:
        return A_ROUND * len(self.rounds)

    @property
    def a_second(self) -> float:
        """Over all rounds, whatever else the machine did."""
        return self.count / sum(self.rounds)

    @property
    def usual(self) -> float:
        """By the median round: what two desks are compared by, as a machine's other work comes and goes."""
        return A_ROUND / median(self.rounds)


def measure() -> Iterator[Figure]:
    with fresh_database("ringback_bench_pick") as url:
        from django.conf import settings

        from bench.crowd import crowd
        from bench.pick_order import picked_by_the_law
        from bench.raw_pick import raw_picks

        settings.LINES = {"phone": ""}
        waiting = crowd(url, agents_a_site=AGENTS_A_SITE)
        waiting.grow(FEW)
        checked = picked_by_the_law(url)
        few = _picks(url, FOR_SECONDS)
        waiting.grow(MANY)
        many = _picks(url, FOR_SECONDS)
        raw = raw_picks(url, RAW)
        waiting.grow(MOST)
        most = _picks(url, FOR_SECONDS)
        with _snapshot(url):
            _picks(url, OLD.total_seconds(), of_the_clock=True)
            held = _picks(url, FOR_SECONDS)
    load = {"load": round(os.getloadavg()[0], 1)}
    yield Figure(
        name="pick.100k",
        value=many.a_second,
        unit="picks/s",
        at_least=A_SECOND,
        baseline=raw,
        baseline_is="the same rows by pgbench, one client, a commit each",
        more={"picks": many.count, "usual": round(many.usual), "as_the_law": checked, **load},
    )
    yield Figure(
        name="pick.1m",
        value=few.usual / most.usual,
        unit="times slower than with 1,000 waiting",
        limit=TIMES_SLOWER,
        more={"picks_a_second": round(most.usual), "with_1000": round(few.usual), **load},
    )
    yield Figure(
        name="pick.snapshot",
        value=held.usual / most.usual,
        unit=f"of the picks without a snapshot that is {OLD.total_seconds():g} s old, 1,000,000 waiting",
        at_least=WITH_AN_OLD_SNAPSHOT,
        more={"picks_a_second": round(held.usual), **load},
    )


@contextmanager
def _snapshot(url: str) -> Iterator[None]:
    """As a long report or a dump holds one: until it is over, no dead row may be cleared away."""
    with psycopg.connect(url) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM ringback_site")
        yield


def _picks(url: str, seconds: float, *, of_the_clock: bool = False) -> Picked:
    """Rounds until so many seconds of picking are over, or of the clock."""
    return asyncio.run(_rounds(url, seconds, of_the_clock))


async def _rounds(url: str, seconds: float, of_the_clock: bool) -> Picked:
    from bench.rounds import ask_anew, picking

    lasted: list[float] = []
    began = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as server:
        async with picking() as rounds:
            while (time.perf_counter() - began if of_the_clock else sum(lasted)) < seconds:
                held = await rounds.pick()
                lasted.append(rounds.lasted)
                assert len(held) == A_ROUND, f"{len(held)} were picked for"
                await asyncio.to_thread(ask_anew, server, datetime.now(UTC))
    return Picked(lasted)
