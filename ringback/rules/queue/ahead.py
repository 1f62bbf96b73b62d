"""The law run ahead: who is picked when, if picks come at a steady pace and nobody new asks; and how many before one callback.

Comparing urgencies of this moment would be wrong: they grow at different rates. Plain numbers, since pages ask often.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from ringback.rules.queue.discipline import is_lane_pick
from ringback.rules.queue.waiting import Law


@dataclass(frozen=True, eq=False)
class Group:
    """Callbacks that wait with the same target, each as (effective, id), the oldest first.

    `kept` for one agent: a continuation.
    """

    target: float
    waiting: Sequence[tuple[float, str]]
    broken: bool = False
    kept: bool = False


@dataclass(frozen=True)
class Me:
    """The one whose place is asked for. `id` where it waits already; one that is only thought of has none."""

    target: float
    effective: float
    broken: bool = False
    id: str | None = None


@dataclass(frozen=True)
class Ahead:
    """How many are before one callback for one reason: lane, continuation, higher-class, same-class or lower-class.

    `lead` is how many opening minutes the first of them counts before it, credits included; negative for one that counts later.
    """

    why: str
    count: int
    lead: float


class Picked(NamedTuple):
    """One pick of the run: `at` is the opening clock, `turn` whether it is the lane's turn."""

    at: float
    turn: bool
    urgency: float
    effective: float
    id: str
    group: Group


def run_ahead(
    groups: Iterable[Group], *, opened: float, pace: float, law: Law, picks: int = 0
) -> Iterator[Picked]:
    """Until nobody is left. `pace` is opening minutes between two picks, `picks` the site's count so far."""
    heads = [_Head(group, law) for group in groups if group.waiting]
    now = opened
    while heads:
        turn = is_lane_pick(picks, law)
        first, urgency = _first(heads, now, turn)
        yield Picked(now, turn, urgency, first.effective, first.id, first.group)
        if not first.moves_on():
            heads.remove(first)
        picks += 1
        now += pace


def ahead_of(me: Me, run: Iterable[Picked], law: Law) -> tuple[Ahead, ...]:
    """Those picked before `me`, by why they are.

    `me` may be in the run or not. A tie goes to whoever is there already.
    """
    in_lane: dict[Group, _Tally] = {}
    in_order: dict[Group, _Tally] = {}
    weight = me.target**law.protect
    for at, turn, urgency, effective, id, group in run:
        if id == me.id:
            break
        if turn and group.broken != me.broken:
            if me.broken:
                break  # it would be mine: no other broken promise is left
        elif (at - me.effective) / weight > urgency:
            break
        tallies = in_lane if turn and group.broken else in_order
        if group in tallies:
            tallies[group].count += 1
        else:
            tallies[group] = _Tally(effective)
    by_lane = [("lane", tally) for tally in in_lane.values()]
    return _by_why(me, [*by_lane, *((_why(group, me), tally) for group, tally in in_order.items())])


@dataclass
class _Tally:
    """Of one group; `oldest` is its first pick."""

    oldest: float
    count: int = 1


def _by_why(me: Me, tallies: Iterable[tuple[str, _Tally]]) -> tuple[Ahead, ...]:
    found: dict[str, list[_Tally]] = {}
    for why, tally in tallies:
        found.setdefault(why, []).append(tally)
    return tuple(
        Ahead(why, sum(one.count for one in some), me.effective - min(one.oldest for one in some))
        for why, some in found.items()
    )


class _Head:
    """The oldest that is left of a group; it moves on as it is picked."""

    __slots__ = ("_later", "effective", "group", "id", "weight")

    def __init__(self, group: Group, law: Law) -> None:
        self.group, self.weight = group, group.target**law.protect
        self._later = iter(group.waiting)
        self.effective, self.id = next(self._later)

    def moves_on(self) -> bool:
        """False when the group is used up."""
        later = next(self._later, None)
        if later is None:
            return False
        self.effective, self.id = later
        return True


def _first(heads: Sequence[_Head], now: float, turn: bool) -> tuple[_Head, float]:
    """The most urgent, in the lane's turn of the broken promises if there are any; of equals the one that stands first."""
    among = (turn and [head for head in heads if head.group.broken]) or heads
    first, most = among[0], -inf
    for head in among:  # written out: a long queue asks this ten thousand times for one look
        urgency = (now - head.effective) / head.weight
        if urgency > most:
            first, most = head, urgency
    return first, most


def _why(group: Group, me: Me) -> str:
    if group.kept:
        return "continuation"
    if group.target == me.target:
        return "same-class"
    return "higher-class" if group.target < me.target else "lower-class"
