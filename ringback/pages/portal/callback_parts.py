"""The parts of a callback's page: its promise, attempts, place, class, what to have at hand and what is arranged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ringback.pages.portal import words
from ringback.pages.shared import names
from ringback.pages.shared.templatetags.ringback import day, language_names, line_name, sentences, zone_name
from ringback.records.callbacks import readers as callbacks
from ringback.records.callbacks import waiting
from ringback.records.callbacks.readers import Callback
from ringback.records.callbacks.resting import PHONE
from ringback.records.calls import for_seller as calls
from ringback.records.calls.for_seller import Attempt
from ringback.records.cases import template
from ringback.records.desk.readers import calendar_of
from ringback.records.lines.readers import open_lines
from ringback.records.notices.of_case import last_notice_about
from ringback.records.sellers.readers import Seller
from ringback.rules.hours import next_opening
from ringback.rules.numbers import masked

OPEN = frozenset({"waiting", "resting", "reserved", "ringing", "talking"})
MAY_CHANGE = frozenset({"waiting", "resting"})


@dataclass(frozen=True)
class Row:
    """One attempt, told to the one who was rung."""

    at: datetime
    where: str
    what: str
    why: str
    todo: str


@dataclass(frozen=True)
class Counted:
    count: int
    words: str


def promised(callback: Callback, attempts: list[Attempt]) -> dict[str, Any]:
    """The promise in force with what the ruler marks, and the one that was broken or moved before it."""
    promise = callback.promise
    has_moved = promise is not None and promise.made_for == "moved"
    made = list(callbacks.promises_of(callback)) if callback.broken_at or has_moved else []
    broken = next((one for one in reversed(made) if one.state == "broken"), None)
    first_ring = next((one.first_ring_at for one in attempts if one.first_ring_at), None)
    return {
        "promise": promise,
        "ruler": promise is not None and (callback.state in OPEN or first_ring is not None),
        "ruler_mark": first_ring,
        "ruler_mark_name": _("first ring") if first_ring else "",
        "broken": broken if callback.state in OPEN else None,
        "moved": next((one for one in reversed(made) if one.state == "moved"), None) if has_moved else None,
        "broken_because": words.of_broken(broken.broken_because) if broken else "",
        "lane_is_open": settings.LANE_EVERY > 0,
    }


def rung(callback: Callback, attempts: list[Attempt]) -> dict[str, Any]:
    """The attempt of this moment, the call if there was one, and a row for each attempt that is over."""
    last = attempts[-1] if attempts else None
    answered = next((one for one in reversed(attempts) if one.answered_at and hasattr(one, "call")), None)
    over = [one for one in attempts if one.state == Attempt.State.ENDED and one.outcome != "answered"]
    warn_at = last.cap_at - settings.SELLER_WARNING_LEFT if last and last.cap_at else None
    context: dict[str, Any] = {
        "attempt": last,
        "agent_name": _agent_name(callback, last),
        "warn_at": warn_at,
        "attempts": [_row(one) for one in over],
    }
    if answered is not None and callback.state not in ("talking", "ringing"):
        context |= {
            "call": answered.call,
            "attempt_of_call": answered,
            "talked": answered.ended_at - answered.answered_at
            if answered.ended_at and answered.answered_at
            else None,
            "next_callback": calls.continuation_of(callback),
        }
    return context


def line_is_down(callback: Callback) -> bool:
    """The line that is to ring it; this browser needs none of ours but this page."""
    waits = callback.state in (Callback.State.WAITING, Callback.State.RESTING)
    waits = waits and callback.rest_reason != "seller"
    return waits and callback.line == PHONE and PHONE not in open_lines()


def place_of(callback: Callback, now: datetime) -> dict[str, Any]:
    """Only whoever waits has a place; `opens_at` is set while the desk is closed."""
    opens_at = next_opening(calendar_of(callback.site), now)
    told: dict[str, Any] = {"opens_at": None if opens_at == now else opens_at}
    if callback.state != Callback.State.WAITING:
        return told
    place = waiting.place(callback, now=now)
    return {
        **told,
        "place": place,
        "ahead_count": place.number - 1,
        "ahead_rows": [Counted(one.count, words.of_ahead(one)) for one in place.ahead],
        "before_count": sum(place.went_before.values()),
        "before_rows": _counted(place.went_before),
    }


def class_of(callback: Callback) -> dict[str, Any]:
    """Why it is of its class, and what moved it forward: the reasons as they read on the day of asking."""
    held = [reason for reason in callback.reasons if reason["holds"]]
    return {
        "class_title": _("Why you are %(class)s") % {"class": words.of_class(callback.priority)},
        "class_reasons": [reason for reason in held if reason["effect"] == "class"],
        "credits": [reason for reason in held if reason["effect"] == "credit"],
        "class_change": callback.class_change,
    }


def said_by_the_desk(callback: Callback, attempts: list[Attempt]) -> dict[str, str]:
    """The reasons that a supervisor gave: why it was moved, cancelled, or the call ended. Looked up where there is one."""
    moved = callback.promise is not None and callback.promise.made_for == "moved"
    ended = any(one.ended_by == "supervisor" for one in attempts)
    return {
        "moved_because": callbacks.latest_word(callback, "moved") if moved else "",
        "cancelled_because": callbacks.latest_word(callback, "cancelled")
        if callback.finished_because == "desk"
        else "",
        "ended_because": callbacks.latest_word(callback, "call-ended") if ended else "",
    }


def at_hand(callback: Callback, files: list[str]) -> dict[str, Any]:
    """Numbers to read aloud, files sent, and what is still missing of the description."""
    case = callback.case
    found = template.completeness(
        case.issue_type, values=case.values, description=case.description, evidence=len(files)
    )
    labels: dict[str, Mapping[str, str]] = {
        one.name: one.label for one in template.fields_of(case.issue_type)
    }
    return {
        "files": files,
        "subject_label": labels.get(case.issue_type.subject_field),
        "missing": words.listed(words.of_field(name, labels.get(name)) for name in found.missing),
        "share": int(found.share * 100),
    }


def arranged(seller: Seller, callback: Callback) -> dict[str, Any]:
    promise = callback.promise
    how = {"where": words.of_where(callback.line), "languages": language_names(callback.languages)}
    told = [_("You are rung %(where)s, in %(languages)s.") % how]
    if promise is not None and promise.state == "pending":
        told.insert(
            0,
            _("%(day)s, %(zone)s.") % {"day": day(promise.shown_from), "zone": zone_name(seller.person.zone)},
        )
    return {
        "lead": sentences(told) if callback.state in OPEN - {"talking"} else "",
        "number_masked": masked(callback.number) if callback.number else "",
        "simulated": callback.line in settings.SIMULATED_LINES,
        "language_names": [names.language(tag) for tag in callback.languages],
        "notice": last_notice_about(seller.person, callback.pk) if callback.state in OPEN else None,
    }


def _agent_name(callback: Callback, last: Attempt | None) -> str:
    if callback.state == Callback.State.RESERVED:
        return calls.who_serves(callback)
    return last.agent.person.name if last else ""


def _row(attempt: Attempt) -> Row:
    told = words.of_outcome(attempt.outcome)
    where = masked(attempt.number) if attempt.number else line_name(attempt.line)
    return Row(attempt.dialing_at or attempt.armed_at, where, told.what, told.why, told.todo)


def _counted(by_why: Mapping[str, int]) -> list[Counted]:
    return [Counted(count, words.of_why(why)) for why, count in by_why.items() if count]
