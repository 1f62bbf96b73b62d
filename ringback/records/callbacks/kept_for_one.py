"""Callbacks that are kept for one agent: opened to all at their old place when their time is up, or that agent is not there."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from ringback.records import wake
from ringback.records.callbacks.crew import PRESENT
from ringback.records.callbacks.law import queue_like
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.moving import wake_pages, write
from ringback.records.callbacks.promising import move_promise, notify, pending, window_for
from ringback.records.callbacks.story import tell
from ringback.records.desk.models import Site
from ringback.records.rosters.readers import roster_ahead
from ringback.rules.queue.shifts import agents_at
from ringback.rules.queue.who_counts import who_counts

UNRESERVED = (Callback.State.WAITING, Callback.State.RESTING)


def kept_too_long(site: Site, now: datetime) -> QuerySet[Callback]:
    return _kept(site).filter(open_to_all_at__lte=now)


def open_to_all(callback: Callback, now: datetime) -> None:
    """For a locked callback."""
    if callback.state in UNRESERVED and callback.queue.agent_id is not None:
        _open(callback, because="own-time-over", now=now)


def _open(callback: Callback, *, because: str, now: datetime) -> None:
    tell(callback, "opened-to-all", now=now, agent=callback.queue.agent_id, because=because)
    write(callback, queue=queue_like(callback, agent=None), kept=None)
    wake_pages(callback, wake.DISPATCH)


def kept_for_nobody(site: Site, now: datetime) -> list[Callback]:
    """What goes on with an agent who is not on shift when it is due: the shift is over, or the roster was changed. What a
    supervisor gave to somebody stays theirs as long as it was said."""
    kept = list(_kept(site).filter(continues__isnull=False).select_related("queue__agent"))
    roster = roster_ahead(site, now, now + settings.CALLBACK_LIVES) if kept else None
    if roster is None:
        return []
    agents = {one.queue.agent for one in kept if one.queue.agent}
    present = frozenset(agent.pk for agent in agents if agent.presence in PRESENT)
    stays = {agent.pk: agent.stays_until for agent in agents if agent.stays_until}
    # Who is here without a roster serves what is due; of what is due later the roster alone can tell.
    at_work = {
        due_now: who_counts(
            roster,
            present=present if due_now else present & stays.keys(),
            stays=stays,
            late=settings.CALLBACK_LIVES,  # a break, or being late, is no end of the shift
            foreseen=settings.CALLBACK_LIVES,
            now=now,
        )
        for due_now in (True, False)
    }

    def is_there(one: Callback) -> bool:
        due = max(now, one.ready_at or now)
        return one.queue.agent_id in agents_at(due, at_work[due == now])

    return [one for one in kept if not is_there(one)]


def open_as_nobody_is_there(callback: Callback, now: datetime) -> None:
    """For a locked callback. The seller is told; a window that was shown stays, unless it cannot be kept by the others."""
    if callback.state not in UNRESERVED or callback.queue.agent_id is None:
        return
    name = callback.queue.agent.person.name if callback.queue.agent else ""
    _open(callback, because="not-on-shift", now=now)
    one = pending(callback)
    if one is not None and callback.window_from is None:
        window = window_for(callback, now=now)
        if window is not None and window.shown_until > one.shown_until:
            move_promise(callback, because="other-agent", agent=name, now=now)
            return
    notify(callback, "moved", now=now, because="other-agent", agent=name, stays=True, promised=one)


def _kept(site: Site) -> QuerySet[Callback]:
    return Callback.objects.filter(site=site, state__in=UNRESERVED, queue__agent__isnull=False)
