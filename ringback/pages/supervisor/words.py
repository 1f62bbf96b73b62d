"""A story in sentences: each kind of event with its icon, its line and what explains it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ringback.pages.shared.templatetags.ringback import (
    class_name,
    language_names,
    line_name,
    moment,
    percent,
    timer,
)
from ringback.pages.supervisor import steering_words
from ringback.records.calls.story import Attempt, CallbackEvent, Promise, Story

Told = tuple[str, str, str]


@dataclass(frozen=True)
class Line:
    """`tone` is kept, broken, ready or empty."""

    at: datetime
    icon: str
    title: str
    because: str
    tone: str = ""
    actor: str = ""


def filters(counts: dict[str, int]) -> list[tuple[str, str, int | None]]:
    return [
        ("open", _("Open"), counts.get("open")),
        ("at-risk", _("At risk"), counts.get("at-risk")),
        ("broken", _("Broken promise"), counts.get("broken")),
        ("finished", _("Finished"), None),
        ("all", _("All"), None),
    ]


def headline(story: Story) -> str:
    """One sentence on where it stands."""
    callback = story.callback
    rang = next((each.first_ring_at for each in story.attempts if each.first_ring_at), None)
    if callback.state == "completed":
        return _("Rung at %(at)s and completed.") % {"at": moment(rang)} if rang else _("Completed.")
    if callback.state == "cancelled":
        return _("Cancelled.")
    if callback.state == "expired":
        return _("Expired, with notice to the seller.")
    if callback.broken_at:
        broken = _("The promise was broken at %(at)s; it goes ahead by the lane.")
        if not settings.LANE_EVERY:
            broken = _("The promise was broken at %(at)s; its place is kept.")
        return broken % {"at": moment(callback.broken_at)}
    return states().get(callback.state, callback.state)


def states() -> dict[str, str]:
    return {
        "waiting": _("Waiting for an agent."),
        "resting": _("Resting, with its place kept."),
        "reserved": _("Reserved for an agent."),
        "ringing": _("We are ringing the seller."),
        "talking": _("Seller and agent are talking."),
        "wrapping-up": _("The call is over; the agent wraps up."),
    }


def line(event: CallbackEvent, story: Story) -> Line:
    detail = event.detail
    icon, title, because = _KINDS.get(event.kind, _other)(detail, story, event.kind)
    tone = {"kept": "kept", "broken": "broken", "ready": "ready"}.get(event.kind, "")
    return Line(event.at, icon, title, because, tone, event.actor.name if event.actor else "")


def made_for(promise: Promise) -> str:
    return {
        "first": _("First promise of the request; this one is scored."),
        "again": _("Made after a pause; scored apart."),
        "moved": _("Moved; scored apart."),
        "broken": _("Made after a broken promise; scored apart."),
        "continuation": _("Of a continuation; scored apart."),
        "window": _("The seller chose this window."),
    }.get(promise.made_for, promise.made_for)


def inputs(promise: Promise) -> str:
    """What it was computed from."""
    known = promise.inputs
    if "ahead" not in known:
        return ""
    return _("%(ahead)s ahead, %(agents)s agents, %(talk)s minutes a call (%(source)s).") % {
        "ahead": known["ahead"],
        "agents": known["agents"],
        "talk": round(float(known["talk_minutes"]), 1),
        "source": _source(known.get("talk_source", "")),
    }


def attempt(one: Attempt) -> str:
    parts = [line_name(one.line), _("armed %(at)s") % {"at": moment(one.armed_at)}]
    if one.first_ring_at:
        parts.append(_("rang %(at)s") % {"at": moment(one.first_ring_at)})
    if one.answered_at:
        parts.append(_("answered %(at)s") % {"at": moment(one.answered_at)})
    if one.ended_at and one.answered_at:
        parts.append(_("talked %(length)s") % {"length": timer(one.ended_at - one.answered_at)})
    if one.outcome:
        parts.append(outcome(one.outcome, one.ended_by))
    return ", ".join(parts)


def outcome(name: str, by: str) -> str:
    if name == "answered":
        return {
            "seller": _("the seller hung up"),
            "agent": _("the agent hung up"),
            "cap": _("ended at the longest length"),
            "supervisor": _("ended by a supervisor"),
        }.get(by, _("ended"))
    return {
        "busy": _("busy"),
        "no_answer": _("no answer"),
        "not_reachable": _("not reachable"),
        "declined": _("declined by the seller"),
        "wrong_number": _("wrong number"),
        "unwanted": _("not wanted"),
        "machine": _("a machine answered"),
        "line_fault": _("fault of the line"),
        "line_lost": _("the line was lost"),
        "agent_lost": _("the agent’s page was gone"),
        "not_dialled": _("not rung"),
        "may_have_rung": _("may have rung: counted"),
        "cut_by_us": _("cut, one side was gone"),
        "cancelled": _("cancelled"),
    }.get(name, name)


def facts(callback: Any) -> list[tuple[str, str]]:
    """The facts of that day, by their names in the policy language."""
    seller = callback.facts.get("seller", {}) if isinstance(callback.facts, dict) else {}
    request = callback.facts.get("request", {}) if isinstance(callback.facts, dict) else {}
    return [(name, _plain(value)) for name, value in {**seller, **request}.items() if value is not None]


def reasons(callback: Any) -> list[tuple[bool, str, str]]:
    """(holds, sentence, rule) as they read on the day of asking."""
    language = get_language() or "en"
    rows = callback.reasons if isinstance(callback.reasons, list) else callback.reasons.get("reasons", [])
    return [(row["holds"], row["because"].get(language, row["because"]["en"]), row["rule"]) for row in rows]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _source(source: str) -> str:
    return {"preset": _("the preset’s figure"), "own-median": _("median of 30 days")}.get(
        source, source or _("unknown")
    )


def _agent(detail: dict[str, Any], story: Story) -> str:
    return story.names.get(detail.get("agent", 0), _("an agent"))


def _at(text: str | None) -> str:
    return moment(datetime.fromisoformat(text)) if text else ""


def _asked(detail: dict[str, Any], story: Story, _kind: str) -> Told:
    name = story.callback.case.seller.person.name
    how = _("On %(line)s, in %(languages)s.") % {
        "line": line_name(detail.get("line", "")),
        "languages": language_names(detail.get("languages", [])),
    }
    rank = _("%(name)s class: %(target)s minutes, %(credit)s credited.") % {
        "name": class_name(detail.get("priority", "")),
        "target": round(detail.get("target") or 0),
        "credit": round(detail.get("credit") or 0),
    }
    title = (
        _("%(name)s asked to be rung") if not detail.get("continues") else _("Booked to go on with %(name)s")
    )
    return "phone-incoming", title % {"name": name}, f"{how} {rank}"


def _promised(detail: dict[str, Any], _story: Story, _kind: str) -> Told:
    title = _("Promised %(begin)s–%(end)s") % {
        "begin": _at(detail.get("from")),
        "end": _at(detail.get("until")),
    }
    if detail.get("ahead") is None:
        return "calendar-clock", title, _("The seller chose this window.")
    because = _("%(ahead)s ahead, %(agents)s agents, %(talk)s minutes a call (%(source)s).") % {
        "ahead": detail["ahead"],
        "agents": detail.get("agents"),
        "talk": round(float(detail.get("talk_minutes") or 0), 1),
        "source": _source(detail.get("talk_source", "")),
    }
    return "calendar-clock", title, because


def _not_promised(_detail: dict[str, Any], _story: Story, _kind: str) -> Told:
    return "calendar-x", _("No promise could be made"), _("Nobody who can serve it was at work.")


def rest_reason(name: str) -> str:
    return {
        "spacing": _("The wait before the next attempt."),
        "closed": _("The site is closed."),
        "window": _("The chosen window has not begun."),
        "page-closed": _("The seller’s page is not open; they got a mail that we are ready."),
        "dial-hours": _("Outside of the hours in which this telephone may ring."),
        "seller": _("We ring again when the seller asks."),
        "other-call": _("Another call with this seller is under way."),
    }.get(name, name)


def _rested(detail: dict[str, Any], _story: Story, _kind: str) -> Told:
    until = detail.get("until")
    title = _("Rests until %(at)s, place kept") % {"at": _at(until)} if until else _("Rests, place kept")
    return "pause", title, rest_reason(detail.get("because", ""))


def _woken(detail: dict[str, Any], _story: Story, _kind: str) -> Told:
    return "play", _("May be rung again, at its old place"), rest_reason(detail.get("was", ""))


def _reserved(detail: dict[str, Any], story: Story, _kind: str) -> Told:
    because = _("Of %(n)s whom the agent could serve: %(share)s of %(target)s minutes used.") % {
        "n": detail.get("servable", 1),
        "share": percent(detail.get("share")),
        "target": round(detail.get("target") or 0),
    }
    if detail.get("lane"):
        because = _("The lane: a broken promise goes ahead.") + " " + because
    return "user", _("Reserved for %(name)s") % {"name": _agent(detail, story)}, because


def _accepted(detail: dict[str, Any], story: Story, _kind: str) -> Told:
    return "user-check", _("%(name)s accepted") % {"name": _agent(detail, story)}, ""


def _given_back(detail: dict[str, Any], story: Story, _kind: str) -> Told:
    because = {
        "declined": _("Chose “not now”. Place unchanged."),
        "not-accepted": _("Did not accept in time. Place unchanged."),
        "page-gone": _("The agent’s page was gone. Place unchanged."),
        "limits": _("The limits of attempts did not allow a ring now."),
        "other-call": _("Another call with this seller or number was under way."),
        "not-verified": _("The seller’s number is no longer verified; they got a mail."),
        "cancelled": _("It was cancelled."),
        "set-away": _("A supervisor set the agent away. Place unchanged."),
    }.get(detail.get("because", ""), "")
    return "undo-2", _("Given back by %(name)s") % {"name": _agent(detail, story)}, because


def _calling(detail: dict[str, Any], story: Story, _kind: str) -> Told:
    because = _("Record number %(number)s, %(line)s.") % {
        "number": detail.get("record_number", ""),
        "line": line_name(detail.get("line", "")),
    }
    return "phone-outgoing", _("%(name)s calls") % {"name": _agent(detail, story)}, because


def _rang(_detail: dict[str, Any], _story: Story, _kind: str) -> Told:
    return (
        "bell",
        _("First ring of this attempt"),
        _("The page said that it sounds, or the line that it rings."),
    )


def _answered(_detail: dict[str, Any], story: Story, _kind: str) -> Told:
    return "phone", _("Answered by %(name)s") % {"name": story.callback.case.seller.person.name}, ""


def _ended(detail: dict[str, Any], _story: Story, _kind: str) -> Told:
    seconds = detail.get("talk_seconds")
    title = (
        _("Call ended after %(length)s") % {"length": timer(timedelta(seconds=seconds))}
        if seconds
        else _("Attempt ended")
    )
    because = outcome(detail.get("outcome", ""), detail.get("ended_by", ""))
    return "phone-off", title, f"{because[:1].upper()}{because[1:]}. {detail.get('record_number', '')}"


def _scored(detail: dict[str, Any], _story: Story, kind: str) -> Told:
    titles = {"kept": _("Promise kept"), "ready": _("We were ready in time"), "broken": _("Promise broken")}
    because = {
        "kept": _("The first ring came at or before %(at)s."),
        "ready": _("The turn came before %(at)s, but nothing could ring at the seller’s."),
        "broken": _("%(at)s passed without a ring. A notice, a new promise and an escalation were written."),
    }
    icons = {"kept": "circle-check", "ready": "clock", "broken": "x"}
    told = because[kind] % {"at": _at(detail.get("until"))}
    return icons[kind], titles[kind], f"{told} {_why_broken(detail)}".strip()


def _why_broken(detail: dict[str, Any]) -> str:
    why = {
        "line-closed": _("The line could not ring."),
        "closed": _("The site closed before the turn came."),
        "other-call": _("Another call with this seller or number was under way."),
        "spacing": _("An attempt before had not reached the seller."),
        "not-there": _("Nothing could ring at the seller’s when the turn came."),
        "nobody": _("No agent who can serve it was at work."),
        "given-back": _("An agent whom it was reserved for did not take it."),
        "fewer-agents": _("%(agents)s agents at work, %(agents_then)s when it was promised."),
        "more-calls": _("%(ahead)s went first or would have, %(ahead_then)s when it was promised."),
        "long-calls": _("The calls before it took longer than counted with."),
    }.get(detail.get("because", ""), "")
    return why % detail


def _noted(detail: dict[str, Any], story: Story, _kind: str) -> Told:
    missing = detail.get("missing") or []
    because = "; ".join(missing) if missing else _at(detail.get("next_at"))
    titles = {
        "solved": _("%(name)s noted: solved"),
        "continue_later": _("%(name)s noted: goes on later"),
        "needs_seller": _("%(name)s noted: needs something from the seller"),
        "call_back_at": _("%(name)s noted: ring again at a time"),
        "escalate": _("%(name)s noted: for the specialists"),
        "not_stated": _("%(name)s noted no outcome in time"),
    }
    title = titles.get(detail.get("outcome", ""), _("%(name)s noted the outcome"))
    return "clipboard-check", title % {"name": _agent(detail, story)}, because


def _changed(detail: dict[str, Any], _story: Story, _kind: str) -> Told:
    what = detail.get("what")
    names = {"line": _("the line"), "languages": _("the languages"), "window": _("the window")}
    changed = [names.get(each, each) for each in (what if isinstance(what, (dict, list)) else [what]) if each]
    return "pencil", _("The seller changed the request"), ", ".join(str(each) for each in changed)


def _finished(detail: dict[str, Any], _story: Story, kind: str) -> Told:
    titles = {"completed": _("Completed"), "cancelled": _("Cancelled"), "expired": _("Expired, with notice")}
    because = {
        "seller": _("By the seller."),
        "solved": _("The seller solved it."),
        "attempts-used-up": _("All attempts were used."),
        "days-over": _("Its time was over."),
        "desk": steering_words.said(detail),
    }.get(detail.get("because", ""), "")
    return (
        {"completed": "flag", "cancelled": "ban", "expired": "alarm-clock-off"}[kind],
        titles[kind],
        because,
    )


def _simple(icon: str, title: Callable[[], str]) -> Callable[[dict[str, Any], Story, str], Told]:
    return lambda _detail, _story, _kind: (icon, title(), "")


def _other(_detail: dict[str, Any], _story: Story, kind: str) -> Told:
    return "circle", kind, ""


_KINDS: dict[str, Callable[[dict[str, Any], Story, str], Told]] = {
    "asked": _asked,
    "promised": _promised,
    "not-promised": _not_promised,
    "rested": _rested,
    "woken": _woken,
    "reserved": _reserved,
    "accepted": _accepted,
    "given-back": _given_back,
    "calling": _calling,
    "rang": _rang,
    "answered": _answered,
    "ended": _ended,
    "kept": _scored,
    "ready": _scored,
    "broken": _scored,
    "noted": _noted,
    "changed": _changed,
    "moved": steering_words.moved,
    "assigned": steering_words.assigned,
    "class-changed": steering_words.class_changed,
    "class-confirmed": steering_words.class_confirmed,
    "call-ended": steering_words.call_ended,
    "called-for": _simple("phone-call", lambda: _("The seller asked to be rung at once")),
    "asked-again": _simple("refresh-cw", lambda: _("The seller asked again; a new place begins")),
    "opened-to-all": _simple("users", lambda: _("Open to every agent now")),
    "completed": _finished,
    "cancelled": _finished,
    "expired": _finished,
}
