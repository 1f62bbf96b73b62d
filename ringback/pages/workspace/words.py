"""What the workspace says, from plain values: presence, facts, why this one, outcomes, warnings."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ringback.pages.shared.templatetags.ringback import (
    class_name,
    moment,
    money,
    percent,
    sentences,
    timer,
    told,
)
from ringback.records.calls.serving import Attempt, Serving
from ringback.records.cases.template import completeness, fields_of
from ringback.rules.calls.outcomes import CallOutcome
from ringback.rules.policy.facts import PRIORITIES

OPEN_TO_JUDGE = ("waiting", "resting", "reserved", "ringing", "talking", "wrapping-up")


def me(desk: Serving) -> dict[str, Any]:
    agent = desk.agent
    return {
        "presence": agent.presence,
        "presence_reason": agent.presence_reason,
        "presence_since": agent.presence_since,
        "wrap_until": agent.wrap_until,
        "is_available": agent.presence == "available",
        "is_away": agent.presence == "away",
        "is_wrapping_up": agent.presence == "wrap-up",
        "told": _told(agent),
        "shift_ends_at": agent.shift_ends_at,
        "nothing_new_from": agent.nothing_new_from,
        "stays_until": agent.stays_until,
    }


def _told(agent: Any) -> str:
    """Why somebody else, or the desk, set this agent away."""
    if agent.presence != "away":
        return ""
    if agent.presence_reason != "supervisor":
        return _set_away().get(agent.presence_reason, "")
    name = agent.presence_by.name if agent.presence_by else _("A supervisor")
    if agent.presence_said:
        return _("%(name)s set you away: %(said)s") % {"name": name, "said": agent.presence_said}
    return _("%(name)s set you away.") % {"name": name}


def classes(callback: Any) -> list[tuple[str, str]]:
    """What an agent may make of the class: confirm it, or a lower one; nothing once the callback is over."""
    if callback is None or callback.state not in OPEN_TO_JUDGE:
        return []
    at = PRIORITIES.index(callback.priority)
    lower = [(each, _("lower to “%(name)s”") % {"name": class_name(each)}) for each in PRIORITIES[at + 1 :]]
    return [(callback.priority, _("confirm “%(name)s”") % {"name": class_name(callback.priority)}), *lower]


def away_reasons() -> list[tuple[str, str]]:
    return [
        ("break", _("Break")),
        ("meeting", _("Meeting")),
        ("training", _("Training")),
        ("written", _("Written answers")),
        ("end", _("End of shift")),
    ]


def _set_away() -> dict[str, str]:
    """Why the desk itself set an agent away."""
    return {
        "not-accepted": _("You did not accept in time, so you are set away. The callback kept its place."),
        "declined": _("You chose “not now”, so you are set away. The callback kept its place."),
        "shift-over": _("Your shift is over, so you are set away. Choose “Available” to go on."),
        "page-gone": _("This page was closed or offline too long, so you were set away."),
    }


def last(agent: Any) -> str:
    return _set_away().get(agent.presence_reason, "") if agent.presence == "away" else ""


def of_vain(attempt: Attempt) -> str:
    """What became of a ring that nobody answered, for the agent who waited for it."""
    said = {"name": attempt.seller.person.name}
    if attempt.outcome == "declined":
        return _("%(name)s declined the call. We ring again when they ask.") % said
    if attempt.outcome == "no_answer":
        return _("It rang at %(name)s’s, and nobody answered. We ring again later.") % said
    if attempt.outcome == "cancelled":
        return _("%(name)s cancelled the callback.") % said
    return _("The call to %(name)s did not come about.") % said


def facts(known: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(label, value, wants attention) of what the marketplace says, in a fixed order; what it did not send is left out."""
    rows: list[tuple[str, str, bool]] = []
    if "plan" in known:
        plan = {"professional": _("Professional"), "individual": _("Individual")}.get(
            known["plan"], str(known["plan"])
        )
        rows.append((_("Plan"), plan, known["plan"] != "professional"))
    if "registered_at" in known:
        rows.append((_("Registered"), str(known["registered_at"])[:10], False))
    if "monthly_sales_usd" in known:
        rows.append((_("Monthly sales"), money(known["monthly_sales_usd"]), False))
    if "odr" in known:
        rows.append((_("Order defect rate"), f"{100 * known['odr']:.2g}%", known["odr"] >= 0.01))
    if "open_warnings" in known:
        rows.append((_("Open warnings"), str(known["open_warnings"]), bool(known["open_warnings"])))
    if "store_rating" in known:
        rows.append((_("Store rating"), percent(known["store_rating"] / 100), False))
    return rows


def missing(case: Any, *, files: int) -> list[str]:
    """What the seller left empty, by its label; what an agent asked for, and is not there yet, stands before it."""
    names = completeness(
        case.issue_type, values=case.values, description=case.description, evidence=files
    ).missing
    labels = {field.name: told(field.label) or _("What happened") for field in fields_of(case.issue_type)}
    asked = [one for one in case.missing if one not in case.given]
    return [*asked, *(labels.get(name, _("Evidence")) for name in names)]


def why(figures: dict[str, Any]) -> list[str]:
    """The law's own figures at the pick, as sentences."""
    if not figures:
        return []
    count = figures.get("servable", 1)
    lines = []
    if figures.get("lane"):
        lines.append(
            ngettext(
                "The lane: every %(n)dth pick goes to the most urgent broken promise.",
                "The lane: every %(n)dth pick goes to the most urgent broken promise.",
                settings.LANE_EVERY,
            )
            % {"n": settings.LANE_EVERY}
        )
    if figures.get("own_agent"):
        lines.append(_("It is kept for you: you spoke with this seller before."))
    used = _("%(share)s of %(target)d minutes used, %(credit)d minutes credited.") % {
        "share": percent(figures.get("share", 0)),
        "target": round(figures.get("target", 0)),
        "credit": round(figures.get("credit", 0)),
    }
    if count > 1:
        lines.append(
            ngettext(
                "Of the %(n)d that you can serve it is furthest into its target:",
                "Of the %(n)d that you can serve it is furthest into its target:",
                count,
            )
            % {"n": count}
            + " "
            + used
        )
    else:
        lines.append(_("It is the only one that you can serve:") + " " + used)
    following = figures.get("next")
    if following:
        lines.append(
            _("Case %(number)s is next: %(name)s class, %(share)s used.")
            % {
                "number": following.get("case"),
                "name": class_name(following.get("priority", "")),
                "share": percent(following.get("share", 0)),
            }
        )
    before = figures.get("before")
    if before:
        lines.append(
            _("%(name)s had it first and did not take it; the place is unchanged.") % {"name": before}
        )
    return lines


def outcomes() -> list[tuple[str, str, str]]:
    """(value, label, what it means), in the order of the form."""
    return [
        (CallOutcome.SOLVED, _("Solved"), _("closes the case")),
        (CallOutcome.CONTINUE_LATER, _("Continue later"), _("with you again")),
        (CallOutcome.NEEDS_SELLER, _("Needs the seller"), _("we wait for a file or an answer")),
        (CallOutcome.CALL_BACK_AT, _("Call back at"), _("a time, with you")),
        (CallOutcome.ESCALATE, _("Escalate"), _("to the specialists")),
    ]


def not_free(because: str, *, any_left: bool) -> str:
    """Why a time cannot be agreed for the next call."""
    said = {
        "closed": _("The desk is closed then, or the seller’s telephone may not ring."),
        "not-on-shift": _("You are not on shift then, or not until such a call is over."),
        "talks": _("You have agreed on a call with another seller at that time."),
        "full": _("So many sellers have chosen that hour that it is full."),
    }[because]
    then = _("These times are free:") if any_left else _("No time of the coming days is free.")
    return sentences([said, then])


def times_in(zone: str, times: Iterable[datetime]) -> list[tuple[str, str]]:
    """As a form field takes them, and in words; both on the clock of that zone."""
    with timezone.override(ZoneInfo(zone)):
        return [(f"{timezone.localtime(at):%Y-%m-%dT%H:%M}", moment(at)) for at in times]


def minutes(length: timedelta) -> int:
    return round(length / timedelta(minutes=1))


def warnings(attempt: Any) -> dict[str, Any]:
    """When the timer turns amber and red, and what the seller is told; from the settings."""
    if attempt is None or attempt.cap_at is None:
        return {}
    at = sorted(attempt.cap_at - left for left in settings.AGENT_WARNINGS_LEFT)
    return {
        "warnings": " ".join(each.isoformat() for each in at),
        "seller_warned": timer(settings.CALL_CAP - settings.SELLER_WARNING_LEFT),
        "cap_length": timer(settings.CALL_CAP + timedelta(0)),
    }
