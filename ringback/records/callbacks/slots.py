"""Windows that a seller may choose, and whether one of them is still to be had."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from ringback.records.callbacks.forecast import Forecast, Look, Wanted
from ringback.records.callbacks.models import OPEN, Callback
from ringback.records.callbacks.resting import PHONE, may_dial_from
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.sellers.models import Seller
from ringback.rules.hours import next_opening
from ringback.rules.queue.slots import Slot, is_full, slots

Span = tuple[datetime, datetime]


def slots_for(look: Look, seller: Seller, wanted: Wanted, seen: Forecast, *, line: str) -> list[Slot]:
    """The next ones of each standard length, on the hour of the seller's zone; full ones are among them and say so."""
    now, calendar = look.now, calendar_of(look.site)
    soonest = max(now, seen.window.earliest if seen.window else next_opening(calendar, now) or now)
    has_room = room_in(look, wanted)
    return [
        slot
        for length in settings.SLOT_LENGTHS
        for slot in slots(
            soonest=soonest,
            until=now + settings.CALLBACK_LIVES,
            zone=seller.person.zone,
            calendar=calendar,
            length=length,
            most=settings.SLOTS_SHOWN,
            may_ring=lambda begin, end: may_ring_in(seller, line, begin, end),
            is_full=lambda begin, end: not has_room(begin, end),
        )
    ]


def room_in(look: Look, wanted: Wanted) -> Callable[[datetime, datetime], bool]:
    """Whether one more may choose a window; what has been chosen is read once."""
    taken = _taken(look.site, wanted, look.now)

    def has_room(begin: datetime, end: datetime) -> bool:
        return not is_full(
            begin,
            end,
            taken=taken,
            agents=look.agents(wanted, begin, end),
            talk_minutes=look.talk.minutes,
            share=settings.SLOT_SHARE,
        )

    return has_room


def window_is_free(
    site: Site, seller: Seller, wanted: Wanted, span: Span, *, line: str, now: datetime
) -> bool:
    """Only a window that was offered can be chosen, so that nobody buys rank with a short one."""
    look = Look(site, now=now)
    offered = slots_for(look, seller, wanted, look.forecast(wanted), line=line)
    return any((slot.begin, slot.end) == span and not slot.full for slot in offered)


def may_ring_in(seller: Seller, line: str, begin: datetime, end: datetime) -> bool:
    """A telephone may be rung as the window begins and until it ends."""
    ends = (begin, end - settings.RING_FOR)
    return line != PHONE or all(may_dial_from(seller, now=moment) == moment for moment in ends)


def _taken(site: Site, wanted: Wanted, now: datetime) -> Counter[Span]:
    """How many have chosen each window, of those whom the same agents would ring."""
    chosen = Callback.objects.filter(
        site=site, state__in=OPEN, window_until__gt=now, languages__overlap=list(wanted.languages)
    )
    if wanted.id is not None:
        chosen = chosen.exclude(pk=wanted.id)
    return Counter(
        (begin, end) for begin, end in chosen.values_list("window_from", "window_until") if begin and end
    )
