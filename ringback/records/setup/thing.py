"""What can be set up, each in the same shape: locked, read as a snapshot of plain values, written from one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from ringback.rules.history import Snapshot

One = TypeVar("One")


class Thing(Protocol[One]):
    """Only `write` changes tables, and only for what was locked."""

    @property
    def kind(self) -> str:
        """The history's word for it."""

    def locked(self, key: str) -> One:
        """Nobody else's to change until the transaction ends. Raises LookupError when there is none."""

    def snapshot(self, one: One) -> dict[str, Any]:
        """By field, as JSON holds it; no field is None."""

    def name(self, one: One) -> Mapping[str, str]:
        """In both languages."""

    def write(self, one: One, values: Snapshot, *, now: datetime) -> None:
        """Raises Wrong."""


@dataclass(frozen=True)
class Read(Generic[One]):
    """What a page shows: the thing, its values, and the version that a save names again."""

    one: One
    values: dict[str, Any]
    version: int
