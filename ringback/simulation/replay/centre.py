"""What a telephone centre knows at a second: who waits, who talks, and how long that took lately."""

from collections import deque
from dataclasses import dataclass

from ringback.simulation.replay.records import Call


@dataclass(frozen=True)
class Centre:
    """How the centre works and what is looked at; the origin of each figure stands in docs/replay.md.

    `apart` are types with agents of their own; calls of the `first` priority count as if they had come `head_start` seconds
    earlier. Means are taken over the last `talks` and the last `waits`; an agent heard of in the last `present` seconds is
    at work. The `_guess` figures stand until there is one of its kind.
    """

    apart: frozenset[str] = frozenset({"IN"})
    first: str = "2"
    head_start: int = 90
    talks: int = 100
    waits: int = 300
    present: int = 900
    talk_guess: float = 180.0
    patience_guess: float = 600.0

    def turn(self, call: Call) -> int:
        """The smallest is served first."""
        return call.arrive - (self.head_start if call.priority == self.first else 0)


class _Mean:
    """Of the last few; `total / count` of two series that move together."""

    def __init__(self, length: int, guess: float) -> None:
        self._last: deque[tuple[float, int]] = deque()
        self._length, self._guess = length, guess
        self._total, self._count = 0.0, 0

    def add(self, value: float, counts: int = 1) -> None:
        self._last.append((value, counts))
        self._total, self._count = self._total + value, self._count + counts
        if len(self._last) > self._length:
            value, counts = self._last.popleft()
            self._total, self._count = self._total - value, self._count - counts

    @property
    def value(self) -> float:
        return self._total / self._count if self._count and self._total else self._guess


class Known:
    """Grows call by call; whoever waits or talks at midnight is forgotten, what was learned stays."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._talk = _Mean(centre.talks, centre.talk_guess)
        self._patience = _Mean(centre.waits, centre.patience_guess)
        self.last_wait: int | None = None
        self._hours: dict[int, tuple[int, int]] = {}
        self.new_day()

    def new_day(self) -> None:
        self._waiting: dict[Call, int] = {}
        self._talking = 0
        self._heard: dict[str, int] = {}

    def joins(self, call: Call) -> None:
        self._waiting[call] = self._centre.turn(call)

    def leaves(self, call: Call) -> None:
        """The queue, for an agent or for good; one that had no wait was never in it."""
        if self._waiting.pop(call, None) is None:
            return
        self._patience.add(call.wait, counts=0 if call.served else 1)
        if call.served:
            self.last_wait = call.wait
            hour = call.arrive // 3600
            count, total = self._hours.get(hour, (0, 0))
            self._hours[hour] = (count + 1, total + call.wait)

    def begins(self, call: Call) -> None:
        self._talking += 1
        self._hears(call.agent, call.begins)

    def ends(self, call: Call) -> None:
        self._talking -= 1
        self._talk.add(call.service)
        self._hears(call.agent, call.begins + call.service)

    def ahead_of(self, call: Call) -> int:
        turn = self._centre.turn(call)
        return sum(1 for other in self._waiting.values() if other <= turn)

    def agents(self, now: int) -> int:
        """At least one: it is only asked while calls are answered."""
        present = sum(1 for heard in self._heard.values() if heard > now - self._centre.present)
        return max(1, self._talking, present)

    @property
    def talk(self) -> float:
        return self._talk.value

    @property
    def patience(self) -> float:
        """Seconds waited per call that gave up (the estimate of an exponential one under censoring)."""
        return self._patience.value

    def mean_of_hour(self, hour: int) -> float | None:
        count, total = self._hours.get(hour, (0, 0))
        return total / count if count else None

    def _hears(self, agent: str, at: int) -> None:
        if agent:
            self._heard[agent] = at
