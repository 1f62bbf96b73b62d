"""A callback's events in the words of its seller."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from ringback.pages.portal import words
from ringback.pages.shared.templatetags.ringback import clock, language_names, moment, sentences, timer
from ringback.records.callbacks.readers import CallbackEvent

Detail = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """`tone` is kept, broken, risk, ready, mine or nothing: the colour of a promise's fate, never decoration."""

    at: datetime
    icon: str
    title: str
    detail: str = ""
    tone: str = ""


def lines_of(events: list[CallbackEvent], agents: Mapping[int, str]) -> list[Line]:
    """One line for each event; a kind that this page does not know is an error of ours, not a gap in the story."""
    return [_line(event, agents.get(event.detail.get("agent", 0), "")) for event in events]


def _line(event: CallbackEvent, agent: str) -> Line:
    icon, tone, say = _KINDS[event.kind]
    title, detail = say(event.detail, agent)
    return Line(event.at, icon, title, detail, tone)


def _at(detail: Detail, name: str) -> str:
    return moment(datetime.fromisoformat(detail[name])) if detail.get(name) else ""


def _span(detail: Detail) -> str:
    begin, end = (datetime.fromisoformat(detail[name]) for name in ("from", "until"))
    return f"{moment(begin)}–{clock(end)}"


def _length(detail: Detail) -> str:
    return timer(timedelta(seconds=detail.get("talk_seconds") or 0))


def _asked(detail: Detail, agent: str) -> tuple[str, str]:
    how = _("To be rung %(where)s, in %(languages)s.") % {
        "where": words.of_where(detail["line"]),
        "languages": language_names(detail["languages"]),
    }
    if detail.get("returns"):
        return _("You sent what was missing, and your callback is back at its old place"), how
    if detail.get("continues"):
        return _("A continuation was booked for you"), how
    return _("You asked to be rung"), how


def _promised(detail: Detail, agent: str) -> tuple[str, str]:
    if detail.get("ahead") is None:
        return _("Promised %(span)s") % {"span": _span(detail)}, _("The window that you chose.")
    why = _("%(ahead)s ahead of you, %(agents)s at work, %(talk)s minutes a call.") % {
        "ahead": detail["ahead"],
        "agents": detail["agents"],
        "talk": f"{round(detail['talk_minutes'], 1):g}",
    }
    return _("Promised %(span)s") % {"span": _span(detail)}, why


def _not_promised(detail: Detail, agent: str) -> tuple[str, str]:
    if detail.get("because") == "line-closed":
        return _("No promise was made"), _("Our telephone line is down. Your place is kept.")
    return _("No promise was made"), _("Nobody was at work who could ring you. Your place is kept.")


def _rested(detail: Detail, agent: str) -> tuple[str, str]:
    until = _at(detail, "until")
    when = _("Until %(at)s.") % {"at": until} if until else ""
    why = _("More people answer at that hour.") if detail.get("hour") else ""
    return words.of_rest(detail["because"]), sentences([when, why])


def _woken(detail: Detail, agent: str) -> tuple[str, str]:
    return (
        _("Waiting, at a new place")
        if detail.get("was") == "seller"
        else _("Waiting again, at your old place")
    ), ""


def _reserved(detail: Detail, agent: str) -> tuple[str, str]:
    return _("Your turn: %(agent)s got your case") % {"agent": agent}, ""


def _accepted(detail: Detail, agent: str) -> tuple[str, str]:
    return _("%(agent)s has read it and rings you") % {"agent": agent}, ""


def _given_back(detail: Detail, agent: str) -> tuple[str, str]:
    if detail.get("because") == "not-verified":
        return _("It was your turn"), _("Your telephone number is no longer verified, so we did not ring it.")
    if detail.get("because") == "set-away":
        return _("A supervisor took it from %(agent)s") % {"agent": agent}, _("Your place is unchanged.")
    return _("%(agent)s could not take it") % {"agent": agent}, _("Your place is unchanged.")


def _calling(detail: Detail, agent: str) -> tuple[str, str]:
    return _("We called you %(where)s") % {"where": words.of_where(detail["line"])}, _(
        "Record %(number)s."
    ) % {"number": detail["record_number"]}


def _rang(detail: Detail, agent: str) -> tuple[str, str]:
    return _("It rang"), ""


def _answered(detail: Detail, agent: str) -> tuple[str, str]:
    return _("You answered, and talked with %(agent)s") % {"agent": agent}, ""


def _ended(detail: Detail, agent: str) -> tuple[str, str]:
    if detail["ended_by"] == "cap":
        return _("The longest time for one call was reached"), _("A continuation was booked.")
    if detail["ended_by"] == "supervisor" and detail["outcome"] == "answered":
        return _("A supervisor ended the call"), _("You talked for %(length)s.") % {"length": _length(detail)}
    if detail["outcome"] == "answered":
        return _("The call ended"), _("You talked for %(length)s.") % {"length": _length(detail)}
    told = words.of_outcome(detail["outcome"])
    return told.what, told.why


def _kept(detail: Detail, agent: str) -> tuple[str, str]:
    return _("The promise was kept"), _("It rang before %(at)s.") % {"at": _at(detail, "until")}


def _ready(detail: Detail, agent: str) -> tuple[str, str]:
    return _("We were ready for you"), _("Your turn came in time, and nothing could ring at your side.")


def _broken(detail: Detail, agent: str) -> tuple[str, str]:
    said = _("%(at)s passed and we had not rung. You need not ask again.") % {"at": _at(detail, "until")}
    return _("We broke the promise"), f"{said} {words.of_broken(detail.get('because', ''))}".strip()


def _changed(detail: Detail, agent: str) -> tuple[str, str]:
    return _("You changed this callback"), ""


def _called_for(detail: Detail, agent: str) -> tuple[str, str]:
    return _("You asked to be called now"), ""


def _asked_again(detail: Detail, agent: str) -> tuple[str, str]:
    return _("You asked again"), _("A new request starts a new place.")


def _restored(_detail: Detail, _agent: str) -> tuple[str, str]:
    return _("Our desk was put back from a backup"), _("If we rang you in between, we no longer know of it.")


def _opened_to_all(detail: Detail, agent: str) -> tuple[str, str]:
    if not agent:
        return _("Any agent may ring you now"), ""
    if detail.get("because") == "not-on-shift":
        return _("Any agent may ring you now"), _("%(agent)s is not at work at that time.") % {"agent": agent}
    return _("Any agent may ring you now"), _("It had waited for %(agent)s.") % {"agent": agent}


def _moved(detail: Detail, agent: str) -> tuple[str, str]:
    if detail["because"] == "closed":
        return _("The desk closed before your turn"), _("It opens %(at)s. Your place is kept.") % {
            "at": _at(detail, "until")
        }
    if detail.get("undone"):
        return _("A supervisor put your callback back to its former time"), ""
    return _("A supervisor moved your callback"), words.of_said(detail)


def _assigned(detail: Detail, agent: str) -> tuple[str, str]:
    if agent:
        return _("A supervisor gave your callback to %(agent)s") % {"agent": agent}, words.of_said(detail)
    return _("A supervisor opened your callback to every agent"), words.of_said(detail)


def _class_changed(detail: Detail, agent: str) -> tuple[str, str]:
    return words.of_class_change(detail), words.of_said(detail)


def _class_confirmed(detail: Detail, agent: str) -> tuple[str, str]:
    told = _("The desk confirmed: %(class)s") % {"class": words.of_class(detail["priority"])}
    return told, words.of_said(detail)


def _call_ended(detail: Detail, agent: str) -> tuple[str, str]:
    return _("A supervisor decided to end the call"), words.of_said(detail)


def _noted(detail: Detail, agent: str) -> tuple[str, str]:
    return words.of_call_outcome(detail["outcome"]), ""


def _rated(detail: Detail, agent: str) -> tuple[str, str]:
    return _("You rated the call"), _("%(rating)s of 5.") % {"rating": detail["rating"]}


def _completed(detail: Detail, agent: str) -> tuple[str, str]:
    return _("This callback is done"), ""


def _cancelled(detail: Detail, agent: str) -> tuple[str, str]:
    if detail.get("because") == "desk":
        return _("A supervisor cancelled this callback"), words.of_said(detail)
    solved = detail.get("because") == "solved"
    return (_("It is solved, and no call is needed") if solved else _("This callback was cancelled")), ""


def _expired(detail: Detail, agent: str) -> tuple[str, str]:
    return _("This callback ended without a call"), words.of_expiry(str(detail.get("because", "")))


_KINDS: dict[str, tuple[str, str, Callable[[Detail, str], tuple[str, str]]]] = {
    "asked": ("phone-incoming", "", _asked),
    "promised": ("calendar-clock", "mine", _promised),
    "not-promised": ("calendar-x", "", _not_promised),
    "rested": ("pause", "", _rested),
    "woken": ("play", "", _woken),
    "reserved": ("user", "", _reserved),
    "accepted": ("user-check", "", _accepted),
    "given-back": ("hourglass", "", _given_back),
    "calling": ("phone-outgoing", "", _calling),
    "rang": ("bell", "", _rang),
    "answered": ("phone", "", _answered),
    "ended": ("phone-off", "", _ended),
    "kept": ("circle-check", "kept", _kept),
    "ready": ("clock", "ready", _ready),
    "broken": ("x", "broken", _broken),
    "changed": ("pencil", "", _changed),
    "called-for": ("bell-ring", "", _called_for),
    "asked-again": ("phone-incoming", "", _asked_again),
    "restored": ("database", "", _restored),
    "opened-to-all": ("users", "", _opened_to_all),
    "moved": ("calendar-clock", "risk", _moved),
    "assigned": ("user-check", "", _assigned),
    "class-changed": ("arrow-up-down", "", _class_changed),
    "class-confirmed": ("check", "", _class_confirmed),
    "call-ended": ("phone-off", "", _call_ended),
    "noted": ("file-text", "", _noted),
    "rated": ("star", "", _rated),
    "completed": ("check", "", _completed),
    "cancelled": ("x", "", _cancelled),
    "expired": ("hourglass", "", _expired),
}
