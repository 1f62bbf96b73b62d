"""Which acts a callback allows now, with what there is to choose from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from ringback.pages.shared.templatetags.ringback import class_name
from ringback.records.calls.story import Story
from ringback.records.steering import assigning, moving
from ringback.rules.policy.facts import PRIORITIES
from ringback.rules.queue.slots import Slot

WAITS = ("waiting", "resting")
MAY_CANCEL = (*WAITS, "reserved", "ringing")
MAY_CLASS = (*MAY_CANCEL, "talking", "wrapping-up")


@dataclass(frozen=True)
class Window:
    """One to which a callback may be moved, unless it is full; `value` is what the form sends."""

    value: str
    shown_from: datetime
    shown_until: datetime
    full: bool


def acts_on(told: Story, *, now: datetime) -> dict[str, Any]:
    """`version` changes with each act, so that a form that was sent is empty afterwards."""
    callback = told.callback
    waits = callback.state in WAITS and callback.rest_reason != "seller"
    live = next((one for one in told.attempts if one.state == "live"), None)
    return {
        "version": sum(1 for event in told.events if event.actor and event.actor.role == "supervisor"),
        "may_cancel": callback.state in MAY_CANCEL,
        "may_steer": waits,
        "live_attempt": live,
        "classes": [(each, class_name(each)) for each in PRIORITIES if each != callback.priority]
        if callback.state in MAY_CLASS
        else [],
        "windows": [_choice(one) for one in moving.windows_for(callback, now=now)] if waits else [],
        "agents": assigning.who_may_serve(callback).order_by("person__name") if waits else [],
        "own_minutes": round(settings.CONTINUATION_OWN.total_seconds() / 60),
        "may_undo_move": waits and moving.may_undo_move(callback),
    }


def _choice(slot: Slot) -> Window:
    value = f"{slot.begin.isoformat()}/{slot.end.isoformat()}"
    return Window(value, slot.begin, slot.end, slot.full)
