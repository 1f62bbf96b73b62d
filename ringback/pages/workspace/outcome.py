"""The form at the end of a call: which outcome, what is missing, when to ring again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ringback.rules.calls.outcomes import OUTCOMES, CallOutcome

MOST_LINES = 20


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
    missing = [line.strip()[:200] for line in posted.get("missing", "").splitlines() if line.strip()][
        :MOST_LINES
    ]
    asks = OUTCOMES[outcome].asks
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


def _moment(text: str, zone: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except ValueError:
        return None
