"""What people decided about a callback, as lines of its story."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ringback.pages.shared.templatetags.ringback import class_name, moment
from ringback.records.calls.story import Story

Told = tuple[str, str, str]


def said(detail: dict[str, Any]) -> str:
    """The reason, as it was written."""
    return _("Reason: %(said)s") % {"said": detail["said"]} if detail.get("said") else ""


def moved(detail: dict[str, Any], _story: Story, _kind: str) -> Told:
    if detail["because"] == "closed":
        return "calendar-clock", _("The desk closed: a new window, the place kept"), ""
    if detail.get("undone"):
        return "undo-2", _("Put back to its former window and place"), ""
    window = detail.get("window")
    if window is None:
        return "calendar-clock", _("Moved to as soon as possible"), said(detail)
    begin, end = (moment(datetime.fromisoformat(each)) for each in window)
    title = _("Moved to %(begin)s–%(end)s") % {"begin": begin, "end": end}
    return "calendar-clock", title, said(detail)


def assigned(detail: dict[str, Any], story: Story, _kind: str) -> Told:
    name = story.names.get(detail.get("agent") or 0)
    if name is None:
        return "users", _("Opened to every agent"), said(detail)
    return "user-check", _("Given to %(name)s") % {"name": name}, said(detail)


def class_changed(detail: dict[str, Any], _story: Story, _kind: str) -> Told:
    title = _("Class changed from %(before)s to %(after)s") % {
        "before": class_name(detail["before"]),
        "after": class_name(detail["after"]),
    }
    claim = _("The claim of urgency was taken back.") if detail.get("takes_claim_back") else ""
    return "arrow-up-down", title, " ".join(part for part in (said(detail), claim) if part)


def class_confirmed(detail: dict[str, Any], _story: Story, _kind: str) -> Told:
    title = _("Class confirmed: %(name)s") % {"name": class_name(detail["priority"])}
    return "check", title, said(detail)


def call_ended(detail: dict[str, Any], _story: Story, _kind: str) -> Told:
    return "phone-off", _("The call was ended by a supervisor"), said(detail)
