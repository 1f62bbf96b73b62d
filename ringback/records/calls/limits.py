"""How often and when a callback may be rung again (I5): the rulebook's figures, and what was rung so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from ringback.records.callbacks.models import Callback
from ringback.records.calls.models import Attempt
from ringback.records.policies.readers import rulebook_of
from ringback.records.sellers.models import Seller
from ringback.rules.calls.lifecycle import Outcome
from ringback.rules.calls.redial import Limits, Spacing
from ringback.rules.policy.rulebook import Rulebook


@dataclass(frozen=True)
class Rung:
    """Counted attempts of a request, in all and on a day; how often we cut its call; when the last attempt ended."""

    counted: int
    today: int
    cuts: int
    last: datetime | None
    last_outcome: str


def limits_of(rulebook: Rulebook) -> Limits:
    """The rulebook's, its waits scaled by the setting (1 but in demonstrations and tests)."""
    limits, scale = rulebook.attempts, settings.SPACING_SCALE
    return replace(limits, least=limits.least * scale, after_cut=limits.after_cut * scale)


def spacing_of(rulebook: Rulebook) -> Mapping[str, Spacing]:
    return {
        name: Spacing(tuple(map(_scaled, terms.redial.waits))) for name, terms in rulebook.classes.items()
    }


def _scaled(wait: timedelta | None) -> timedelta | None:
    return wait * settings.SPACING_SCALE if wait is not None else None


def day_of(seller: Seller, at: datetime) -> date:
    """The calendar day in the seller's zone."""
    return at.astimezone(ZoneInfo(seller.person.zone)).date()


def tomorrow_of(seller: Seller, at: datetime) -> datetime:
    """When dialling begins on the seller's next day."""
    return _next_day(seller, at, settings.DIAL_HOURS[0])


def tomorrow_until(seller: Seller, at: datetime) -> datetime:
    """When it ends on that day."""
    return _next_day(seller, at, settings.DIAL_HOURS[1])


def _next_day(seller: Seller, at: datetime, hour: time) -> datetime:
    next_day = day_of(seller, at) + timedelta(days=1)
    return datetime.combine(next_day, hour, ZoneInfo(seller.person.zone)).astimezone(at.tzinfo)


def rung(callback: Callback, *, now: datetime) -> Rung:
    ended = list(
        callback.attempts.filter(state=Attempt.State.ENDED)
        .order_by("ended_at")
        .values_list("counted", "day", "outcome", "ended_at")
    )
    today = day_of(callback.seller, now)
    dialled = [(at, outcome) for _counted, _day, outcome, at in ended if outcome != Outcome.NOT_DIALLED]
    last, last_outcome = dialled[-1] if dialled else (None, "")
    return Rung(
        counted=sum(counted for counted, *_ in ended),
        today=sum(counted and day == today for counted, day, *_ in ended),
        cuts=sum(outcome == Outcome.CUT_BY_US for _counted, _day, outcome, _at in ended),
        last=last,
        last_outcome=last_outcome,
    )


def must_rest_until(callback: Callback, *, now: datetime) -> datetime | None:
    """None when it may be rung now, as far as the limits say; else when it may. Raises NoAttemptsLeft."""
    book = rulebook_of(callback.rulebook)
    limits, so_far = limits_of(book), rung(callback, now=now)
    if so_far.counted >= limits.per_request:
        raise NoAttemptsLeft(callback)
    tomorrow = tomorrow_of(callback.seller, now)
    if so_far.today >= limits.per_day or _number_is_tired(callback, limits, now):
        return tomorrow
    if so_far.last is None or callback.call_me_now:
        return None
    cut = so_far.last_outcome == Outcome.CUT_BY_US and so_far.cuts == 1
    ready = so_far.last + (limits.after_cut if cut else limits.least)
    return ready if ready > now else None


class NoAttemptsLeft(Exception):
    """This request was rung as often as a request may be."""

    def __init__(self, callback: Callback) -> None:
        super().__init__("attempts used up")
        self.callback = callback


def _number_is_tired(callback: Callback, limits: Limits, now: datetime) -> bool:
    """A line fault counts here too."""
    if not callback.number:
        return False
    tries = Attempt.objects.filter(number=callback.number, day=day_of(callback.seller, now))
    tries = tries.exclude(outcome=Outcome.NOT_DIALLED)
    return tries.count() >= limits.per_number_and_day
