"""The law run ahead: how many are picked before one callback, and why, if picks come at a steady pace and nobody new asks.

Comparing urgencies of this moment would be wrong: they grow at different rates. Plain numbers, since pages ask often.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

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
class Ahead:
    """How many are before one callback for one reason: lane, continuation, higher-class, same-class or lower-class.

    `lead` is how many opening minutes the first of them counts before it, credits included; negative for one that counts later.
    """

    why: str
    count: int
    lead: float


@dataclass(frozen=True)
class Me:
    target: float
    effective: float
    broken: bool = False


def count_ahead(
    me: Me, groups: Sequence[Group], *, opened: float, pace: float, law: Law, picks: int = 0
) -> tuple[Ahead, ...]:
    """Those before `me`, by why they are.

    `pace` is opening minutes between two picks, `picks` the site's count so far. A tie goes to whoever is there already.
    """
    mine = _Head(me.effective, me.target**law.protect, me.broken)
    heads = [*(_head_of(group, me, law) for group in groups if group.effective), mine]
    found: Counter[str] = Counter()
    oldest: dict[str, float] = {}
    now = opened
    while True:
        lane = is_lane_pick(picks, law)
        first = _first(heads, now, lane=lane)
        if first is mine:
            return tuple(Ahead(why, count, me.effective - oldest[why]) for why, count in found.items())
        why = "lane" if lane and first.broken else first.why
        found[why] += 1
        if why not in oldest or first.effective < oldest[why]:
            oldest[why] = first.effective
        if not first.moves_on():
            heads.remove(first)
        picks += 1
        now += pace


class _Head:
    """The oldest that is left of a group; `effective` moves on as heads are picked."""

    __slots__ = ("_later", "broken", "effective", "weight", "why")

    def __init__(
        self, effective: float, weight: float, broken: bool, why: str = "", later: Iterable[float] = ()
    ) -> None:
        self.effective, self.weight, self.broken, self.why = effective, weight, broken, why
        self._later = iter(later)

    def moves_on(self) -> bool:
        """False when the group is used up."""
        later = next(self._later, None)
        if later is None:
            return False
        self.effective = later
        return True


def _head_of(group: Group, me: Me, law: Law) -> _Head:
    oldest, *later = group.effective
    return _Head(oldest, group.target**law.protect, group.broken, _why(group, me), later)


def _first(heads: Sequence[_Head], now: float, *, lane: bool) -> _Head:
    """The most urgent, in the lane of the broken promises if there are any; of equals the one that stands first."""
    among = (lane and [head for head in heads if head.broken]) or heads
    first, most = among[0], -inf
    for head in among:  # written out: a long queue asks this ten thousand times for one page
        urgency = (now - head.effective) / head.weight
        if urgency > most:
            first, most = head, urgency
    return first


def _why(group: Group, me: Me) -> str:
    if group.kept:
        return "continuation"
    if group.target == me.target:
        return "same-class"
    return "higher-class" if group.target < me.target else "lower-class"
