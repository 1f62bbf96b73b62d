"""Why a promise was broken, in one word, from what was so when its bound passed."""

from dataclasses import dataclass
from enum import StrEnum


class Because(StrEnum):
    LINE_CLOSED = "line-closed"  # the line that was to ring could not
    CLOSED = "closed"  # the site shut before the turn came
    OTHER_CALL = "other-call"  # the seller, or their number, was in another call of ours
    SPACING = "spacing"  # an earlier attempt did not reach them
    NOT_THERE = "not-there"  # the page was closed, or the telephone could not ring at that hour
    NOBODY = "nobody"  # no agent who could serve it is at work
    GIVEN_BACK = "given-back"  # an agent whom it was reserved for did not take it
    FEWER_AGENTS = "fewer-agents"
    MORE_CALLS = "more-calls"  # more went first than had been counted
    RESTORED = "restored"  # the bound passed between a backup and its restore
    LONG_CALLS = "long-calls"  # none of these: the calls before it took longer


@dataclass(frozen=True)
class Missed:
    """What was so when a bound passed without a ring; `then` are the inputs of the promise, None where it had none.

    `rest` is the rest's reason, empty for one that did not rest; `ahead` counts those who went first since and those who
    still would; `given_back` whether an agent has not taken it since.
    """

    rest: str
    line_open: bool
    agents: int
    ahead: int
    given_back: bool
    agents_then: int | None = None
    ahead_then: int | None = None


_RESTED = {
    "closed": Because.CLOSED,
    "other-call": Because.OTHER_CALL,
    "spacing": Because.SPACING,
    "page-closed": Because.NOT_THERE,
    "dial-hours": Because.NOT_THERE,
}


def why_broken(missed: Missed) -> Because:
    """The first that holds, from what made a ring impossible to what made it late."""
    holds = {
        Because.LINE_CLOSED: not missed.line_open,
        _RESTED.get(missed.rest): missed.rest in _RESTED,
        Because.NOBODY: missed.agents == 0,
        Because.GIVEN_BACK: missed.given_back,
        Because.FEWER_AGENTS: missed.agents < (missed.agents_then or 0),
        Because.MORE_CALLS: missed.ahead_then is not None and missed.ahead > missed.ahead_then,
        Because.LONG_CALLS: True,
    }
    return next(because for because, so in holds.items() if so and because)
