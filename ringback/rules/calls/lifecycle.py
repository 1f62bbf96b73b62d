"""The states of callbacks and attempts and the table of allowed moves; whatever is not in it raises."""

from enum import StrEnum


class CallbackState(StrEnum):
    WAITING = "waiting"
    RESTING = "resting"
    RESERVED = "reserved"
    RINGING = "ringing"
    TALKING = "talking"
    WRAPPING_UP = "wrapping-up"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class CallbackEvent(StrEnum):
    RESERVE = "reserve"  # an agent is held for it
    GIVE_BACK = "give-back"  # declined, run out, page gone: back at its old place
    REST = "rest"  # must not be rung now
    WAKE = "wake"  # may be rung again
    RING = "ring"  # an attempt is dialing
    ANSWER = "answer"
    HANG_UP = "hang-up"  # the call is over, the agent wraps up
    COMPLETE = "complete"
    CANCEL = "cancel"
    EXPIRE = "expire"


class AttemptState(StrEnum):
    ARMED = "armed"
    DIALING = "dialing"
    LIVE = "live"
    ENDED = "ended"


class AttemptEvent(StrEnum):
    DIAL = "dial"
    ANSWER = "answer"
    END = "end"


class Outcome(StrEnum):
    """How an attempt ended."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    NOT_REACHABLE = "not_reachable"
    DECLINED = "declined"
    WRONG_NUMBER = "wrong_number"
    UNWANTED = "unwanted"
    MACHINE = "machine"
    LINE_FAULT = "line_fault"
    LINE_LOST = "line_lost"
    AGENT_LOST = "agent_lost"
    NOT_DIALLED = "not_dialled"
    MAY_HAVE_RUNG = "may_have_rung"
    CUT_BY_US = "cut_by_us"
    CANCELLED = "cancelled"


# What says whether somebody can be reached; the others are the desk's own doing.
OF_REACH = frozenset(
    {
        Outcome.ANSWERED,
        Outcome.BUSY,
        Outcome.NO_ANSWER,
        Outcome.NOT_REACHABLE,
        Outcome.DECLINED,
        Outcome.WRONG_NUMBER,
        Outcome.UNWANTED,
        Outcome.MACHINE,
    }
)


class WrongMove(Exception):
    """`state` does not allow `event`."""

    def __init__(self, state: StrEnum, event: StrEnum) -> None:
        super().__init__(f"{state} does not allow {event}")
        self.state, self.event = state, event


S, E = CallbackState, CallbackEvent
MOVES: dict[tuple[CallbackState, CallbackEvent], CallbackState] = {
    (S.WAITING, E.RESERVE): S.RESERVED,
    (S.WAITING, E.REST): S.RESTING,
    (S.WAITING, E.CANCEL): S.CANCELLED,
    (S.WAITING, E.EXPIRE): S.EXPIRED,
    (S.RESTING, E.WAKE): S.WAITING,
    (S.RESTING, E.REST): S.RESTING,
    (S.RESTING, E.CANCEL): S.CANCELLED,
    (S.RESTING, E.EXPIRE): S.EXPIRED,
    (S.RESERVED, E.GIVE_BACK): S.WAITING,
    (S.RESERVED, E.REST): S.RESTING,
    (S.RESERVED, E.RING): S.RINGING,
    (S.RESERVED, E.CANCEL): S.CANCELLED,
    (S.RINGING, E.ANSWER): S.TALKING,
    (S.RINGING, E.GIVE_BACK): S.WAITING,
    (S.RINGING, E.REST): S.RESTING,
    (S.RINGING, E.CANCEL): S.CANCELLED,
    (S.RINGING, E.EXPIRE): S.EXPIRED,
    (S.TALKING, E.HANG_UP): S.WRAPPING_UP,
    (S.TALKING, E.REST): S.RESTING,
    (S.WRAPPING_UP, E.COMPLETE): S.COMPLETED,
}
A, F = AttemptState, AttemptEvent
ATTEMPT_MOVES: dict[tuple[AttemptState, AttemptEvent], AttemptState] = {
    (A.ARMED, F.DIAL): A.DIALING,
    (A.ARMED, F.END): A.ENDED,
    (A.DIALING, F.ANSWER): A.LIVE,
    (A.DIALING, F.END): A.ENDED,
    (A.LIVE, F.END): A.ENDED,
}
FINISHED = frozenset({S.COMPLETED, S.CANCELLED, S.EXPIRED})


def move(state: CallbackState | str, event: CallbackEvent) -> CallbackState:
    """The state after `event`. Raises WrongMove."""
    now = CallbackState(state)
    if (now, event) not in MOVES:
        raise WrongMove(now, event)
    return MOVES[now, event]


def move_attempt(state: AttemptState | str, event: AttemptEvent) -> AttemptState:
    """The attempt's state after `event`. Raises WrongMove."""
    now = AttemptState(state)
    if (now, event) not in ATTEMPT_MOVES:
        raise WrongMove(now, event)
    return ATTEMPT_MOVES[now, event]
