"""The place of a callback: what is ahead of it, and who went before it since it was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ringback.records.callbacks.forecast import glance, wanted_of
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.went_before import went_before
from ringback.records.desk.readers import calendar_of
from ringback.rules.hours import opening_minutes
from ringback.rules.queue.ahead import Ahead


@dataclass(frozen=True)
class Place:
    """`ahead` is what the law counts before it, by why; `went_before` counts those who were taken since it was asked for, by
    why they were (the function of that name).

    `share` of the target that is used; 1 is all of it.
    """

    number: int
    ahead: tuple[Ahead, ...]
    agents: int
    talk_minutes: float
    talk_source: str
    share: float
    went_before: Mapping[str, int]


def place(callback: Callback, *, now: datetime) -> Place:
    seen = glance(callback.site, now=now).forecast(wanted_of(callback))
    return Place(
        number=seen.number,
        ahead=seen.ahead,
        agents=seen.agents,
        talk_minutes=seen.talk.minutes,
        talk_source=seen.talk.source,
        share=share_of(callback, now=now),
        went_before=went_before(callback, until=now),
    )


def number_of(callback: Callback, *, now: datetime) -> int:
    return glance(callback.site, now=now).forecast(wanted_of(callback)).number


def share_of(callback: Callback, *, now: datetime) -> float:
    """Of the class's target, in opening time since it was asked for; of a chosen window, since its beginning."""
    opened = opening_minutes(calendar_of(callback.site), now)
    begin = callback.effective if callback.window_from else callback.asked
    return max(0.0, (opened - begin) / callback.target)
