"""Whom several free agents serve, each in turn, from the heads of the queues: the law, pick by pick, over one look."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ringback.rules.queue.discipline import Entry, able, is_lane_pick, most_urgent
from ringback.rules.queue.waiting import Agent, Law


class Head(NamedTuple):
    """One of the first of a queue; `asked` and `effective` are readings of its site's clock."""

    id: str
    priority: str
    asked: float
    effective: float
    broken: bool


@dataclass(frozen=True)
class Heads:
    """The first of one queue, in order; `broken` are its first broken promises, for a pick that is the lane's.

    Exact for as many agents as there are heads, less one for the runner-up.
    """

    queue: int
    site: int
    target: float
    languages: frozenset[str]
    skills: frozenset[str]
    only_agent: int | None
    first: Sequence[Head]
    broken: Sequence[Head] = ()


class SiteNow(NamedTuple):
    """What the opening clock of a site reads, and how many picks it has had."""

    opened: float
    picks: int


@dataclass(frozen=True)
class Next:
    """Who would have been served otherwise; `share` of the target that is used."""

    id: str
    priority: str
    share: float


@dataclass(frozen=True)
class Pick:
    """`served` are the queues, of those that are not empty, which the agent may serve."""

    agent: Agent
    one: Head
    heads: Heads
    lane: bool
    urgency: float
    next: Next | None
    served: tuple[Heads, ...]


def pick_in_turn(
    agents: Iterable[Agent], queues: Iterable[Heads], *, sites: Mapping[int, SiteNow], law: Law
) -> list[Pick]:
    """As if each were picked for alone: nobody is served twice, and every pick moves its site's count towards the lane.

    `sites` are those that are open. An agent for whom nobody waits is left out.
    """
    run = _Run(queues, sites, law)
    return [one for agent in agents if (one := run.pick_for(agent)) is not None]


class _Queue:
    """Heads that are taken one after the other, in order or by the lane."""

    def __init__(self, heads: Heads, opened: float, weight: float, taken: set[str]) -> None:
        self.heads = heads
        self.opened = opened
        self._taken = taken
        self._left = {
            lane: deque((one.effective, one.asked, one.id, weight, one, self) for one in some)
            for lane, some in ((False, heads.first), (True, heads.broken))
        }

    def left(self, *, lane: bool) -> deque[Entry]:
        """Who of it is left, as the law reads them."""
        left = self._left[lane]
        while left and left[0][2] in self._taken:
            left.popleft()
        return left


class _Candidate(NamedTuple):
    """In the law's order: the most urgent, then who asked first, then the smaller id."""

    less_urgent: float
    asked: float
    id: str
    head: Head
    queue: _Queue


class _Run:
    def __init__(self, queues: Iterable[Heads], sites: Mapping[int, SiteNow], law: Law) -> None:
        self._law = law
        self._taken: set[str] = set()
        self._picks = {site: now.picks for site, now in sites.items()}
        self._queues = [
            _Queue(heads, sites[heads.site].opened, heads.target**law.protect, self._taken)
            for heads in queues
            if heads.site in sites and heads.first
        ]

    def pick_for(self, agent: Agent) -> Pick | None:
        mine = [queue for queue in self._queues if _serves(agent, queue.heads)]
        best = [found for site in agent.sites & self._picks.keys() if (found := self._winner(mine, site))]
        if not best:
            return None
        winner, lane = min(best)
        self._taken.add(winner.id)
        self._picks[winner.queue.heads.site] += 1
        return Pick(
            agent,
            winner.head,
            winner.queue.heads,
            lane=lane,
            urgency=-winner.less_urgent,
            next=_next(mine),
            served=tuple(queue.heads for queue in mine),
        )

    def _winner(self, mine: Sequence[_Queue], site: int) -> tuple[_Candidate, bool] | None:
        here = [queue for queue in mine if queue.heads.site == site]
        if is_lane_pick(self._picks[site], self._law):
            broken = _first(here, lane=True)
            if broken is not None:
                return broken, True
        first = _first(here)
        return (first, False) if first is not None else None


def _first(here: Sequence[_Queue], *, lane: bool = False) -> _Candidate | None:
    """The most urgent of one site's queues."""
    if not here:
        return None
    opened = here[0].opened
    found = most_urgent([queue.left(lane=lane) for queue in here], opened)
    if found is None:
        return None
    effective, asked, id, weight, head, queue = found[0]
    return _Candidate(-(opened - effective) / weight, asked, id, head, queue)


def _next(mine: Iterable[_Queue]) -> Next | None:
    by_site: dict[int, list[_Queue]] = {}
    for queue in mine:
        by_site.setdefault(queue.heads.site, []).append(queue)
    one = min((first for here in by_site.values() if (first := _first(here))), default=None)
    if one is None:
        return None
    share = (one.queue.opened - one.head.asked) / one.queue.heads.target
    return Next(one.id, one.head.priority, max(0.0, share))


def _serves(agent: Agent, heads: Heads) -> bool:
    own = heads.only_agent is None or heads.only_agent == agent.id
    return own and able(agent, heads) and heads.site in agent.sites
