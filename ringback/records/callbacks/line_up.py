"""Everybody who waits at a site, queue by queue, and in which order the law would pick them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from django.db import connection

from ringback.records.callbacks.crew import Alike
from ringback.records.callbacks.law import law
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.rules.hours import opening_minutes
from ringback.rules.queue.ahead import Ahead, Group, Me, Picked, ahead_of, run_ahead
from ringback.rules.queue.shifts import Stretch

LONG = 500  # callbacks; pages may see a line that long as it was a moment ago
A_MOMENT = timedelta(seconds=2)


@dataclass(frozen=True)
class Part:
    """Those of one queue whose promise is broken, or the others: each as (effective, id), the oldest first. `agent` (pk)
    where the queue is one agent's."""

    queue: int
    target: float
    languages: Sequence[str]
    skills: Sequence[str]
    agent: int | None
    broken: bool
    waiting: Sequence[tuple[float, str]]

    def is_served_by(self, some: Alike) -> bool:
        """By agents who are alike, if there are any of them."""
        mine = self.agent is None or self.agent in some.agents
        return mine and bool(some.agents) and some.serve(self.languages, self.skills)


@dataclass(frozen=True)
class LineUp:
    """`picks` is the site's count of picks, `opened` the reading of its opening clock at `at`."""

    at: datetime
    opened: float
    picks: int
    parts: Sequence[Part]
    _runs: dict[tuple[frozenset[int], float], tuple[Picked, ...]] = field(default_factory=dict)
    _rosters: list[list[Stretch] | None] = field(default_factory=list)

    def roster(self, read: Callable[[], list[Stretch] | None]) -> list[Stretch] | None:
        """What `read` says of the site's roster; of a long line it is kept as the line is."""
        if not self.is_long:
            return read()
        if not self._rosters:
            self._rosters.append(read())
        return self._rosters[0]

    @property
    def is_long(self) -> bool:
        return sum(len(part.waiting) for part in self.parts) > LONG

    def before(self, me: Me, crew: Sequence[Alike], *, pace: float) -> tuple[Ahead, ...]:
        """Those whom this crew would serve before me; `pace` is opening minutes between two picks."""
        shared = [part for part in self.parts if any(part.is_served_by(some) for some in crew)]
        return ahead_of(me, self._run(shared, pace), law())

    def _run(self, parts: Sequence[Part], pace: float) -> Iterable[Picked]:
        """Of a long line it is kept: whoever shares these queues asks for the same run."""
        if not self.is_long:
            return self._run_anew(parts, pace)
        key = (frozenset(part.queue for part in parts), pace)
        if key not in self._runs:
            self._runs[key] = tuple(self._run_anew(parts, pace))
        return self._runs[key]

    def _run_anew(self, parts: Sequence[Part], pace: float) -> Iterator[Picked]:
        return run_ahead(_groups(parts), opened=self.opened, pace=pace, law=law(), picks=self.picks)


def line_up(site: Site, *, now: datetime) -> LineUp:
    """As it is. Where something is decided on it, this is the one to ask."""
    opened = opening_minutes(calendar_of(site), now)
    return LineUp(now, opened, site.picks, _parts(site))


def line_up_lately(site: Site, *, now: datetime) -> LineUp:
    """To be shown: a long one may be that of a moment ago, unless somebody was picked since."""
    known = _seen.get(site.pk)
    if known and known.picks == site.picks and timedelta(0) <= now - known.at < A_MOMENT:
        return known
    found = line_up(site, now=now)
    if found.is_long:
        _seen[site.pk] = found
    return found


_seen: dict[int, LineUp] = {}

_PARTS = """
SELECT q.id, q.target, q.languages, q.skills, q.agent_id, c.broken_at IS NOT NULL,
       array_agg(c.effective ORDER BY c.effective, c.id), array_agg(c.id::text ORDER BY c.effective, c.id)
FROM ringback_queue q JOIN ringback_callback c ON c.queue_id = q.id AND c.state = 'waiting'
WHERE q.site_id = %s GROUP BY q.id, 6
"""


def _parts(site: Site) -> tuple[Part, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, [site.pk])
        return tuple(
            Part(*queue, list(zip(effective, ids, strict=True)))  # type: ignore[call-arg]
            for *queue, effective, ids in cursor.fetchall()
        )


def _groups(parts: Iterable[Part]) -> list[Group]:
    """What the law does not tell apart stands in one group."""
    alike: dict[tuple[float, bool, bool], list[Part]] = {}
    for part in parts:
        alike.setdefault((part.target, part.broken, part.agent is not None), []).append(part)
    return [
        Group(target, sorted(chain.from_iterable(one.waiting for one in some)), broken, kept)
        for (target, broken, kept), some in alike.items()
    ]
