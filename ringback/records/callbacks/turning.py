"""What falls due at a site: rests that end, doors that close, requests that have lived too long, promises that broke.

Each callback is turned in a transaction of its own, under the dispatcher's epoch.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from ringback.records import wake
from ringback.records.agents.models import Agent
from ringback.records.callbacks.after_restore import promise_anew, to_be_promised_anew
from ringback.records.callbacks.closing_time import move_past_the_night, stranded
from ringback.records.callbacks.crew import PRESENT
from ringback.records.callbacks.kept_for_one import (
    kept_for_nobody,
    kept_too_long,
    open_as_nobody_is_there,
    open_to_all,
)
from ringback.records.callbacks.models import OPEN, UNDER_WAY, Callback, Queue
from ringback.records.callbacks.moving import change, locked, wake_pages, write
from ringback.records.callbacks.promising import break_promise, notify, pending, promise, was_told, window_for
from ringback.records.callbacks.resting import Rest, rest_of
from ringback.records.callbacks.story import tell
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.lease.turns import Turns
from ringback.records.lines.readers import open_lines
from ringback.records.presence.models import PagePresence
from ringback.records.promises.models import Promise
from ringback.records.rosters.models import RosterDay
from ringback.rules.calls.lifecycle import CallbackEvent
from ringback.rules.hours import is_open, opening_minutes
from ringback.rules.queue.broken import Because

State = Callback.State
UNRESERVED = (State.WAITING, State.RESTING)
AT_ONCE = 50  # of each kind and turn, so that no turn holds up the next


def tick(site: int, *, epoch: int, now: datetime) -> None:
    """Turn what is due at a site (its pk). Raises Fenced; raises what could not be turned after everything else was."""
    at = Site.objects.get(pk=site)
    with Turns(epoch) as turns:

        def each(due: QuerySet[Callback], turn: Callable[[Callback, datetime], None]) -> None:
            turns.each(list(due.values_list("pk", flat=True)[:AT_ONCE]), lambda pk: turn(locked(pk), now))

        each(to_be_promised_anew(at), promise_anew)
        each(_too_old(at, now), _expire)
        each(_rested(at, now), _wake)
        if not is_open(calendar_of(at), now):
            each(Callback.objects.filter(site=at, state=State.WAITING), _rest)
        each(kept_too_long(at, now), open_to_all)
        turns.each(
            [one.pk for one in kept_for_nobody(at, now)],
            lambda pk: open_as_nobody_is_there(locked(pk), now),
        )
        each(stranded(at, now), move_past_the_night)
        each(_overdue(at, now), _break)
        each(_unpromised(at, now), _promise)


def _too_old(site: Site, now: datetime) -> QuerySet[Callback]:
    return Callback.objects.filter(
        site=site, state__in=UNRESERVED, asked_at__lte=now - settings.CALLBACK_LIVES
    )


def _expire(callback: Callback, now: datetime) -> None:
    if callback.state in UNRESERVED:
        expire(callback, because="days-over", now=now)


def expire(callback: Callback, *, because: str, now: datetime) -> None:
    """Never in silence: a promise that is still pending is broken first, and the seller is told that no ring follows."""
    tried = Because.SPACING if because == "attempts-used-up" else None
    break_promise(callback, now=now, again=False, because=tried)
    change(callback, CallbackEvent.EXPIRE, now=now, finished_because=because)
    tell(callback, "expired", now=now, because=because)
    notify(callback, "missed", now=now, outcome="expired", because=because, last=True)


def _rested(site: Site, now: datetime) -> QuerySet[Callback]:
    """Whose rest may be over: by the clock, by open doors, by a page that is back, by a seller who is free again."""
    pages = PagePresence.objects.filter(
        person=OuterRef("seller__person"), can_ring=True, seen_at__gte=now - settings.SELLER_REACHABLE
    )
    others = under_way_with(OuterRef("seller"), OuterRef("number"))
    over = (
        Q(ready_at__lte=now)
        | (Q(rest_reason="page-closed") & Exists(pages))
        | (Q(rest_reason="other-call") & ~Exists(others))
    )
    if is_open(calendar_of(site), now):
        over |= Q(rest_reason="closed")
    return Callback.objects.filter(over, site=site, state=State.RESTING).order_by("effective")


def under_way_with(seller: Any, number: Any) -> QuerySet[Callback]:
    """Callbacks that are being rung or talked, of a seller or to a number; both may be references of a query."""
    same_number = Q(number=number) & ~Q(number="")
    return Callback.objects.filter(Q(seller=seller) | same_number, state__in=UNDER_WAY)


def busy_with(callbacks: Sequence[Callback]) -> tuple[set[int], set[str]]:
    """Of the sellers (pks) and numbers of these: those to whom another callback is being rung or talked."""
    numbers = {one.number for one in callbacks} - {""}
    with connection.cursor() as cursor:
        cursor.execute(_BUSY, [[one.seller_id for one in callbacks], list(numbers)])
        found = cursor.fetchall()
    return {seller for seller, _number in found}, {number for _seller, number in found} - {""}


# Each arm by its own index; the states stand in it so that the partial one can be taken.
_BUSY = """
SELECT seller_id, number FROM ringback_callback
WHERE seller_id = ANY(%s::bigint[]) AND state IN ('reserved', 'ringing', 'talking')
UNION ALL
SELECT seller_id, number FROM ringback_callback
WHERE number = ANY(%s::varchar[]) AND state IN ('reserved', 'ringing', 'talking')
"""


def _wake(callback: Callback, now: datetime) -> None:
    """At its old place. Who was ready, or was rung in vain, gets a new promise."""
    if callback.state != State.RESTING:
        return
    rest = rest_of(callback, now=now)
    if rest is not None:
        rest_on(callback, rest, now=now)
        return
    if callback.rest_reason == "window" and callback.window_from is not None:
        # The hours may have been changed while somebody chose it: it begins at what the clock shows then.
        write(callback, effective=opening_minutes(calendar_of(callback.site), callback.window_from))
    wake_up(callback, now=now)
    if pending(callback) is None:
        promise(callback, made_for="again", now=now)
    wake_pages(callback, wake.DISPATCH)


def _rest(callback: Callback, now: datetime) -> None:
    rest = rest_of(callback, now=now)
    if callback.state == State.WAITING and rest is not None:
        rest_now(callback, rest.reason, until=rest.until, now=now)


def rest_on(callback: Callback, rest: Rest, *, now: datetime) -> None:
    """Told only where it is another rest than the present one."""
    if (rest.reason, rest.until) != (callback.rest_reason, callback.ready_at):
        rest_now(callback, rest.reason, until=rest.until, now=now)


def rest_now(callback: Callback, reason: str, *, until: datetime | None, now: datetime) -> None:
    """Its place is kept, its promise stays as it is."""
    change(callback, CallbackEvent.REST, now=now, rest_reason=reason, ready_at=until)
    tell(callback, "rested", now=now, because=reason, until=until)


def wake_up(callback: Callback, *, now: datetime) -> None:
    """It may be rung again, at its old place."""
    was = callback.rest_reason
    change(callback, CallbackEvent.WAKE, now=now)
    tell(callback, "woken", now=now, was=was)


def _overdue(site: Site, now: datetime) -> QuerySet[Callback]:
    return Callback.objects.filter(
        site=site,
        state__in=OPEN,
        promise__state=Promise.State.PENDING,
        promise__shown_until__lt=now,
    ).order_by("promise__shown_until")


def _break(callback: Callback, now: datetime) -> None:
    one = pending(callback)
    if one is not None and one.shown_until < now:
        # Whoever is reserved or rung at this moment needs no new window.
        break_promise(callback, now=now, again=callback.state in UNRESERVED)
        wake_pages(callback, wake.DISPATCH)


def _unpromised(site: Site, now: datetime) -> QuerySet[Callback]:
    """Those who wait without a promise although somebody is at work, or on a roster, who may serve them."""
    rostered = RosterDay.objects.filter(
        agent=OuterRef("pk"), site=site, day__gte=now.date() - timedelta(days=1), away=""
    ).exclude(spans=[])
    agents = Agent.objects.filter(
        Q(presence__in=PRESENT) | Exists(rostered),
        Exists(Queue.objects.filter(Q(agent=OuterRef("pk")) | Q(agent=None), pk=OuterRef(OuterRef("pk")))),
        sites=site,
        languages__overlap=OuterRef("languages"),
        skills__contains=OuterRef("skills"),
    )
    served = Queue.objects.filter(Exists(agents), site=site).values_list("pk", flat=True)
    return Callback.objects.filter(
        Q(promise__isnull=True) | ~Q(promise__state=Promise.State.PENDING),
        state=State.WAITING,
        queue__in=list(served),
        line__in=open_lines(),
    )


def _promise(callback: Callback, now: datetime) -> None:
    if callback.state == State.WAITING and pending(callback) is None:
        window = window_for(callback, now=now)
        if window is not None:
            made = promise(callback, made_for=_first_or_again(callback), window=window, now=now)
            if not was_told(callback, "moved", now=now):
                notify(callback, "moved", now=now, because="somebody-came", promised=made)


def _first_or_again(callback: Callback) -> str:
    """A request that was never promised anything gets its first promise now."""
    return "again" if Promise.objects.filter(request=callback.pk).exists() else "first"
