"""The protocol that every way to ring somebody keeps: its steps, its events, the states of a leg, its error."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from ringback.rules.calls.dialling import LegState
from ringback.rules.calls.lifecycle import Outcome


@dataclass(frozen=True)
class Ringing:
    """The first evidence that something rang."""

    attempt: UUID


@dataclass(frozen=True)
class Answered:
    attempt: UUID


@dataclass(frozen=True)
class Ended:
    """The last event of an attempt. `by` is seller, agent, desk or line; `tech` is the wire's own word, for logs."""

    attempt: UUID
    outcome: Outcome
    by: str
    tech: str = ""


Event = Ringing | Answered | Ended
Sink = Callable[[Event], Awaitable[None]]


@dataclass(frozen=True)
class State:
    """The leg as the line knows it; `outcome` and `by` are set where it has ended and the line remembers how."""

    leg: LegState
    outcome: Outcome | None = None
    by: str = ""


@dataclass(frozen=True)
class Health:
    """Whether the line can ring now, and if not, why (for logs)."""

    open: bool
    why: str = ""


class LineError(Exception):
    """A step that did not work. `again` says whether another attempt, later and with a new id, can help."""

    def __init__(self, what: str, *, again: bool) -> None:
        super().__init__(what)
        self.again = again


class Line(Protocol):
    """`prepare` and `ring` are sent once: whoever doubts calls `find` and `drop`, and never rings the same id again.

    Any step may raise `LineError`; a step cut off by a time-out leaves doubt.
    """

    async def open(self, sink: Sink) -> Health:
        """Connect; from now on `sink` hears every event of this line's legs."""

    async def health(self) -> Health:
        """Whether an opened line can still ring; one that cannot is opened again later."""

    async def close(self) -> None:
        """Stop listening. Legs live on and are found again by whoever opens the line next."""

    async def prepare(self, attempt: UUID, *, agent: str, to: str, caller_id: str, cap: timedelta) -> None:
        """Make the leg beside the agent's. Nothing rings. `cap` bounds ring and talk, whatever happens to us."""

    async def ring(self, attempt: UUID, *, ring_for: timedelta) -> None:
        """Ring the prepared leg; after `ring_for` without an answer it ends by itself."""

    async def drop(self, attempt: UUID, *, why: str) -> None:
        """End the leg, in whatever state. Once this returns, this id can never ring again."""

    async def find(self, attempt: UUID) -> State:
        """The leg as it is, and from now on `sink` hears of it, also where another process had prepared it."""
