"""The next safe step of one attempt, from what its row and its line say (the two-step dial protocol).

An id is prepared and rung at most once; in doubt the leg is dropped and an attempt is used up, never rung again.
"""

from dataclasses import dataclass
from enum import StrEnum

from ringback.rules.calls.lifecycle import AttemptState, Outcome


class LegState(StrEnum):
    """What the line knows of the attempt's leg; `unasked` before `find`."""

    UNASKED = "unasked"
    ABSENT = "absent"
    DOWN = "down"
    DIALING = "dialing"
    RINGING = "ringing"
    UP = "up"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Step(StrEnum):
    PREPARE = "prepare"  # P1, P2: the leg exists and nothing rings
    MARK_DIALING = "mark-dialing"  # T2: compare-and-set on state and epoch
    RING = "ring"  # P3, once
    WATCH = "watch"
    FIND = "find"  # ask the line before anything else
    DROP = "drop"  # and await the answer, then close
    CLOSE = "close"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Seen:
    """`prepared`, `marked` and `rung`: what this process itself did and saw answered. `doubt`: a step got no clear answer,
    or the attempt was found after a restart. `dropped`: the line has answered a drop."""

    state: AttemptState
    leg: LegState = LegState.UNASKED
    prepared: bool = False
    marked: bool = False
    rung: bool = False
    doubt: bool = False
    dropped: bool = False


def next_step(seen: Seen) -> Step:
    if seen.state is AttemptState.ENDED:
        return Step.NOTHING if seen.dropped else Step.DROP
    if seen.doubt:
        return _recover(seen)
    if seen.rung:
        return Step.WATCH
    if seen.marked:
        return Step.RING
    if seen.state is not AttemptState.ARMED:
        return _recover(seen)
    return Step.MARK_DIALING if seen.prepared else Step.PREPARE


def _recover(seen: Seen) -> Step:
    if seen.dropped:
        return Step.CLOSE
    if seen.leg in (LegState.UNASKED, LegState.UNKNOWN):
        return Step.FIND
    if seen.leg in (LegState.RINGING, LegState.UP, LegState.DIALING) and seen.state is not AttemptState.ARMED:
        return Step.WATCH
    return Step.DROP


# What can end a call; the other outcomes are those of a ring, and a call that is live has left them behind.
OF_A_CALL = frozenset(
    {
        Outcome.ANSWERED,
        Outcome.CUT_BY_US,
        Outcome.LINE_LOST,
        Outcome.AGENT_LOST,
        Outcome.WRONG_NUMBER,
        Outcome.UNWANTED,
        Outcome.MACHINE,
    }
)


def can_end(state: AttemptState, outcome: Outcome) -> bool:
    """Whether a line's word that it ended so fits what is written down of the attempt."""
    return state is AttemptState.DIALING or (state is AttemptState.LIVE and outcome in OF_A_CALL)


def outcome_after_doubt(state: AttemptState, *, answered: bool) -> Outcome:
    """How an attempt is closed whose leg was dropped in doubt. `answered` comes from the line's own journal."""
    if answered or state is AttemptState.LIVE:
        return Outcome.CUT_BY_US
    return Outcome.NOT_DIALLED if state is AttemptState.ARMED else Outcome.MAY_HAVE_RUNG
