"""The words of the law: who waits, and who could serve."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

Queue = tuple[frozenset[str], frozenset[str], float, int | None]


class Speaks(Protocol):
    """Whoever asks in languages and for skills, or has them."""

    @property
    def languages(self) -> frozenset[str]: ...
    @property
    def skills(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class Waiting:
    """`asked` and `effective` are readings of the site's opening clock, `target` is T in opening minutes.

    `only_agent` keeps it for one agent until `open_to_all_at`.
    """

    id: str
    priority: str
    target: float
    asked: float
    effective: float
    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    broken: bool = False
    only_agent: int | None = None
    open_to_all_at: datetime | None = None
    continuation: bool = False

    @property
    def queue(self) -> Queue:
        """What those who differ in `effective` alone have in common."""
        return (self.languages, self.skills, self.target, self.only_agent)


@dataclass(frozen=True)
class Agent:
    """`idle_since` is None for an agent who serves somebody; `sites` (numbers) count where several are asked about."""

    id: int
    languages: frozenset[str]
    skills: frozenset[str] = frozenset()
    idle_since: datetime | None = None
    sites: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Law:
    """`protect` is p of u = (o(now) − eff) / T^p: how hard urgent classes hold in overload. Every `lane_every`-th pick goes
    to the most urgent broken promise; 0 is a desk without that lane."""

    protect: float
    lane_every: int
