"""Whom several free agents serve, each in turn, from the heads of the queues: the law, pick by pick, over one look."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ringback.rules.queue.discipline import is_lane_pick
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
    served: tuple[int, ...]


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
        self._weight = weight
        self._taken = taken
        self._left = {lane: deque(heads.broken if lane else heads.first) for lane in (False, True)}

    def first(self, *, lane: bool = False) -> "_Candidate | None":
        left = self._left[lane]
        while left and left[0].id in self._taken:
            left.popleft()
        if not left:
            return None
        head = left[0]
        return _Candidate(-(self.opened - head.effective) / self._weight, head.asked, head.id, head, self)


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
            served=tuple(queue.heads.queue for queue in mine),
        )

    def _winner(self, mine: Sequence[_Queue], site: int) -> tuple[_Candidate, bool] | None:
        here = [queue for queue in mine if queue.heads.site == site]
        if is_lane_pick(self._picks[site], self._law):
            broken = min(_firsts(here, lane=True), default=None)
            if broken is not None:
                return broken, True
        first = min(_firsts(here), default=None)
        return (first, False) if first is not None else None


def _firsts(queues: Iterable[_Queue], *, lane: bool = False) -> Iterator[_Candidate]:
    return (found for queue in queues if (found := queue.first(lane=lane)) is not None)


def _next(mine: Iterable[_Queue]) -> Next | None:
    one = min(_firsts(mine), default=None)
    if one is None:
        return None
    share = (one.queue.opened - one.head.asked) / one.queue.heads.target
    return Next(one.id, one.head.priority, max(0.0, share))


def _serves(agent: Agent, heads: Heads) -> bool:
    own = heads.only_agent is None or heads.only_agent == agent.id
    able = heads.skills <= agent.skills and not agent.languages.isdisjoint(heads.languages)
    return own and able and heads.site in agent.sites
