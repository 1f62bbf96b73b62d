"""From the commit that frees an agent to the line's ring, on a desk where somebody always waits in 36 queues.

Three processes, as in a real desk: agents who become free (here), agents who accept at once, and the dispatcher with a
simulated line. The baseline is what no desk on this machine could beat: a one-row update, a NOTIFY, and the same back.
"""

import asyncio
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from random import Random
from typing import Any

import psycopg

from bench.database import fresh_database
from bench.figure import Figure

A_SECOND = 20
FOR_SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
LIMIT = 0.5
SETTLE = 6.0
SEED = 20260113


def measure() -> Iterator[Figure]:
    with fresh_database("ringback_bench_ring") as url:
        from bench.busy_desk import build

        agents = build(
            callbacks_a_queue=int(3 * A_SECOND * FOR_SECONDS / 36) + 10,
            agents=int(1.3 * A_SECOND * FOR_SECONDS) + 20,
        )
        freed, rung = _run(agents)
        baseline = _percentile(sorted(_round_trips(url)), 0.99)
    waits = sorted(_waits(freed, rung))
    yield Figure(
        name="due_to_ring",
        value=_percentile(waits, 0.99),
        unit="s",
        limit=LIMIT,
        baseline=baseline,
        baseline_is="p99 of a one-row update with NOTIFY, there and back",
        more={
            "p50": round(_percentile(waits, 0.5), 4),
            "longest": round(waits[-1], 4),
            "freed": len(freed),
            "rung": sum(agent in rung for agent in freed),
            "load": round(os.getloadavg()[0], 1),
        },
    )


def _run(agents: list[int]) -> tuple[dict[int, float], dict[int, float]]:
    """When each agent's freeing was committed, and when the line was told to ring for them (monotonic seconds)."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    stop = spawn.Event()
    dispatcher = spawn.Process(target=_dispatch, args=(theirs, stop), name="dispatcher")
    acceptor = spawn.Process(target=_accept, args=(stop,), name="acceptor")
    for process in (dispatcher, acceptor):
        process.start()
    try:
        _wait_for_lease()
        freed = _free(agents)
        time.sleep(SETTLE)
        stop.set()
        rung: dict[int, float] = ours.recv()
    finally:
        stop.set()
        for process in (dispatcher, acceptor):
            process.join(20)
            process.kill()
    return freed, rung


def _free(agents: list[int]) -> dict[int, float]:
    """Independent arrivals: the gaps are exponential."""
    from ringback.records.agents.actions import set_available
    from ringback.records.agents.models import Agent

    random, freed = Random(SEED), {}
    waiting = list(Agent.objects.filter(pk__in=agents).select_related("person"))
    due = began = time.monotonic()
    while (due := due + random.expovariate(A_SECOND)) < began + FOR_SECONDS:
        time.sleep(max(0.0, due - time.monotonic()))
        agent = waiting.pop()
        set_available(agent, now=datetime.now(UTC))
        freed[agent.pk] = time.monotonic()
    return freed


def _wait_for_lease() -> None:
    from ringback.records.lease.models import DispatcherLease

    until = time.monotonic() + 30
    while not DispatcherLease.objects.filter(epoch__gt=0).exists():
        if time.monotonic() > until:
            raise RuntimeError("the dispatcher has not taken its lease in 30 s")
        time.sleep(0.05)
    time.sleep(1)


def _set_up() -> None:
    import django
    from django.conf import settings

    django.setup()
    settings.LINES = {"phone": ""}


def _dispatch(pipe: Connection, stop: Any) -> None:
    _set_up()
    pipe.send(asyncio.run(_rings(stop)))


async def _rings(stop: Any) -> dict[int, float]:
    from ringback.dispatch.start import dispatcher
    from ringback.lines.simulated.exchange import Exchange
    from ringback.lines.simulated.line import SimulatedLine
    from ringback.lines.simulated.people import Does, Script

    rung: dict[int, float] = {}

    class Timed(SimulatedLine):
        async def prepare(self, attempt: Any, *, agent: str, **rest: Any) -> None:
            self.agents = {**getattr(self, "agents", {}), attempt: int(agent)}
            await super().prepare(attempt, agent=agent, **rest)

        async def ring(self, attempt: Any, *, ring_for: timedelta) -> None:
            rung[self.agents.pop(attempt)] = time.monotonic()
            await super().ring(attempt, ring_for=ring_for)

    talks = Script(Does.ANSWERS, timedelta(seconds=1), timedelta(seconds=5))
    async with dispatcher(holder="bench", lines={"phone": Timed(Exchange(lambda _: talks))}) as one:
        work = asyncio.create_task(one.run())
        await asyncio.to_thread(stop.wait)
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
    return rung


def _accept(stop: Any) -> None:
    """Every agent accepts as soon as their page is told to look."""
    _set_up()
    from ringback.records.agents.models import Agent
    from ringback.records.calls import holds
    from ringback.records.wake import CHANNEL

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bell:
        bell.execute(f"LISTEN {CHANNEL}")
        while not stop.is_set():
            for _ in bell.notifies(timeout=0.2, stop_after=1):
                pass
            for agent in Agent.objects.filter(
                hold__isnull=False, hold__accepted_at__isnull=True
            ).select_related("person"):
                with suppress(holds.NothingReserved):
                    holds.accept(agent, now=datetime.now(UTC))


def _waits(freed: dict[int, float], rung: dict[int, float]) -> list[float]:
    """An agent for whom nobody was rung waited until the end."""
    end = max([*freed.values(), *rung.values()]) + SETTLE
    return [rung.get(agent, end) - at for agent, at in freed.items()]


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _round_trips(url: str, times: int = 500) -> list[float]:
    with psycopg.connect(url, autocommit=True) as here, psycopg.connect(url, autocommit=True) as there:
        here.execute("CREATE TABLE bench_row (id int PRIMARY KEY, n int)")
        here.execute("INSERT INTO bench_row VALUES (1, 0), (2, 0)")
        here.execute("LISTEN bench_back")
        there.execute("LISTEN bench_there")
        answering = threading.Thread(target=_answer, args=(there, times), daemon=True)
        answering.start()
        return [_one_round_trip(here) for _ in range(times)]


def _one_round_trip(here: psycopg.Connection[Any]) -> float:
    time.sleep(1 / A_SECOND / 10)
    began = time.monotonic()
    here.execute("UPDATE bench_row SET n = n + 1 WHERE id = 1")
    here.execute("NOTIFY bench_there")
    next(here.notifies(timeout=5))
    return time.monotonic() - began


def _answer(there: psycopg.Connection[Any], times: int) -> None:
    for _ in range(times):
        next(there.notifies(timeout=30))
        there.execute("UPDATE bench_row SET n = n + 1 WHERE id = 2")
        there.execute("NOTIFY bench_back")
