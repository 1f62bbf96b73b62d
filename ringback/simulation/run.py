"""Plays a scenario: one replication per seed, on everybody who asks in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import inf

from ringback.rules.queue.floor import Caller, Rostered, Seat
from ringback.rules.queue.forward import Forward
from ringback.simulation.arrivals import Queues, everybody
from ringback.simulation.clock import OpeningClock, Span
from ringback.simulation.scenario import AgentKind, Scenario


@dataclass(frozen=True)
class Played:
    """One replication. `callers` are those who are counted, `continued` what went on after the cap; `end` is the opening clock's last minute."""

    scenario: Scenario
    clock: OpeningClock
    queues: Queues
    callers: list[Caller]
    continued: list[Caller]
    seats: list[Seat]
    shifts: list[tuple[Span, ...]]
    end: float


def replications(scenario: Scenario, *, seed: int, count: int) -> Iterator[Played]:
    """The seeds follow `seed`. The same seed brings the same callers to every scenario that differs in agents or law alone."""
    for number in range(count):
        yield play(scenario, seed=seed + number)


def play(scenario: Scenario, *, seed: int) -> Played:
    clock = OpeningClock(scenario.hours, scenario.days)
    queues = Queues(scenario)
    agents = [one for kind in scenario.agents for one in _rostered(kind, clock)]
    callers = everybody(scenario, queues, clock, seed)
    desk = Forward(queues.asked, agents, replace(scenario.terms, later=clock.later), promise=_promise(queues))
    desk.run(callers, until=clock.end)
    begin, last = clock.starts[scenario.warm_up], clock.starts[scenario.days - scenario.cool_down]
    counted = [one for one in callers if begin <= one.asked < last]
    shifts = [tuple(one.shifts) for one in agents]
    return Played(scenario, clock, queues, counted, desk.continued, desk.seats, shifts, clock.end)


def _rostered(kind: AgentKind, clock: OpeningClock) -> list[Rostered]:
    shifts = ((0.0, inf),) if kind.shifts is None else clock.shifts(kind.shifts)
    return [Rostered(kind.languages, kind.skills, shifts)] * kind.count


def _promise(queues: Queues) -> Callable[[float, Caller], float]:
    """The target itself: a promise counts as broken when it has passed without a ring."""
    targets = [asked.target for asked in queues.asked]

    def promise(now: float, caller: Caller) -> float:
        return max(now, caller.ready) + targets[caller.queue]

    return promise
