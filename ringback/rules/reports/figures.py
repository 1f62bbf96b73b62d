"""Shares and lengths of time with the number of cases that they stand on; too few cases give no figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

NINE_TENTHS = 0.9


@dataclass(frozen=True)
class Share:
    """`part` of `of`; `least` is how many cases a figure needs."""

    part: int
    of: int
    least: int

    @property
    def value(self) -> float | None:
        """0 to 1; None where there are too few cases."""
        return self.part / self.of if self.of >= self.least and self.of else None


@dataclass(frozen=True)
class Lengths:
    """Of `n` lengths of time, None where there are too few: the middle one, what nine of ten do not pass, and the mean."""

    n: int
    median: timedelta | None
    nine_tenths: timedelta | None
    mean: timedelta | None


def lengths(values: Iterable[timedelta], *, least: int) -> Lengths:
    ordered = sorted(values)
    if len(ordered) < max(least, 1):
        return Lengths(len(ordered), None, None, None)
    mean = sum(ordered, timedelta(0)) / len(ordered)
    return Lengths(len(ordered), quantile(ordered, 0.5), quantile(ordered, NINE_TENTHS), mean)


def quantile(ordered: Sequence[timedelta], share: float) -> timedelta:
    """Between the two nearest values by their distance, as PostgreSQL's percentile_cont. Raises IndexError for no values."""
    at = share * (len(ordered) - 1)
    low = int(at)
    if low + 1 >= len(ordered):
        return ordered[low]
    return ordered[low] + (ordered[low + 1] - ordered[low]) * (at - low)
