"""Why a callback must not be rung now, as far as the clock decides it: its window, the site's hours, dial hours; and when it may."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.sellers.models import Seller
from ringback.rules.hours import DialHours, is_open, may_dial, next_opening

PHONE = "phone"
# At quiet hours that leave no moment to ring: the seller may have changed them.
LOOKS_AGAIN = timedelta(days=1)
# Opening and dial hours meet within a week, or not at all.
MEETS_WITHIN = 8


@dataclass(frozen=True)
class Rest:
    """`reason` is a rest_reason; `until` is None where no clock ends it."""

    reason: str
    until: datetime | None


def rest_of(callback: Callback, *, now: datetime) -> Rest | None:
    """None when it may be rung now."""
    return rest_for(
        callback.site, callback.seller, line=callback.line, window_from=callback.window_from, now=now
    )


def rest_for(
    site: Site, seller: Seller, *, line: str, window_from: datetime | None, now: datetime
) -> Rest | None:
    if window_from is not None and now < window_from:
        return Rest("window", window_from)
    calendar = calendar_of(site)
    if not is_open(calendar, now):
        return Rest("closed", next_opening(calendar, now))
    if line == PHONE and (moment := may_dial_from(seller, now=now)) != now:
        return Rest("dial-hours", moment or now + LOOKS_AGAIN)
    return None


def may_ring_from(site: Site, seller: Seller, *, line: str, at: datetime) -> datetime | None:
    """The first moment from `at` at which the site is open and the line may ring there; `at` itself if it is one.

    None when there is none: the site opens no more, or opens only while that telephone may not ring.
    """
    calendar, moment = calendar_of(site), at
    for _ in range(MEETS_WITHIN):
        opens = next_opening(calendar, moment)
        rings = may_dial_from(seller, now=opens) if opens is not None and line == PHONE else opens
        if opens is None or rings is None or rings == opens:
            return rings
        moment = rings
    return None


def may_dial_from(seller: Seller, *, now: datetime) -> datetime | None:
    """The first moment from `now` at which a telephone may begin to ring there; quiet hours are the seller's own.

    None when those leave no moment of the day.
    """
    quiet = (
        (seller.quiet_from, seller.quiet_until)
        if seller.quiet_from is not None and seller.quiet_until is not None
        else None
    )
    return may_dial(
        DialHours(*settings.DIAL_HOURS),
        zones=(seller.person.zone,),
        at=now,
        ring_for=settings.RING_FOR,
        quiet=quiet,
    )
