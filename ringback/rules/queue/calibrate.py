"""Quantiles that keep their word: each is moved by how the earlier ones of its class turned out.

Conformalised quantiles (Romano, Patterson and Candès 2019) over a rolling window, level by level on log(wait + offset), so that
a quarter of an hour counts more in a short wait than in a long one.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, exp, floor, inf, isinf, log
from typing import NamedTuple

LEVELS = (0.05, 0.5, 0.95)  # the promise's definition: nine in ten lie between the first and the last


class Quantiles(NamedTuple):
    """Of one wait, in seconds, at LEVELS."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Rolling:
    """`offset` in seconds; the last `outcomes` of a class count; until it has `least` of them, the raw quantiles are
    `widened` around their median. Measured on a telephone centre's records and on simulated desks (docs/promise.md)."""

    offset: float = 300
    outcomes: int = 500
    least: int = 50
    widened: float = 1.5


class Outcome:
    """One wait as it stands in a window, by how far it was from what had been said at each level; +inf is "later than this"."""

    __slots__ = ("errors",)

    def __init__(self, said: Quantiles, wait: float, how: Rolling) -> None:
        self.errors = tuple(
            inf if isinf(wait) else log(wait + how.offset) - log(one + how.offset) for one in said
        )


@dataclass(eq=False)
class Window:
    """The last outcomes of one class. `said` is always the raw quantiles, never the calibrated ones."""

    how: Rolling
    _order: deque[Outcome] = field(default_factory=deque)
    _sorted: tuple[list[float], ...] = field(default_factory=lambda: tuple([] for _ in LEVELS))

    def __len__(self) -> int:
        return len(self._order)

    @property
    def errors(self) -> Sequence[Sequence[float]]:
        """Per level, the smallest first."""
        return self._sorted

    def add(self, said: Quantiles, wait: float) -> Outcome:
        """A `wait` of +inf is one that is longer than was promised and not over yet; see `replace`."""
        outcome = Outcome(said, wait, self.how)
        self._order.append(outcome)
        self._enter(outcome)
        if len(self._order) > self.how.outcomes:
            self._leave(self._order.popleft())
        return outcome

    def replace(self, known: Outcome, said: Quantiles, wait: float) -> None:
        """The true value of one that was "later than this"; nothing happens where the window has gone on without it."""
        if known in self._order:
            self._leave(known)
            known.errors = Outcome(said, wait, self.how).errors
            self._enter(known)

    def _enter(self, outcome: Outcome) -> None:
        for errors, error in zip(self._sorted, outcome.errors, strict=True):
            insort(errors, error)

    def _leave(self, outcome: Outcome) -> None:
        for errors, error in zip(self._sorted, outcome.errors, strict=True):
            del errors[bisect_left(errors, error)]


def calibrate(raw: Quantiles, past: Window) -> Quantiles:
    """What may be said of a wait whose raw quantiles are these, after the outcomes of its class."""
    if len(past) < past.how.least:
        return _widened(raw, past.how)
    offset = past.how.offset
    moved = (
        max(0.0, exp(log(one + offset) + _at(level, errors)) - offset)
        for level, one, errors in zip(LEVELS, raw, past.errors, strict=True)
    )
    return Quantiles(*sorted(moved))


class Calibration:
    """A window per class, each with the same settings."""

    def __init__(self, how: Rolling) -> None:
        self._how = how
        self._windows: dict[str, Window] = {}

    def of(self, priority: str) -> Window:
        return self._windows.setdefault(priority, Window(self._how))

    def said(self, priority: str, raw: Quantiles) -> Quantiles:
        return calibrate(raw, self.of(priority))


def _widened(raw: Quantiles, how: Rolling) -> Quantiles:
    middle = log(raw.median + how.offset)
    moved = (middle + how.widened * (log(one + how.offset) - middle) for one in raw)
    return Quantiles(*(max(0.0, exp(one) - how.offset) for one in moved))


def _at(level: float, errors: Sequence[float]) -> float:
    """The empirical quantile, outward by one for the outcome that is still to come. Where it is not known yet, the largest
    that is: an endless promise says nothing."""
    count = len(errors)
    rank = floor((count + 1) * level) if level < 0.5 else ceil((count + 1) * level)
    error = errors[min(max(rank, 1), count) - 1]
    if not isinf(error):
        return error
    known = bisect_left(errors, inf)
    return errors[known - 1] if known else 0.0
