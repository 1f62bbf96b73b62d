"""The outcome of a policy with the reasons that led to it."""

import datetime
from dataclasses import dataclass
from typing import Any

from ringback.rules.policy.sentence import Sentence


@dataclass(frozen=True)
class Unlock:
    """What opens a refusing rule: the fact whose page mends it (`link`), or the first date (of the site) it holds on."""

    link: str | None = None
    date: datetime.date | None = None

    def as_json(self) -> dict[str, str]:
        return {"link": self.link} if self.link else {"date": str(self.date)}


@dataclass(frozen=True)
class Reason:
    """One rule as it read that day. A refusing rule holds when its condition is met, any other when it decided.

    `amount` is the credit in minutes that the rule earned, before the limit; 0 for other rules.
    """

    rule: str
    holds: bool
    effect: str
    because: Sentence
    unlock: Unlock | None = None
    amount: float = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "holds": self.holds,
            "effect": self.effect,
            "because": self.because.as_json(),
            "unlock": self.unlock.as_json() if self.unlock else None,
        }


@dataclass(frozen=True)
class Verdict:
    """`priority` is the class; minutes are opening time, `credit_minutes` after the limit, `earned_minutes` before it.

    `eligible`: may be rung on the asked line. `lines`: those that are open; `channels`: what is open of phone
    (being rung, on either line), chat, email. `reasons`: every rule of the book, in order.
    """

    eligible: bool
    priority: str
    target_minutes: float
    credit_minutes: float
    languages: tuple[str, ...]
    recommended_channel: str
    channels: tuple[str, ...]
    lines: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def earned_minutes(self) -> float:
        return sum(reason.amount for reason in self.reasons)

    @property
    def refusals(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.effect == "refuse" and not reason.holds)

    def as_json(self) -> dict[str, Any]:
        """The document of `ringback explain --json`."""
        return {
            "eligible": self.eligible,
            "class": self.priority,
            "target_minutes": self.target_minutes,
            "credit_minutes": self.credit_minutes,
            "languages": list(self.languages),
            "recommended_channel": self.recommended_channel,
            "channels": list(self.channels),
            "lines": list(self.lines),
            "reasons": [reason.as_json() for reason in self.reasons],
        }


class NoLanguageLeft(ValueError):
    """A wish would leave nobody to be rung by."""
