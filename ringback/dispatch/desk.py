"""What every part of the dispatcher shares: handed in from outside, so that it can run on other time and other tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from ringback.dispatch.board import Board
from ringback.dispatch.clock import Clock
from ringback.dispatch.lease import Lease
from ringback.dispatch.lengths import Lengths
from ringback.dispatch.store import Store
from ringback.lines.line import Line


@dataclass(frozen=True)
class Desk:
    """`ids` gives a new attempt id each time it is called; lines are keyed by their name in the policy language."""

    store: Store
    clock: Clock
    lease: Lease
    lengths: Lengths
    board: Board
    lines: Mapping[str, Line]
    ids: Callable[[], UUID]

    @property
    def epoch(self) -> int:
        return self.lease.epoch
