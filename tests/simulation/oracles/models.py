"""The models whose exact values are known, as desks of the run forward; each gives what one replication has measured."""

from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, inf, log, pi, sin
from random import Random
from statistics import NormalDist
from typing import Any

from ringback.rules.queue.floor import Asked, Caller, Rostered, Seat, Terms
from ringback.rules.queue.forward import Forward

EN, ZH = frozenset({"en"}), frozenset({"zh-hans"})
STRICT = 50.0  # p at which targets of 1, 10, 100 are strict priorities
DROPPED = 0.2  # of the callers come while the desk fills, and are not counted
Measured = dict[str, float]
Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class Run:
    """Callers who are counted, all seats, and how long the whole took."""

    callers: Sequence[Caller]
    seats: Sequence[Seat]
    lasted: float


def erlang_c(given: Parameters, chance: Random, customers: int) -> Measured:
    run = _played([given["lam"]], [1.0], 1.0, given["c"], _exponential(given["mu"]), chance, customers)
    waits = _waits(run.callers)
    return {
        "p_wait": _share(waits, 0),
        "mean_wait": _mean(waits),
        "mean_queue": given["lam"] * _mean(waits),
        "occupancy": sum(seat.worked for seat in run.seats) / len(run.seats) / run.lasted,
        "service_level_T": 1 - _share(waits, given["T"]),
    }


def erlang_a(given: Parameters, chance: Random, customers: int) -> Measured:
    run = _played(
        [given["lam"]],
        [1.0],
        1.0,
        given["n"],
        _exponential(given["mu"]),
        chance,
        customers,
        theta=given["theta"],
    )
    waits = _waits(run.callers)
    left = [one.gives_up - one.asked for one in run.callers if one.rung_at == inf]
    served = [one.rung_at - one.asked for one in run.callers if one.rung_at < inf]
    return {
        "p_wait": _share(waits, 0),
        "p_no_wait": 1 - _share(waits, 0),
        "p_abandon": len(left) / len(waits),
        "mean_wait": _mean(waits),
        "mean_queue": given["lam"] * _mean(waits),
        "mean_wait_served": _mean(served),
        "mean_wait_abandoned": _mean(left),
        "mean_in_system": given["lam"] * (_mean(waits) + len(served) / len(waits) / given["mu"]),
        "utilisation": sum(seat.worked for seat in run.seats) / len(run.seats) / run.lasted,
        **{f"p_actual_wait_gt_{more:g}": _share(waits, more) for more in (0.1, 0.5, 1)},
        **{f"p_wait_le_0_{tenths}_served": 1 - _share(served, tenths / 10) for tenths in (1, 2)},
    }


def priorities(given: Parameters, chance: Random, customers: int) -> Measured:
    targets = [10.0**n for n in range(len(given["lams"]))]
    return _by_class(given, targets, STRICT, chance, customers)


def accumulating(given: Parameters, chance: Random, customers: int) -> Measured:
    return _by_class(given, [1 / rate for rate in given["b"]], 1.0, chance, customers)


def general_priorities(given: Parameters, chance: Random, customers: int) -> Measured:
    def talk(number: int, u: float) -> float:
        return 10.0 if number == 0 else -20 * log(1 - u)

    run = _played(given["lams"], [1.0, 10.0], STRICT, 1, talk, chance, customers)
    return _means_by_class(run.callers, 2)


def capped(given: Parameters, chance: Random, customers: int) -> Measured:
    """Lognormal talk of 12 minutes in the mean, cut at 30; nothing goes on."""
    terms = Terms(protect=1.0, cap=30.0)
    run = _played([given["lam"]], [1.0], 1.0, 1, _lognormal, chance, customers, terms=terms)
    rho = run.seats[0].worked / run.lasted
    return {"mean_wait": _mean(_waits(run.callers)), "rho": rho}


def cut_calls(_given: Parameters, chance: Random, customers: int) -> Measured:
    """Each with an agent of its own: nobody waits, so that what agents work is what is talked."""
    terms = Terms(protect=1.0, cap=30.0)
    run = _played([0.01], [1.0], 1.0, 20, _lognormal, chance, customers, terms=terms)
    lengths = [min(one.talk, 30.0) for one in run.callers]
    everybody = len(run.callers) / (1 - DROPPED)
    return {
        "p_hit_cap": _mean([float(one.talk > 30) for one in run.callers]),
        "mean_capped": sum(seat.worked for seat in run.seats) / everybody,
        "second_moment_capped": _mean([length**2 for length in lengths]),
    }


def n_model(given: Parameters, chance: Random, customers: int) -> Measured:
    """M is served by those who speak both; they take M first, E is given to those who speak English alone if one is idle."""
    bilingual = [Rostered(EN | ZH)] * given["n_bilingual"]
    agents = [*bilingual, *[Rostered(EN)] * given["n_english"]]
    desk = Forward([Asked(ZH, 1.0), Asked(EN, 10.0)], agents, Terms(protect=STRICT))
    run = _on(desk, [given["lam_M"], given["lam_E"]], _exponential(given["mu"]), chance, customers, inf)
    busy = [seat.worked / run.lasted for seat in run.seats]
    found = {"busy1": _mean(busy[: len(bilingual)]), "busy2": _mean(busy[len(bilingual) :])}
    for number, name in enumerate("ME"):
        waits = _waits([one for one in run.callers if one.queue == number])
        found |= {f"E_wait_{name}": _mean(waits), f"P_wait_{name}": _share(waits, 0)}
    return found


def attempts(given: Parameters, chance: Random, customers: int) -> Measured:
    terms = Terms(protect=1.0, attempts=given["k"], spacing=(1.0,))
    run = _played(
        [1.0], [1.0], 1.0, 20, _exponential(10.0), chance, customers, terms=terms, answer=given["p"]
    )
    return {
        "p_reached": _mean([float(one.answered_at < inf) for one in run.callers]),
        "mean_attempts": _mean([float(one.attempts) for one in run.callers]),
    }


def load_of_rings(given: Parameters, chance: Random, customers: int) -> Measured:
    terms = Terms(protect=1.0, ring=given["ring"], attempts=given["k"], spacing=(20.0,))
    rate, talk = given["lam_per_min"], _exponential(1 / given["talk"])
    run = _played([rate], [1.0], 1.0, 12, talk, chance, customers, terms=terms, answer=given["p"])
    worked = sum(seat.worked for seat in run.seats) / run.lasted
    return {"offered_load": worked, "utilisation_12_agents": worked / 12}


def changing_pace(_given: Parameters, chance: Random, customers: int) -> Measured:
    """100 + 20 sin t ask in a unit of time, and somebody is idle for each: how many talk at four moments of a round."""
    desk = Forward([Asked(EN, 1.0)], [Rostered(EN)] * 250, Terms(protect=1.0))
    callers = list(_thinned(chance, customers))
    desk.run(callers)
    end, moments = callers[-1].asked, [n * pi / 2 for n in range(4)]
    rounds = int(end / (2 * pi)) - 1
    changes = sorted(
        (at, by) for one in callers for at, by in ((one.rung_at, 1), (one.rung_at + one.talk, -1))
    )
    times, talking = [at for at, _ in changes], [0, *accumulate(by for _, by in changes)]
    return {
        f"m{n}": _mean([float(talking[bisect(times, moment + 2 * pi * k)]) for k in range(1, rounds)])
        for n, moment in enumerate(moments)
    }


def _thinned(chance: Random, customers: int) -> Iterator[Caller]:
    now, number = 0.0, 0
    while number < customers:
        now += chance.expovariate(120)
        if chance.random() * 120 < 100 + 20 * sin(now):
            yield Caller(number, now, 0, chance.expovariate(1))
            number += 1


def _by_class(
    given: Parameters, targets: Sequence[float], protect: float, chance: Random, customers: int
) -> Measured:
    talk = _exponential(given["mu"])
    run = _played(given["lams"], targets, protect, given["c"], talk, chance, customers)
    waits = _waits(run.callers)
    found = {"p_wait": _share(waits, 0), "mean_wait_all": _mean(waits)}
    for number in range(len(targets)):
        own = _waits([one for one in run.callers if one.queue == number])
        found |= {f"class{number + 1}_gt_{more:g}": _share(own, more) for more in (0.25, 0.5, 1, 2, 5)}
    return {**found, **_means_by_class(run.callers, len(targets))}


def _means_by_class(callers: Sequence[Caller], classes: int) -> Measured:
    return {
        f"mean_wait_by_class{n}": _mean(_waits([one for one in callers if one.queue == n]))
        for n in range(classes)
    }


Talk = Callable[[int, float], float]


def _exponential(mu: float) -> Talk:
    return lambda _number, u: -log(1 - u) / mu


def _lognormal(_number: int, u: float) -> float:
    return 12 * exp(-0.32 + 0.8 * NormalDist().inv_cdf(max(u, 1e-12)))


def _played(
    rates: Sequence[float],
    targets: Sequence[float],
    protect: float,
    agents: int,
    talk: Talk,
    chance: Random,
    customers: int,
    *,
    terms: Terms | None = None,
    theta: float = 0.0,
    answer: float = 1.0,
) -> Run:
    queues = [Asked(EN, target) for target in targets]
    desk = Forward(queues, [Rostered(EN)] * agents, terms or Terms(protect))
    patience = 1 / theta if theta else inf
    return _on(desk, rates, talk, chance, customers, patience, answer)


def _on(
    desk: Forward,
    rates: Sequence[float],
    talk: Talk,
    chance: Random,
    customers: int,
    patience: float,
    answer: float = 1.0,
) -> Run:
    callers: list[Caller] = []
    desk.run(_coming(rates, talk, chance, customers, patience, answer, callers))
    # Time in which it fills and empties is counted for work alone, which is all done in it.
    return Run(callers[int(customers * DROPPED) :], desk.seats, callers[-1].asked)


def _coming(
    rates: Sequence[float],
    talk: Talk,
    chance: Random,
    customers: int,
    patience: float,
    answer: float,
    callers: list[Caller],
) -> Iterator[Caller]:
    draw, rate, now = chance.random, sum(rates), 0.0
    up_to = [share / rate for share in accumulate(rates)]
    for number in range(customers):
        now -= log(1 - draw()) / rate
        kind = bisect(up_to[:-1], draw())
        one = Caller(number, now, kind, talk(kind, draw()))
        if patience < inf:
            one.gives_up = now - patience * log(1 - draw())
        if answer < 1:
            one.misses = int(log(1 - draw()) / log(1 - answer))
        callers.append(one)
        yield one


def _waits(callers: Sequence[Caller]) -> list[float]:
    return [min(one.rung_at, one.gives_up) - one.asked for one in callers]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _share(values: Sequence[float], more: float) -> float:
    return sum(value > more for value in values) / len(values)
