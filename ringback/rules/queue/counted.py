"""How many go before somebody who asks now, from counts alone, where counts decide it: so that a long queue need not be run
ahead for each one who joins it.

Whoever counts no later than me, in my class or a higher one, stays ahead for good. I may overtake a lower class, and a higher one
that asks after me may overtake me; where that could matter, the run decides (`ahead`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from ringback.rules.queue.ahead import Me
from ringback.rules.queue.waiting import Law

# Far above what sums of floats may be off by, far below what a moment of waiting makes of an urgency.
CLEARLY = 1e-9


@dataclass(frozen=True)
class Counted:
    """Those who wait in one queue: `before` of them count no later than me, `later` do. `ranks` are the effective readings of the
    1st, 2nd, 4th, 8th, …, `newest` that of the last; `broken` where the promise of at least one is."""

    target: float
    before: int
    later: int
    ranks: Sequence[float]
    newest: float
    broken: bool = False


def count_ahead(me: Me, queues: Sequence[Counted], *, opened: float, pace: float, law: Law) -> int | None:
    """What `ahead_of` counts in the run, or None where counts do not tell. `pace` is opening minutes between two picks."""
    lower = [one for one in queues if one.target > me.target]
    others = [one for one in queues if one.target <= me.target]
    by_lane = any(one.broken for one in lower) or any(one.broken and one.later for one in others)
    if me.broken or by_lane or me.effective > opened:
        return None
    certain = sum(one.before for one in others)
    overtaking = [one for one in others if one.later and one.target < me.target]
    by_then = opened + certain * pace
    if not all(_ahead_by(one.newest, one.target, me, by_then, law) > CLEARLY for one in overtaking):
        return None
    if not all(_waits(one, me, others, opened=opened, pace=pace, law=law) for one in lower):
        return None
    return certain + sum(one.later for one in overtaking)


def _waits(
    lower: Counted, me: Me, others: Sequence[Counted], *, opened: float, pace: float, law: Law
) -> bool:
    """Whether nobody of this queue is picked before me.

    After n picks the n+1st of any other queue is left, or somebody older. Everybody gains on a lower class as time goes on: what
    holds after n picks for the 2n-th of a queue holds until so many are picked, and once it holds for me it holds for good.
    """
    rank = 0
    while True:
        at = opened + (2 ** (rank - 1) if rank else 0) * pace
        theirs = _ahead_by(lower.ranks[0], lower.target, me, at, law)
        if theirs < -CLEARLY:
            return True
        left = [one for one in others if 2**rank <= one.before]
        first = max((_ahead_by(one.ranks[rank], one.target, me, at, law) for one in left), default=-inf)
        if first < theirs + CLEARLY:
            return False
        rank += 1


def _ahead_by(effective: float, target: float, me: Me, at: float, law: Law) -> float:
    """By how much their urgency is above mine at that reading of the clock."""
    theirs, mine = (at - effective) / target**law.protect, (at - me.effective) / me.target**law.protect
    return float(theirs - mine)
