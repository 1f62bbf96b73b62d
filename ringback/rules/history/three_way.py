"""Three-way merges of snapshots: a field that only one side touched takes that side; a field that both touched is asked about.

A snapshot maps a field's name to a plain value (as in JSON). A field that is not there and one that is None are the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """Two halves of the same fields: as they were and as they are."""

    before: dict[str, Any]
    after: dict[str, Any]

    def __bool__(self) -> bool:
        return bool(self.before)


@dataclass(frozen=True)
class Undoing:
    """`values` are the fields to set. `touched` are those of them that a later change has set to something else."""

    values: dict[str, Any]
    touched: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """`values` are all fields as they are to be; `both` are those that both sides changed, each to something else: mine stands."""

    values: dict[str, Any]
    both: tuple[str, ...]


def differences(before: Snapshot, after: Snapshot) -> Difference:
    fields = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return Difference({name: before.get(name) for name in fields}, {name: after.get(name) for name in fields})


def undo(current: Snapshot, *, before: Snapshot, after: Snapshot) -> Undoing:
    """What it takes to undo a change from `before` to `after` (the same fields) while the thing is `current`."""
    open_ = {name: was for name, was in before.items() if current.get(name) != was}
    touched = tuple(name for name in open_ if current.get(name) != after.get(name))
    return Undoing(open_, touched)


def merge(base: Snapshot, *, mine: Snapshot, current: Snapshot) -> Merged:
    """Both sides began from `base`."""
    values, both = {}, []
    for name in sorted({*base, *mine, *current}):
        was, wished, stands = base.get(name), mine.get(name), current.get(name)
        values[name] = stands if wished == was else wished
        if wished not in (was, stands) and stands != was:
            both.append(name)
    return Merged({name: value for name, value in values.items() if value is not None}, tuple(both))


def rewind(current: Snapshot, changes: Iterable[Snapshot]) -> dict[str, Any]:
    """The snapshot as it was before `changes`: the `before` of each, the youngest first."""
    values = dict(current)
    for before in changes:
        values.update(before)
    return {name: value for name, value in values.items() if value is not None}
