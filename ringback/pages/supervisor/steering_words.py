"""What people decided about a callback, as lines of its story."""

from django.utils.translation import gettext as _

from ringback.pages.shared.kept import unsayable
from ringback.pages.shared.templatetags.ringback import class_name, sentences, state_name, window
from ringback.pages.supervisor.story_line import Detail, Say, Told, at
from ringback.records.callbacks.asking import WindowFull
from ringback.records.callbacks.changing import NotWhile
from ringback.records.calls.story import Callback, Story
from ringback.records.saying import NothingSaid, Unsayable
from ringback.records.steering import assigning, calls, classes, moving


def said(detail: Detail) -> str:
    """The reason, as it was written."""
    return _("Reason: %(said)s") % {"said": detail["said"]} if detail.get("said") else ""


def _moved(detail: Detail, story: Story) -> Told:
    if detail["because"] == "closed":
        return "calendar-clock", _("The desk closed: a new window, the place kept"), ""
    if detail.get("undone"):
        return "undo-2", _("Put back to its former window and place"), ""
    window = detail.get("window")
    if window is None:
        return "calendar-clock", _("Moved to as soon as possible"), said(detail)
    begin, end = (at(each) for each in window)
    title = _("Moved to %(begin)s–%(end)s") % {"begin": begin, "end": end}
    return "calendar-clock", title, said(detail)


def _assigned(detail: Detail, story: Story) -> Told:
    name = story.names.get(detail.get("agent") or 0)
    if name is None:
        return "users", _("Opened to every agent"), said(detail)
    return "user-check", _("Given to %(name)s") % {"name": name}, said(detail)


def _class_changed(detail: Detail, story: Story) -> Told:
    title = _("Class changed from %(before)s to %(after)s") % {
        "before": class_name(detail["before"]),
        "after": class_name(detail["after"]),
    }
    claim = _("The claim of urgency was taken back.") if detail.get("takes_claim_back") else ""
    return "arrow-up-down", title, sentences([said(detail), claim])


def _class_confirmed(detail: Detail, story: Story) -> Told:
    title = _("Class confirmed: %(name)s") % {"name": class_name(detail["priority"])}
    return "check", title, said(detail)


def _call_ended(detail: Detail, story: Story) -> Told:
    return "phone-off", _("The call was ended by a supervisor"), said(detail)


SAYS: dict[str, Say] = {
    "moved": _moved,
    "assigned": _assigned,
    "class-changed": _class_changed,
    "class-confirmed": _class_confirmed,
    "call-ended": _call_ended,
}


def moved_to(callback: Callback) -> str:
    if callback.promise is None:
        return _("Moved. No time can be promised now; the seller is told as soon as somebody is there.")
    return _("Moved. The new promise is %(window)s, and the seller is told.") % {
        "window": window(callback.promise)
    }


def refused(why: Exception) -> str:
    """Nothing was changed, and what to do instead."""
    if isinstance(why, NotWhile):
        told = _("Too late, and nothing was changed: it is “%(state)s” now.")
        return told % {"state": state_name(why.callback.state)}
    if isinstance(why, Unsayable):
        return unsayable(why)
    return {
        NothingSaid: _("Nothing was changed: write the reason, which the seller reads."),
        WindowFull: _("Nothing was changed: that window is full or no longer on offer. Choose another."),
        moving.NothingToUndo: _("Nothing was changed: something else has happened to it since."),
        assigning.CannotServe: _("Nothing was changed: this agent cannot serve it. Choose another."),
        calls.NoSuchCall: _("Nothing was changed: the call is over already."),
        classes.SameClass: _("Nothing was changed: it is of this class already, or none was chosen."),
    }[type(why)]
