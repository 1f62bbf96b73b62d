"""When the desk closes: who waits keeps the place, and a window that can no longer be kept becomes one of the next opening."""

from datetime import datetime

from django.db.models import QuerySet

from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.moving import write
from ringback.records.callbacks.promising import move_promise, pending
from ringback.records.callbacks.story import tell
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.promises.models import Promise
from ringback.rules.hours import next_opening

State = Callback.State
UNRESERVED = (State.WAITING, State.RESTING)


def stranded(site: Site, now: datetime) -> QuerySet[Callback]:
    """Whose window ends before the site opens again. One that has ended already is broken, not moved."""
    opens = next_opening(calendar_of(site), now)
    if opens is None or opens <= now:
        return Callback.objects.none()
    return Callback.objects.filter(
        site=site,
        state__in=UNRESERVED,
        promise__state=Promise.State.PENDING,
        promise__shown_until__gt=now,
        promise__shown_until__lte=opens,
    ).exclude(rest_reason="seller")


def move_past_the_night(callback: Callback, now: datetime) -> None:
    """For a locked callback. A window that the seller chose in hours that the site has given up is chosen no more."""
    one, opens = pending(callback), next_opening(calendar_of(callback.site), now)
    if one is None or callback.state not in UNRESERVED or opens is None or not now < one.shown_until <= opens:
        return
    if callback.window_from is not None:
        write(callback, window_from=None, window_until=None, kept=None)
    tell(callback, "moved", now=now, because="closed", until=opens)
    move_promise(callback, because="closed", now=now, opens_at=opens)
