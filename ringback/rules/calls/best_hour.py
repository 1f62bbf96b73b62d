"""The hour at which a ring is most likely to be answered, inside of a span that is open anyway.

Beta-Bernoulli by hour of the week, in the zone of whoever is rung: an hour of the week leans on its hour of the day, that on
all rings together, each as if by so many more of them. The posterior mean decides and can be told; a draw from the posterior
(Thompson's rule) would find out faster and could explain nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
DAY_HOURS = 24


class Rings(NamedTuple):
    answered: int = 0
    rung: int = 0

    def plus(self, other: "Rings") -> "Rings":
        return Rings(self.answered + other.answered, self.rung + other.rung)

    def leaning_on(self, mean: float, weight: float) -> float:
        return (self.answered + weight * mean) / (self.rung + weight)


NEVER = Rings()
ALL_HOURS = Rings(2, 3)  # Beta(2, 1): what is believed before the first ring, that two of three are answered


@dataclass(frozen=True)
class Reach:
    """`hours` by hour of the week, 0 is Monday 0:00 to 1:00; `weight` in rings, `least` as many as an hour needs to be chosen."""

    hours: Mapping[int, Rings]
    weight: float
    least: int

    def chance(self, hour: int) -> float:
        every = NEVER
        same = NEVER
        for other, rings in self.hours.items():
            every = every.plus(rings)
            if other % DAY_HOURS == hour % DAY_HOURS:
                same = same.plus(rings)
        at_all = every.plus(ALL_HOURS)
        by_day = same.leaning_on(at_all.answered / at_all.rung, self.weight)
        return self.rings(hour).leaning_on(by_day, self.weight)

    def rings(self, hour: int) -> Rings:
        return self.hours.get(hour, NEVER)


@dataclass(frozen=True)
class Likely:
    """`chance` is the posterior mean; `rung` what was rung at that hour of the week."""

    at: datetime
    chance: float
    rung: int


def best_start(
    begin: datetime, end: datetime, *, zone: str, reach: Reach, may_ring: Callable[[datetime], bool]
) -> Likely | None:
    """When to begin, `begin` or a later full hour of `zone` that is whole inside the span and at which `may_ring` says yes;
    None: nothing speaks against `begin`.

    A later hour must have been rung often enough to be known; a few lucky rings decide nothing.
    """
    now = reach.chance(_hour_of_week(begin, zone))
    known = (
        Likely(start, reach.chance(hour), reach.rings(hour).rung)
        for start, hour in _later_hours(begin, end, zone)
        if reach.rings(hour).rung >= reach.least
    )
    better = [one for one in known if one.chance > now and may_ring(one.at)]
    return max(better, key=lambda one: one.chance, default=None)


def _later_hours(begin: datetime, end: datetime, zone: str) -> Iterator[tuple[datetime, int]]:
    local = begin.astimezone(ZoneInfo(zone))
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    start = begin - past + HOUR
    while start + HOUR <= end:
        yield start, _hour_of_week(start, zone)
        start += HOUR


def _hour_of_week(at: datetime, zone: str) -> int:
    local = at.astimezone(ZoneInfo(zone))
    return local.weekday() * DAY_HOURS + local.hour
