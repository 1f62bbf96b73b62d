"""Changes of plain snapshots: what differs, what undoing one means today, and what two people changed at once."""

from ringback.rules.history.three_way import (
    Difference,
    Merged,
    Snapshot,
    Undoing,
    differences,
    merge,
    rewind,
    undo,
)

__all__ = ["Difference", "Merged", "Snapshot", "Undoing", "differences", "merge", "rewind", "undo"]
