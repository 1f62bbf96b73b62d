"""The form at the end of a call: which outcome, what is missing, when to ring again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ringback.rules.calls.outcomes import OUTCOMES, CallOutcome

MOST_LINES, LONGEST_LINE = 20, 200


@dataclass(frozen=True)
class OutcomeForm:
    """`problem` is a sentence for the agent, empty where the form can be used."""

    outcome: CallOutcome
    missing: list[str] = field(default_factory=list)
    next_at: datetime | None = None
    problem: str = ""


def outcome_from(posted: Mapping[str, str], *, zone: str, now: datetime) -> OutcomeForm:
    """`zone` is the seller's: the time to ring again is written in it."""
    chosen = posted.get("outcome", "")
    if chosen not in set(CallOutcome) - {CallOutcome.NOT_STATED}:
        return OutcomeForm(CallOutcome.NOT_STATED, problem=_("Choose how the call ended."))
    outcome = CallOutcome(chosen)
    missing = [line.strip() for line in posted.get("missing", "").splitlines() if line.strip()]
    asks = OUTCOMES[outcome].asks
    if asks == "missing" and not _fits(missing):
        return OutcomeForm(outcome, problem=_too_much())
    if asks == "missing" and not missing:
        return OutcomeForm(
            outcome, problem=_("Write what is missing, one thing a line: the seller gets this list.")
        )
    if asks != "time":
        return OutcomeForm(outcome, missing if asks == "missing" else [])
    next_at = _moment(posted.get("next_at", ""), zone)
    if next_at is None or next_at <= now:
        return OutcomeForm(
            outcome, problem=_("Choose a time in the future at which the seller is rung again.")
        )
    return OutcomeForm(outcome, next_at=next_at)


def _fits(missing: list[str]) -> bool:
    return len(missing) <= MOST_LINES and all(
        len(line) <= LONGEST_LINE and "\0" not in line for line in missing
    )


def _too_much() -> str:
    return _(
        "Write at most %(lines)s lines of %(length)s characters each, without characters that cannot be stored."
    ) % {"lines": MOST_LINES, "length": LONGEST_LINE}


def _moment(text: str, zone: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except ValueError:
        return None
