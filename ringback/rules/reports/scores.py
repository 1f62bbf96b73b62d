"""How a promise ended, for a rate that nothing can be hidden from: a moved one is judged as if it had stayed, by the bound
that was shown and the first ring."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ringback.rules.reports.figures import Share


class Score(StrEnum):
    """`withdrawn` by the seller, `dropped` by the desk; both before the bound."""

    KEPT = "kept"
    BROKEN = "broken"
    READY = "ready"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"
    PENDING = "pending"


@dataclass(frozen=True)
class Promised:
    """`state` is the row's; rings count from the making on; `over`: the shown bound has passed. `by_desk`: a supervisor took it
    back. A promise that the desk gave up before its bound is broken at once."""

    state: str
    rang: bool = False
    rang_in_time: bool = False
    settled_in_time: bool = False
    rang_before_settled: bool = False
    by_desk: bool = False
    over: bool = True


def score(one: Promised) -> Score:
    if one.state == "broken":
        return Score.BROKEN
    if one.settled_in_time and not one.rang_before_settled:
        if one.state == "withdrawn":
            return Score.DROPPED if one.by_desk else Score.WITHDRAWN
        if one.state == "ready":
            return Score.READY
    if one.rang_in_time:
        return Score.KEPT
    return Score.BROKEN if one.over or one.rang else Score.PENDING


@dataclass(frozen=True)
class Scores:
    """How many of each; `rate` is kept of those that were kept or broken: ready and taken back stand apart."""

    counts: Counter[Score]
    least: int

    @property
    def all(self) -> int:
        return self.counts.total()

    @property
    def rate(self) -> Share:
        kept = self.counts[Score.KEPT]
        return Share(kept, kept + self.counts[Score.BROKEN], self.least)


def scores(of: Iterable[tuple[Score, int]], *, least: int) -> Scores:
    """Of scores, each with how often."""
    counts: Counter[Score] = Counter()
    for one, count in of:
        counts[one] += count
    return Scores(counts, least)
