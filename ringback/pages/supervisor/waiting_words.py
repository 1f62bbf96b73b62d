"""A story up to the ring, in sentences: asked, promised, resting, reserved, given back, changed."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from ringback.pages.shared.templatetags.ringback import (
    class_name,
    language_names,
    line_name,
    listed,
    percent,
    sentences,
)
from ringback.pages.supervisor.story_line import Detail, Say, Told, agent, at, computed, seller
from ringback.records.calls.story import Story


def _asked(detail: Detail, story: Story) -> Told:
    how = _("On %(line)s, in %(languages)s.") % {
        "line": line_name(detail.get("line", "")),
        "languages": language_names(detail.get("languages", [])),
    }
    rank = _("%(name)s class: %(target)s minutes, %(credit)s credited.") % {
        "name": class_name(detail.get("priority", "")),
        "target": round(detail.get("target") or 0),
        "credit": round(detail.get("credit") or 0),
    }
    title = _("%(name)s asked to be rung")
    if detail.get("continues"):
        title = _("Booked to go on with %(name)s")
    if detail.get("returns"):
        title = _("%(name)s sent what was missing; back at the old place")
    return "phone-incoming", title % {"name": seller(story)}, sentences([how, rank])


def _promised(detail: Detail, story: Story) -> Told:
    title = _("Promised %(begin)s–%(end)s") % {
        "begin": at(detail.get("from")),
        "end": at(detail.get("until")),
    }
    if detail.get("ahead") is None:
        return "calendar-clock", title, _("The seller chose this window.")
    return "calendar-clock", title, computed(detail)


def _not_promised(detail: Detail, story: Story) -> Told:
    if detail.get("because") == "line-closed":
        return "calendar-x", _("No promise could be made"), _("The line could not ring.")
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


def _rested(detail: Detail, story: Story) -> Told:
    until = detail.get("until")
    title = _("Rests until %(at)s, place kept") % {"at": at(until)} if until else _("Rests, place kept")
    return "pause", title, sentences([rest_reason(detail.get("because", "")), _better_hour(detail)])


def _better_hour(detail: Detail) -> str:
    hour = detail.get("hour")
    if not hour:
        return ""
    return _("An hour at which %(share)s are expected to answer, from %(n)s rings.") % {
        "share": percent(hour["chance"]),
        "n": hour["rung"],
    }


def _woken(detail: Detail, story: Story) -> Told:
    if detail.get("was") == "seller":
        return "play", _("May be rung again, at a new place"), ""
    return "play", _("May be rung again, at its old place"), rest_reason(detail.get("was", ""))


def _reserved(detail: Detail, story: Story) -> Told:
    because = _("Of %(n)s whom the agent could serve: %(share)s of %(target)s minutes used.") % {
        "n": detail.get("servable", 1),
        "share": percent(detail.get("share")),
        "target": round(detail.get("target") or 0),
    }
    if detail.get("lane"):
        because = sentences([_("The lane: a broken promise goes ahead."), because])
    return "user", _("Reserved for %(name)s") % {"name": agent(detail, story)}, because


def _accepted(detail: Detail, story: Story) -> Told:
    return "user-check", _("%(name)s accepted") % {"name": agent(detail, story)}, ""


def _given_back(detail: Detail, story: Story) -> Told:
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
    return "undo-2", _("Given back by %(name)s") % {"name": agent(detail, story)}, because


def _changed(detail: Detail, story: Story) -> Told:
    what = detail.get("what")
    names = {"line": _("the line"), "languages": _("the languages"), "window": _("the window")}
    changed = [names.get(each, each) for each in (what if isinstance(what, (dict, list)) else [what]) if each]
    return "pencil", _("The seller changed the request"), listed(changed)


def _simple(icon: str, title: Callable[[], str]) -> Say:
    return lambda _detail, _story: (icon, title(), "")


SAYS: dict[str, Say] = {
    "asked": _asked,
    "promised": _promised,
    "not-promised": _not_promised,
    "rested": _rested,
    "woken": _woken,
    "reserved": _reserved,
    "accepted": _accepted,
    "given-back": _given_back,
    "changed": _changed,
    "called-for": _simple("phone-call", lambda: _("The seller asked to be rung at once")),
    "asked-again": _simple("refresh-cw", lambda: _("The seller asked again; a new place begins")),
    "restored": _simple("database", lambda: _("The desk was put back from a backup; a new time is promised")),
    "opened-to-all": _simple("users", lambda: _("Open to every agent now")),
}
