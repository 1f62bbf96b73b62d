"""What the agent says at the end of a call, and what it does to the callback, the case and the next callback."""

from dataclasses import dataclass
from enum import StrEnum


class CallOutcome(StrEnum):
    SOLVED = "solved"
    CONTINUE_LATER = "continue_later"
    NEEDS_SELLER = "needs_seller"
    CALL_BACK_AT = "call_back_at"
    ESCALATE = "escalate"
    NOT_STATED = "not_stated"


@dataclass(frozen=True)
class Does:
    """`case` is the state that the case takes; `again` how the next callback is made: continuation, at a time, or not."""

    case: str
    again: str = ""
    escalates: bool = False
    asks: str = ""


OUTCOMES: dict[CallOutcome, Does] = {
    CallOutcome.SOLVED: Does(case="closed"),
    CallOutcome.CONTINUE_LATER: Does(case="open", again="continuation"),
    CallOutcome.NEEDS_SELLER: Does(case="needs-seller", asks="missing"),
    CallOutcome.CALL_BACK_AT: Does(case="open", again="at", asks="time"),
    CallOutcome.ESCALATE: Does(case="open", escalates=True),
    CallOutcome.NOT_STATED: Does(case="open", escalates=True),
}
