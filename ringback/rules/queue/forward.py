"""The law run ahead: how many are picked before one callback, and why, if picks come at a steady pace and nobody new asks.

Comparing urgencies of this moment would be wrong: they grow at different rates. Plain numbers, since pages ask often.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ringback.rules.queue.discipline import is_lane_pick
from ringback.rules.queue.waiting import Law


@dataclass(frozen=True)
class Group:
    """Waiting callbacks that share a target: their `effective`, the oldest first. `kept` for one agent: a continuation.

    The one whose place is asked for is in none, and neither is whoever asked after it in its own target, unless broken.
    """

    target: float
    effective: Sequence[float]
    broken: bool = False
    kept: bool = False


@dataclass(frozen=True)
class Me:
    target: float
    effective: float
    broken: bool = False


def count_ahead(
    me: Me, groups: Sequence[Group], *, opened: float, pace: float, law: Law, picks: int = 0
) -> Counter[str]:
    """Those before `me` by why they are: lane, continuation, higher-class, same-class or lower-class.

    `pace` is opening minutes between two picks, `picks` the site's count so far. A tie goes to whoever is there already.
    """
    lanes = [_Lane(group, law, _why(group, me)) for group in groups if group.effective]
    mine = me.target**law.protect
    found: Counter[str] = Counter()
    now = opened
    while True:
        heads = [lane for lane in lanes if lane.left]
        broken = [lane for lane in heads if lane.broken] if is_lane_pick(picks, law) else []
        only_broken = bool(broken) or (is_lane_pick(picks, law) and me.broken)
        best = max(broken if only_broken else heads, key=lambda lane: lane.urgency(now), default=None)
        beats = best is None or (now - me.effective) / mine > best.urgency(now)
        if beats and (me.broken or not only_broken):
            return found
        assert best is not None
        found["lane" if only_broken else best.why] += 1
        best.left -= 1
        picks += 1
        now += pace


class _Lane:
    """The head of a group, which moves on as heads are picked."""

    def __init__(self, group: Group, law: Law, why: str) -> None:
        self._effective = group.effective
        self._weight = group.target**law.protect
        self.broken = group.broken
        self.left = len(group.effective)
        self.why = why

    def urgency(self, now: float) -> float:
        return float((now - self._effective[-self.left]) / self._weight)


def _why(group: Group, me: Me) -> str:
    if group.kept:
        return "continuation"
    if group.target == me.target:
        return "same-class"
    return "higher-class" if group.target < me.target else "lower-class"
