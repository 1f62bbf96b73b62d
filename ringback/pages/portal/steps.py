"""The bar over a callback: asked, waiting, we are calling, talking, done."""

from collections.abc import Sequence
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


def steps_of(callback: Callback, attempts: Sequence[Attempt]) -> list[Step]:
    """A finished callback has those behind it that it came to: one that was cancelled in time was never rung."""
    here = NOW_AT.get(callback.state, 4)
    last = attempts[-1] if attempts else None
    came_to = [
        True,
        True,
        any(one.dialing_at for one in attempts),
        any(one.answered_at for one in attempts),
        True,
    ]
    moments = [
        callback.asked_at,
        None,
        None,
        last.answered_at if last and here >= 3 else None,
        callback.finished_at,
    ]
    names = [_("Asked"), _("Waiting"), _("We are calling"), _("Talking"), _("Done")]
    return [Step(name, at < here and came_to[at], at == here, moments[at]) for at, name in enumerate(names)]
