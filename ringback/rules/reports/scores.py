"""How a promise ended, for a rate that nothing can be hidden from: a moved one is judged as if it had stayed, by the bound
that was shown and the first ring."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ringback.rules.queue.promise import judge
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
    """`first_ring` is the first one since it was made; `ready_at` and `taken_back_at` say when it ended so. `broken`: the desk
    has said so, which may be before the bound when it gives the request up."""

    shown_until: datetime
    first_ring: datetime | None = None
    ready_at: datetime | None = None
    taken_back_at: datetime | None = None
    by_desk: bool = False
    broken: bool = False


def score(one: Promised, *, now: datetime) -> Score:
    if one.broken:
        return Score.BROKEN
    rung_before = one.first_ring is not None and (
        one.taken_back_at is None or one.first_ring <= one.taken_back_at
    )
    if one.taken_back_at is not None and one.taken_back_at <= one.shown_until and not rung_before:
        return Score.DROPPED if one.by_desk else Score.WITHDRAWN
    ready_first = one.ready_at is not None and (one.first_ring is None or one.ready_at <= one.first_ring)
    first_ring = None if ready_first else one.first_ring
    return Score(judge(shown_until=one.shown_until, first_ring=first_ring, ready_at=one.ready_at, now=now))


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


def scores(of: Iterable[Score], *, least: int) -> Scores:
    return Scores(Counter(of), least)
