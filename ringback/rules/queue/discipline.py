"""The law: serve whoever has the largest u = (o(now) − eff) / T^p; every so many picks, the most urgent broken promise.

An accumulating-priority queue (Kleinrock 1964; Stanford, Taylor and Ziedins 2014) with rate T^−p.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import inf
from typing import Any, TypeVar

from ringback.rules.queue.waiting import Agent, Law, Speaks, Waiting

# (eff, asked, id, T^p, …): the oldest of a queue by its plain numbers; what follows is the caller's own.
Entry = tuple[Any, ...]
Q = TypeVar("Q", bound=Sequence[Entry])


def most_urgent(queues: Iterable[Q], opened: float) -> Q | None:
    """The queue whose head is to be served; None when all are empty. Everybody who picks asks this one function.

    Ties go to whoever asked first, then to the smaller id. Written out: a simulation asks it some hundred thousand times a second.
    """
    found: Q | None = None
    most = -inf
    for queue in queues:
        if queue:
            head = queue[0]
            urgent = (opened - head[0]) / head[3]
            if urgent > most or (urgent == most and found and head[1:3] < found[0][1:3]):
                found, most = queue, urgent
    return found


def urgency(one: Waiting, *, opened: float, protect: float) -> float:
    """How far into its target this callback is (opening minutes), weighted so that urgent classes hold in a surge."""
    return float((opened - one.effective) / one.target**protect)


def share(one: Waiting, *, opened: float) -> float:
    """The part of the target that is used; what people are shown."""
    return max(0.0, (opened - one.asked) / one.target)


def is_lane_pick(picks: int, law: Law) -> bool:
    """`picks` counts the site's picks before this one."""
    return law.lane_every > 0 and (picks + 1) % law.lane_every == 0


def lane_comes(picks: int, law: Law, *, within: int) -> bool:
    """Whether one of the next picks is the lane's."""
    return any(is_lane_pick(picks + n, law) for n in range(within))


def pick(waiting: Iterable[Waiting], *, opened: float, law: Law, lane: bool = False) -> Waiting | None:
    """In the lane the most urgent broken promise, if there is one; else the most urgent of all."""
    every = list(waiting)
    broken = [one for one in every if one.broken] if lane else []
    heads = [[(one.effective, one.asked, one.id, one.target**law.protect, one)] for one in broken or every]
    found = most_urgent(heads, opened)
    return found[0][4] if found else None


def may_serve(agent: Agent, one: Waiting, *, now: datetime) -> bool:
    """A common language, all skills that are asked for, and the agent's own if it is kept for one."""
    own = one.only_agent in (None, agent.id) or (one.open_to_all_at is not None and one.open_to_all_at <= now)
    return own and able(agent, one)


def able(agent: Speaks, one: Speaks) -> bool:
    return one.skills <= agent.skills and not agent.languages.isdisjoint(one.languages)


def in_turn(agents: Iterable[Agent], waiting: Iterable[Waiting], *, now: datetime) -> list[Agent]:
    """The idle agents for whom somebody waits: the least flexible first, then who has been idle longest (Atar 2008).

    Flexible is who may serve many of the queues that are not empty now: a skill that nobody asks for makes nobody flexible.
    """
    queues = {one.queue: one for one in waiting}.values()
    turns = [(_served(agent, queues, now), agent.idle_since, agent) for agent in agents if agent.idle_since]
    able = sorted((served, since, agent.id, agent) for served, since, agent in turns if served)
    return [agent for *_, agent in able]


def effective_after_credit(asked: float, *, credit: float) -> float:
    return asked - credit


def effective_after_class_change(
    effective: float, *, opened: float, old: float, new: float, protect: float
) -> float:
    """So that u does not jump when the target changes from `old` to `new`."""
    return opened - (opened - effective) * float((new / old) ** protect)


def continuation(opened: float, *, high_target: float) -> tuple[float, float]:
    """(T, eff) of what goes on after a call that was ended at the cap: half of the high class's target is counted already."""
    return high_target, opened - high_target / 2


def window(opens_at: float, ends_at: float, *, least: float) -> tuple[float, float]:
    """(T, eff) for a window that the seller chose: its share is 100 % at its end. `least` guards against an empty one."""
    return max(ends_at - opens_at, least), opens_at


def _served(agent: Agent, queues: Iterable[Waiting], now: datetime) -> int:
    return sum(may_serve(agent, head, now=now) for head in queues)
