"""What the in-app line needs of whoever knows the rows: say look, say close, read an attempt, follow it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from ringback.lines.line import State


@dataclass(frozen=True)
class Row:
    """An attempt as its row has it. `ring_left` is negative past the ring's deadline, None where none is set."""

    state: State
    ring_left: timedelta | None = None


class Bell(Protocol):
    async def look(self, attempt: UUID) -> None:
        """Tell the pages of both sides that something about this attempt changed."""

    async def close(self, attempt: UUID, why: str) -> None:
        """Tell them that it is over."""

    async def read(self, attempt: UUID) -> Row:
        """The row as it is now; a leg that is absent where there is none."""

    def rows(self, attempt: UUID, *, every: timedelta) -> AsyncGenerator[Row]:
        """The row now and whenever it may have changed: at least after `every`, and at its ring's deadline."""
