"""What the dispatcher asks of the records, and the plain frozen values that it gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ringback.rules.calls.lifecycle import Outcome


class Fenced(Exception):
    """A write was refused because a newer dispatcher holds the lease: whoever reads this acts no more."""


class StoreAway(Exception):
    """The database cannot be asked now; whoever waits asks again, and whoever wrote is in doubt."""


@dataclass(frozen=True)
class Hold:
    """An agent bound to a callback. `attempt` is set from the moment it is armed."""

    id: int
    agent: int
    callback: UUID
    line: str
    number: str
    caller_id: str
    epoch: int
    accept_by: datetime
    accepted: bool
    attempt: UUID | None


@dataclass(frozen=True)
class Attempt:
    """An attempt's row. `state` is armed, dialing, live or ended.

    `watched` names the sides (seller, agent) whose page must be there; `seller_there_at` and `agent_there_at` say when
    it was last seen, None where it is not seen now.
    """

    id: UUID
    callback: UUID
    agent: int
    line: str
    number: str
    state: str
    epoch: int
    rang: bool
    ring_deadline: datetime | None
    answered_at: datetime | None
    cap_at: datetime | None
    outcome: str
    ended_by: str
    watched: frozenset[str] = frozenset()
    seller_there_at: datetime | None = None
    agent_there_at: datetime | None = None


@dataclass(frozen=True)
class Survey:
    """One look at the desk: all holds, all attempts that are not ended, and free agents for whom something waits.

    `free` has groups of agents that share no site; in each the least flexible comes first, then who has been idle longest.
    """

    holds: tuple[Hold, ...]
    attempts: tuple[Attempt, ...]
    free: tuple[tuple[int, ...], ...]


class Store(Protocol):
    """Every write takes the epoch that the lease gave and raises `Fenced` when it is no longer the newest.

    A write that a compare-and-set refuses for another reason (the seller was quicker) answers None or False.
    """

    async def take_lease(self, holder: str) -> int | None:
        """A new epoch, or None while somebody else holds the lease."""

    async def renew_lease(self, epoch: int) -> None: ...

    async def release_lease(self, epoch: int) -> None: ...

    async def survey(self) -> Survey: ...

    async def hold(self, id: int) -> Hold | None: ...

    async def attempt(self, id: UUID) -> Attempt | None: ...

    async def sites(self) -> tuple[int, ...]: ...

    async def turn(self, site: int, *, epoch: int) -> None:
        """Move what is due at a site: rests, expiries, broken promises."""

    async def turn_agents(self, *, epoch: int) -> None:
        """End wrap-ups whose time is over, and set away who is available on a page that is gone."""

    async def line_is(self, name: str, *, is_open: bool, why: str, epoch: int) -> None:
        """Nobody is picked for a line that is closed, and pages say so."""

    async def pick(self, agents: Sequence[int], *, epoch: int) -> tuple[Hold, ...]:
        """Reserve for each of these agents, in their order, whom the law says; who gets nobody is left out."""

    async def lapse(self, hold: Hold, *, epoch: int) -> None:
        """Give back a hold that was not accepted in time."""

    async def take_over(self, hold: Hold, *, epoch: int) -> Hold | None:
        """Make another dispatcher's hold, and its attempt, ours; None when it is gone."""

    async def arm(self, hold: Hold, *, id: UUID, epoch: int) -> Attempt | None:
        """T1. None when the callback may not be rung now; the hold is then given back."""

    async def mark_dialing(self, id: UUID, *, epoch: int) -> Attempt | None:
        """T2. None when it must not ring now, for example because the seller's page has closed."""

    async def tell_pages(self, id: UUID) -> None:
        """Wake the pages of both sides of this attempt."""

    async def rang(self, id: UUID, *, epoch: int) -> None: ...

    async def answered(self, id: UUID, *, epoch: int) -> None: ...

    async def end(self, id: UUID, *, outcome: Outcome, by: str, epoch: int) -> bool:
        """Close the attempt and give back whom it held.

        False when it is closed already, or when the outcome is a ring's and the call is live: the answer was quicker.
        """
