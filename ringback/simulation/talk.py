"""How long people talk: exponential, lognormal or as it was measured; one draw from a number between 0 and 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist
from typing import Protocol

NORMAL = NormalDist()
LEAST, MOST = 1e-12, 1 - 1e-12  # a quantile of 0 or 1 would be without end


class Talk(Protocol):
    def minutes(self, u: float) -> float:
        """The quantile at u."""


@dataclass(frozen=True)
class Exponential:
    mean: float

    def minutes(self, u: float) -> float:
        return -self.mean * log(1 - u)


@dataclass(frozen=True)
class Lognormal:
    """`mean` is that of the minutes, `sigma` that of their logarithm."""

    mean: float
    sigma: float

    def minutes(self, u: float) -> float:
        middle = log(self.mean) - self.sigma**2 / 2
        return exp(middle + self.sigma * NORMAL.inv_cdf(min(max(u, LEAST), MOST)))


@dataclass(frozen=True)
class Empirical:
    """Each of the measured lengths as often as the others."""

    measured: Sequence[float]

    def minutes(self, u: float) -> float:
        return self.measured[int(u * len(self.measured))]


@dataclass(frozen=True)
class Always:
    length: float

    def minutes(self, u: float) -> float:
        return self.length
