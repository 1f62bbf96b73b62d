"""What a simulation says: per class how many were rung within their target, how long they waited, how bad the worst was; with intervals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, pi, sqrt, tan
from statistics import NormalDist, mean, stdev

from ringback.rules.queue.floor import Caller
from ringback.simulation.run import Played

SURE = 0.95  # of the intervals


@dataclass(frozen=True)
class Estimate:
    """A mean over replications; `half` is half the width of its 95 % interval by Student's t, +inf from one replication."""

    mean: float
    half: float


@dataclass(frozen=True)
class ClassFigures:
    """Of one class in one replication; waits in opening minutes, asked until the first ring, in a window from its begin.

    Whoever was never rung counts as waiting until the end. `kept` is the share of promises (the target) that were
    kept, of those which were not given up before.
    """

    asked: int
    in_target: float
    kept: float
    mean_wait: float
    wait_90: float
    worst_ratio: float
    reached: float
    gave_up: float


NAMES = ("asked", "in_target", "kept", "mean_wait", "wait_90", "worst_ratio", "reached", "gave_up")


@dataclass(frozen=True)
class Figures:
    """Of one replication. `load` is the worked part of the rostered time; over 1 where calls last beyond shifts."""

    classes: Mapping[str, ClassFigures]
    load: float
    worst_ratio: float
    continued: int


def figures(played: Played) -> Figures:
    names = played.queues.classes
    by_class: dict[str, list[Caller]] = {name: [] for name in played.scenario.targets}
    for caller in played.callers:
        by_class[names[caller.first_queue]].append(caller)
    classes = {name: _of_class(some, played) for name, some in by_class.items() if some}
    return Figures(
        classes,
        _load(played),
        max((one.worst_ratio for one in classes.values()), default=0.0),
        len(played.continued),
    )


def estimate(values: Sequence[float]) -> Estimate:
    count = len(values)
    if count < 2:
        return Estimate(mean(values), inf)
    return Estimate(mean(values), t_quantile((1 + SURE) / 2, count - 1) * stdev(values) / sqrt(count))


def over(runs: Sequence[Figures]) -> dict[str, dict[str, Estimate]]:
    """Class → figure → its estimate, of the classes that every replication has."""
    shared = [name for name in runs[0].classes if all(name in run.classes for run in runs)]
    return {
        name: {
            figure: estimate([float(getattr(run.classes[name], figure)) for run in runs]) for figure in NAMES
        }
        for name in shared
    }


def paired(ours: Sequence[Figures], others: Sequence[Figures]) -> dict[str, dict[str, Estimate]]:
    """As `over`, of the difference (others − ours) replication by replication, on the same callers."""
    pairs = list(zip(ours, others, strict=True))
    shared = [
        name for name in ours[0].classes if all(name in a.classes and name in b.classes for a, b in pairs)
    ]
    return {
        name: {
            figure: estimate(
                [getattr(b.classes[name], figure) - getattr(a.classes[name], figure) for a, b in pairs]
            )
            for figure in NAMES
        }
        for name in shared
    }


def t_quantile(p: float, freedom: int) -> float:
    """Student's: exact for one and two degrees of freedom, else the expansion of Abramowitz and Stegun (26.7.5), good to 0.2 %."""
    if freedom == 1:
        return tan(pi * (p - 0.5))
    if freedom == 2:
        return (2 * p - 1) * sqrt(2 / (4 * p * (1 - p)))
    z = float(NormalDist().inv_cdf(p))
    terms: tuple[float, ...] = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(freedom) ** (n + 1) for n, term in enumerate(terms))


def _of_class(callers: Sequence[Caller], played: Played) -> ClassFigures:
    targets = [asked.target for asked in played.queues.asked]
    ratios = sorted(wait_of(one, played.end) / targets[one.first_queue] for one in callers)
    waits = sorted(wait_of(one, played.end) for one in callers)
    due = [one for one in callers if one.ended != "gave up" or one.rung_at < inf]
    return ClassFigures(
        asked=len(callers),
        in_target=_share(ratio <= 1 for ratio in ratios),
        kept=_share(one.rung_at <= one.bound for one in due),
        mean_wait=mean(waits),
        wait_90=waits[int(0.9 * (len(waits) - 1))],
        worst_ratio=ratios[-1],
        reached=_share(one.answered_at < inf for one in callers),
        gave_up=_share(one.ended == "gave up" for one in callers),
    )


def wait_of(caller: Caller, end: float) -> float:
    """Who gave up waited until then."""
    begin = max(caller.asked, caller.ready)
    until = min(caller.rung_at, end)
    if caller.ended == "gave up" and caller.rung_at == inf:
        until = min(caller.gives_up, end)
    return max(0.0, until - begin)


def _share(holds: Iterable[bool]) -> float:
    every = list(holds)
    return sum(every) / len(every) if every else 1.0


def _load(played: Played) -> float:
    rostered = sum(min(end, played.end) - begin for shifts in played.shifts for begin, end in shifts)
    return sum(seat.worked for seat in played.seats) / rostered if rostered else 0.0
