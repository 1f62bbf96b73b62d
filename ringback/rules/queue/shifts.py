"""How many are at work when, as steps in time; and when they will have done so much work, in opening time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from ringback.rules.hours import Calendar, opening_minutes, wall_time_of


@dataclass(frozen=True)
class Stretch:
    """Agents (numbers) at work from `begin` until just before `end`: those of one shift together, as a desk has many."""

    begin: datetime
    end: datetime
    agents: frozenset[int]

    def among(self, agents: frozenset[int]) -> "Stretch":
        return replace(self, agents=self.agents & agents)


@dataclass(frozen=True)
class Step:
    """So many `agents` from `begin` on; until `end`, or without one for good."""

    begin: datetime
    end: datetime | None
    agents: int


def steps_of(stretches: Iterable[Stretch], *, since: datetime) -> tuple[Step, ...]:
    """In order, from `since` on; times in which nobody is at work are left out. An agent counts once at any moment."""
    left = [one for one in stretches if one.end > since and one.agents]
    edges = sorted({since, *(max(one.begin, since) for one in left), *(one.end for one in left)})
    return tuple(
        Step(begin, end, agents) for begin, end in pairwise(edges) if (agents := len(agents_at(begin, left)))
    )


def agents_at(moment: datetime, stretches: Iterable[Stretch]) -> frozenset[int]:
    here = (one.agents for one in stretches if one.begin <= moment < one.end)
    return frozenset().union(*here)


def done_at(steps: Sequence[Step], minutes: float, calendar: Calendar) -> datetime | None:
    """When the agents together will have worked so many opening minutes; None when they never will."""
    for step in steps:
        begin = opening_minutes(calendar, step.begin)
        if step.end is None:
            return wall_time_of(calendar, begin + minutes / step.agents)
        capacity = (opening_minutes(calendar, step.end) - begin) * step.agents
        if minutes <= capacity:
            return wall_time_of(calendar, begin + minutes / step.agents)
        minutes -= capacity
    return None
