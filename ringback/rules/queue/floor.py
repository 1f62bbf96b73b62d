"""Those who take part when the law is run forward, as plain mutable objects: callers, lines of waiting ones, seats of agents."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf
from operator import add

from ringback.rules.queue.discipline import Entry, able, most_urgent

Clock = Callable[[float, float], float]


@dataclass(frozen=True)
class Asked:
    """What the callers of one queue ask for; `target` is T in opening minutes. `goes_on` is the number of the queue to which a
    call that was cut at the cap goes on; without one it ends there."""

    languages: frozenset[str]
    target: float
    skills: frozenset[str] = frozenset()
    goes_on: int | None = None


@dataclass(frozen=True)
class Rostered:
    """An agent, and from when until when they are at work (opening minutes, in order, apart)."""

    languages: frozenset[str]
    skills: frozenset[str] = frozenset()
    shifts: Sequence[tuple[float, float]] = ((0.0, inf),)


@dataclass(frozen=True)
class Terms:
    """How the desk rings. All times in minutes.

    `protect` and `lane_every` as in Law. A ring holds its agent for `ring`; `wrap` follows each call. A missed caller rests
    for the `spacing` of that attempt (the last of them goes on) until `attempts` are used up. A call is cut at `cap`; what
    goes on counts half of its target at once and is kept for its agent for `own_for`. `later(now, minutes)` is the opening clock after so many wall minutes.
    """

    protect: float
    lane_every: int = 0
    ring: float = 0.0
    wrap: float = 0.0
    spacing: Sequence[float] = (20.0,)
    attempts: int = 4
    cap: float = inf
    own_for: float = 10.0
    later: Clock = add


class Caller:
    """One request: what it brings along, and what became of it. Defaults stand in the class, so that making one is cheap.

    `talk` in minutes; the first `misses` attempts are not answered, nor the first `misses_again` of what goes on after the cap.
    Not before `ready` (a window that the seller chose) it may be rung. It gives up at `gives_up` if nobody has spoken with it by then.
    At the moment `changes[0]` its queue becomes `changes[1]`.
    """

    misses = 0
    misses_again = 0
    ready = -inf
    gives_up = inf
    changes: tuple[float, int] | None = None

    # What became of it. `bound` is the promise's upper end; `rung_at` the first ring, `answered_at` the answer.
    bound = inf
    broken = False
    attempts = 0
    rung_at = inf
    answered_at = inf
    ended = ""
    by_lane = False
    continues: "Caller | None" = None
    resting = False
    entry: Entry | None = None
    line: "Line"

    def __init__(
        self, number: int, asked: float, queue: int, talk: float, effective: float | None = None
    ) -> None:
        self.number = number
        self.asked = asked
        self.queue = self.first_queue = queue
        self.talk = talk
        self.effective = asked if effective is None else effective


class Line:
    """Callers who differ in nothing but when they count as asked: two heaps, of all and of the broken promises.

    The head of `waiting` always waits still. `pools` may serve it, the least flexible first; or its `owner` alone.
    """

    def __init__(self, asked: Asked, protect: float, owner: "Seat | None" = None) -> None:
        self.owner = owner
        self.asked = asked
        self.weight = asked.target**protect
        self.waiting: list[Entry] = []
        self.broken: list[Entry] = []
        self.pools: list[Pool] = []

    def enter(self, caller: Caller) -> None:
        entry = (caller.effective, caller.asked, caller.number, self.weight, caller)
        caller.entry = entry
        heappush(self.waiting, entry)
        if caller.broken:
            heappush(self.broken, entry)

    def withdraw(self, caller: Caller) -> None:
        caller.entry = None
        drop_gone(self.waiting)

    def idle_seat(self) -> "Seat | None":
        """Takes the least flexible idle agent who may serve it, of equals the longest idle (Atar 2008)."""
        if self.owner is not None:
            return self.owner.taken() if self.owner.idle else None
        best: Pool | None = None
        for pool in self.pools:
            if best and pool.flexible > best.flexible:
                break
            if pool.idle and (best is None or pool.idle[0].idle_since < best.idle[0].idle_since):
                best = pool
        return best.idle[0].taken() if best else None


def drop_gone(entries: list[Entry]) -> None:
    """Whoever was picked by the lane, gave up or moved is still in the heap; its head must not be one of them."""
    while entries and entries[0][4].entry is not entries[0]:
        heappop(entries)


@dataclass(eq=False)
class Pool:
    """Agents of the same languages and skills. `flexible` is how many of the desk's queues they may serve; `idle` holds the
    longest idle first."""

    languages: frozenset[str]
    skills: frozenset[str]
    lines: list[Line]
    idle: "deque[Seat]" = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.flexible = len(self.lines)


class Seat:
    """An agent at work. `own` holds those whose call was cut and who wait for this agent."""

    at_work = False
    idle = False
    still_calls = False  # after the end of the shift
    idle_since = 0.0
    worked = 0.0
    caller: Caller

    def __init__(self, rostered: Rostered, pool: Pool) -> None:
        self.pool = pool
        self.shifts = iter(rostered.shifts)
        self.lines = [line.waiting for line in pool.lines]
        self.broken = [line.broken for line in pool.lines]
        self.leaves = inf
        self.own: dict[float, Line] = {}

    def own_line(self, asked: Asked, protect: float) -> Line:
        """One per target, made when it is first needed."""
        line = self.own.get(asked.target)
        if line is None:
            line = self.own[asked.target] = Line(asked, protect, self)
            self.lines.append(line.waiting)
            self.broken.append(line.broken)
        return line

    def most_urgent_broken(self, now: float) -> list[Entry] | None:
        """Of those whom this agent may serve."""
        for broken in self.broken:
            drop_gone(broken)
        found = most_urgent(self.broken, now)
        if found is not None:
            found[0][4].by_lane = True
        return found

    def taken(self) -> "Seat":
        """From the idle ones."""
        self.idle = False
        self.pool.idle.remove(self)  # the first of them as a rule
        return self


def seated(agents: Sequence[Rostered], lines: Sequence[Line]) -> list[Seat]:
    """A seat for each, with the lines that they may serve; and each line is told by whom."""
    pools: dict[tuple[frozenset[str], frozenset[str]], Pool] = {}
    for one in agents:
        kind = (one.languages, one.skills)
        if kind not in pools:
            pools[kind] = Pool(*kind, [line for line in lines if able(one, line.asked)])
    for line in lines:
        line.pools = sorted(
            (pool for pool in pools.values() if line in pool.lines), key=lambda pool: pool.flexible
        )
    return [Seat(one, pools[one.languages, one.skills]) for one in agents]
