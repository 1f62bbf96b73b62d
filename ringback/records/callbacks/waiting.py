"""The place of a callback: what is ahead of it, and who went before it since it was asked for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ringback.records.callbacks.forecast import Forecast, forecast, wanted_of
from ringback.records.callbacks.models import Callback, CallbackEvent
from ringback.records.desk.readers import calendar_of
from ringback.rules.hours import opening_minutes
from ringback.rules.queue.forward import Ahead

LOOKED_AT = 2_000


@dataclass(frozen=True)
class Place:
    """`ahead` is what the law counts before it, by why; `went_before` counts
    those who were taken since it was asked for: lane, continuation, higher-class, earlier, more-urgent.

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
    seen = forecast(callback.site, wanted_of(callback), now=now)
    return Place(
        number=seen.number,
        ahead=seen.ahead,
        agents=seen.agents,
        talk_minutes=seen.talk.minutes,
        talk_source=seen.talk.source,
        share=share_of(callback, now=now),
        went_before=went_before(callback, now=now),
    )


def place_of_many(callbacks: list[Callback], *, now: datetime) -> dict[str, Forecast]:
    """By the callback's id as text, for the few that a seller has open."""
    return {str(one.pk): forecast(one.site, wanted_of(one), now=now) for one in callbacks}


def share_of(callback: Callback, *, now: datetime) -> float:
    """Of the class's target, in opening time since it was asked for; of a chosen window, since its beginning."""
    opened = opening_minutes(calendar_of(callback.site), now)
    begin = callback.effective if callback.window_from else callback.asked
    return max(0.0, (opened - begin) / callback.target)


def went_before(callback: Callback, *, now: datetime) -> Counter[str]:
    """Callbacks of the same site and language that were reserved since; never names."""
    picks = (
        CallbackEvent.objects.filter(
            kind="reserved",
            at__gt=callback.asked_at,
            at__lte=now,
            callback__site=callback.site_id,
            callback__languages__overlap=callback.languages,
        )
        .exclude(callback=callback.pk)
        .order_by("-at")
        .values_list("detail", "callback__target", "callback__asked")[:LOOKED_AT]
    )
    return Counter(_why(detail, target, asked, callback) for detail, target, asked in picks)


def _why(detail: Mapping[str, object], target: float, asked: float, me: Callback) -> str:
    if detail.get("lane"):
        return "lane"
    if detail.get("own_agent"):
        return "continuation"
    if target < me.target:
        return "higher-class"
    return "earlier" if asked < me.asked else "more-urgent"
