"""The law run ahead: who is picked before me, and why, if picks come at a steady pace and nobody new asks.

Comparing urgencies of this moment would be wrong: they grow at different rates.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from ringback.rules.queue.discipline import is_lane_pick
from ringback.rules.queue.waiting import Law, Waiting


@dataclass(frozen=True)
class Ahead:
    """`why` is lane, continuation, higher-class, same-class or lower-class; `earlier` is how many opening minutes before me
    it asked (negative: after me)."""

    one: Waiting
    why: str
    earlier: float


def ahead_of(
    me: Waiting,
    others: Iterable[Waiting],
    *,
    opened: float,
    pace: float,
    law: Law,
    picks: int = 0,
    most: int = 100_000,
) -> list[Ahead]:
    """Those whom the law picks before `me`, in order. `pace` is opening minutes between two picks (talk time ÷ agents).

    Within one target u falls with `effective`, so only the head of each target can win: one heap per target.
    """
    everyone = _Heads([me, *(one for one in others if one.id != me.id)])
    broken = _Heads([one for one in [me, *others] if one.broken and (one is me or one.id != me.id)])
    found: list[Ahead] = []
    now = opened
    while len(found) < most:
        lane = is_lane_pick(picks, law)
        best = (broken.best(now, law) if lane else None) or everyone.best(now, law)
        if best is None or best.id == me.id:
            break
        found.append(Ahead(best, _why(best, me, lane=lane and best.broken), me.asked - best.asked))
        everyone.take(best)
        broken.take(best)
        picks += 1
        now += pace
    return found


class _Heads:
    """Waiting callbacks by target, each a heap on `effective`; whoever was taken is skipped when they come up."""

    def __init__(self, waiting: list[Waiting]) -> None:
        self._taken: set[str] = set()
        self._heaps: dict[float, list[tuple[float, float, str, Waiting]]] = {}
        for one in waiting:
            self._heaps.setdefault(one.target, []).append(
                (one.effective, one.asked, _descending(one.id), one)
            )
        for heap in self._heaps.values():
            heap.sort(key=lambda entry: entry[:3])

    def best(self, now: float, law: Law) -> Waiting | None:
        heads = [head for heap in self._heaps.values() if (head := self._head(heap)) is not None]
        return max(heads, key=lambda one: _rank(one, now, law), default=None)

    def take(self, one: Waiting) -> None:
        self._taken.add(one.id)

    def _head(self, heap: list[tuple[float, float, str, Waiting]]) -> Waiting | None:
        while heap and heap[0][3].id in self._taken:
            heapq.heappop(heap)
        return heap[0][3] if heap else None


def _rank(one: Waiting, now: float, law: Law) -> tuple[float, float, str]:
    return ((now - one.effective) / one.target**law.protect, -one.asked, one.id)


def _descending(text: str) -> str:
    """Sorts the other way round, so that ties end as in the law: the larger id first."""
    return "".join(chr(0x10FFFF - ord(letter)) for letter in text)


def _why(one: Waiting, me: Waiting, *, lane: bool) -> str:
    if lane:
        return "lane"
    if one.continuation:
        return "continuation"
    if one.target < me.target:
        return "higher-class"
    return "same-class" if one.target == me.target else "lower-class"
