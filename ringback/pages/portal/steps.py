"""The bar over a callback: asked, waiting, we are calling, talking, done."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ringback.records.callbacks.readers import Callback
from ringback.records.calls.for_seller import Attempt

NOW_AT = {"waiting": 1, "resting": 1, "reserved": 1, "ringing": 2, "talking": 3, "wrapping-up": 4}


@dataclass(frozen=True)
class Step:
    name: str
    done: bool
    current: bool
    at: datetime | None = None


def steps_of(callback: Callback, last: Attempt | None) -> list[Step]:
    """A finished callback has all of them behind it, up to where it came."""
    here = NOW_AT.get(callback.state, 4)
    moments = [
        callback.asked_at,
        None,
        None,
        last.answered_at if last and here >= 3 else None,
        callback.finished_at,
    ]
    names = [_("Asked"), _("Waiting"), _("We are calling"), _("Talking"), _("Done")]
    return [Step(name, at < here, at == here, moments[at]) for at, name in enumerate(names)]
