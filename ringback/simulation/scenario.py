"""What a simulated desk is: its hours, who asks, who answers, how it rings, and the law."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ringback.rules.queue.floor import Terms
from ringback.simulation.clock import Hours, Span
from ringback.simulation.talk import Talk


@dataclass(frozen=True)
class Surge:
    """`factor` times as many ask on `days` days from `first_day` on (0 is the first), again after `every` days; 0 is never again."""

    factor: float
    first_day: int
    days: int = 1
    every: int = 0

    def on(self, day: int) -> bool:
        since = day - self.first_day
        return since >= 0 and (since % self.every if self.every else since) < self.days


@dataclass(frozen=True)
class Stream:
    """People who ask alike. `per_hour` is the mean of opening hours; `by_time` are weights of equal parts of the opening day,
    `by_weekday` those of the days (1 where none is given). `at_opening` more have asked while the site was closed."""

    per_hour: float
    classes: Mapping[str, float]
    languages: Mapping[str, float]
    talk: Talk
    skills: frozenset[str] = frozenset()
    by_time: Sequence[float] = (1.0,)
    by_weekday: Mapping[str, float] = field(default_factory=dict)
    at_opening: float = 0.0
    patience: float | None = None
    window_share: float = 0.0
    window_minutes: float = 60.0
    raised_share: float = 0.0
    raised_to: str = ""
    raised_after: float = 0.0
    credited_share: float = 0.0
    credit_minutes: float = 0.0


@dataclass(frozen=True)
class AgentKind:
    """`count` agents alike; without `shifts` they are there whenever the site is open."""

    languages: frozenset[str]
    skills: frozenset[str] = frozenset()
    count: int = 1
    shifts: Mapping[str, Sequence[Span]] | None = None


@dataclass(frozen=True)
class Scenario:
    """`days` are simulated; who asks in the first `warm_up` or the last `cool_down` of them is served, but not counted.

    `targets` (opening minutes) by class, the most urgent first. `answer` is the probability that a ring is answered. `day_sigma` is that of the
    logarithm of a day's random factor. `credit_limit` is a share of the target.
    """

    name: str
    hours: Hours
    days: int
    warm_up: int
    cool_down: int
    targets: Mapping[str, float]
    streams: Sequence[Stream]
    agents: Sequence[AgentKind]
    terms: Terms
    answer: float = 1.0
    day_sigma: float = 0.0
    surges: Sequence[Surge] = ()
    credit_limit: float = 1 / 3
    continues_as: str = ""
