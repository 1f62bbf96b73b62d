"""The lengths that dispatch keeps, all of them settings."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Lengths:
    """`poll` stands behind every wake, `gap` is the least time between two looks at the desk; a step that a line has not answered within `line_answers` is in doubt. A transaction makes `picks_at_once` picks at most, so that nobody waits for it long."""

    poll: timedelta
    gap: timedelta
    reconcile_every: timedelta
    line_answers: timedelta
    ring_for: timedelta
    cap: timedelta
    side_gone: timedelta
    agent_page_gone: timedelta
    picks_at_once: int
