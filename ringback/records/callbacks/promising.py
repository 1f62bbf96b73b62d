"""A callback's promises: made with what is known now, kept by a first ring, ended as ready, or broken and said so."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings

from ringback.records.callbacks.breaking import missed
from ringback.records.callbacks.forecast import forecast, wanted_of
from ringback.records.callbacks.models import Callback, CallbackEvent, Escalation
from ringback.records.callbacks.moving import write
from ringback.records.callbacks.resting import PHONE, may_ring_from
from ringback.records.callbacks.story import line_of, tell
from ringback.records.callbacks.story import write as write_line
from ringback.records.desk.days import closed_today
from ringback.records.lines.readers import open_lines
from ringback.records.notices import actions as notices
from ringback.records.notices.models import Notice
from ringback.records.promises.actions import make, settle
from ringback.records.promises.models import Promise
from ringback.rules.queue.broken import Because, why_broken
from ringback.rules.queue.promise import Window, chosen_window, judge

State = Promise.State


def promise(
    callback: Callback,
    *,
    made_for: str,
    now: datetime,
    window: Window | None = None,
) -> Promise | None:
    """A new promise, where one can be made; `window` is the seller's own choice. None is made for a line that is closed."""
    if callback.line == PHONE and callback.line not in open_lines():
        write(callback, promise=None)
        tell(callback, "not-promised", now=now, because="line-closed")
        return None
    window = window or window_for(callback, now=now)
    made = make(callback.pk, window, made_for=made_for, now=now) if window else None
    write(callback, promise=made)
    write_line(promised_line(callback, window, made_for=made_for, now=now))
    return made


def promised_line(
    callback: Callback, window: Window | None, *, made_for: str, now: datetime
) -> CallbackEvent:
    """What its story says of the promise that was made, or could not be made."""
    if window is None:
        return line_of(callback, "not-promised", now=now, because="nobody-there")
    shown: dict[str, Any] = {"from": window.shown_from, "until": window.shown_until}
    return line_of(callback, "promised", now=now, made_for=made_for, **shown, **window.inputs)


def window_for(callback: Callback, *, now: datetime) -> Window | None:
    """What can be promised now; what rests is promised nothing before its rest is over."""
    after = max(now, callback.ready_at or now)
    starts = may_ring_from(callback.site, callback.seller, line=callback.line, at=after)
    return forecast(callback.site, wanted_of(callback), now=now, starts=starts).window if starts else None


def pending(callback: Callback) -> Promise | None:
    one = callback.promise
    return one if one is not None and one.state == State.PENDING else None


def rang(callback: Callback, *, now: datetime) -> None:
    """The first ring keeps the pending promise; one whose bound had passed unseen is broken first."""
    one = pending(callback)
    if one is None:
        return
    verdict = judge(shown_until=one.shown_until, first_ring=now, ready_at=None, now=now)
    if verdict == State.KEPT:
        if settle(one, State.KEPT, now=now):
            tell(callback, "kept", now=now, promise=one.pk, until=one.shown_until)
    else:
        break_promise(callback, now=now, again=False)


def ready(callback: Callback, *, because: str, now: datetime) -> None:
    """Its turn came and the seller could not be rung: the promise ends as ready, and the seller is told."""
    turn_came(callback, now=now)
    if not was_told(callback, "ready", now=now):
        notify(callback, "ready", now=now, because=because)


def turn_came(callback: Callback, *, now: datetime) -> None:
    """In time, though nothing rang at the seller's; what waits for the seller from now on has no promise to break."""
    one = pending(callback)
    if one is None:
        return
    verdict = judge(shown_until=one.shown_until, first_ring=None, ready_at=now, now=now)
    if verdict != State.READY:
        break_promise(callback, now=now, again=False)
    elif settle(one, State.READY, now=now):
        tell(callback, "ready", now=now, promise=one.pk, until=one.shown_until)


def withdraw(callback: Callback, *, now: datetime) -> None:
    """The seller wants something else, or nothing any more."""
    one = pending(callback)
    if one is not None:
        settle(one, State.WITHDRAWN, now=now)


def move_promise(callback: Callback, *, because: str, now: datetime, **context: Any) -> None:
    """Another window takes the place of the one that was shown, and one notice says so. `because`: supervisor or closed.

    By the clock alone nobody is told more than once within a while (a setting).
    """
    one = pending(callback)
    if one is not None:
        settle(one, State.MOVED, now=now)
    begin, end = callback.window_from, callback.window_until
    chosen = chosen_window(begin, end) if begin and end else None
    new = promise(callback, made_for="moved", window=chosen, now=now)
    if because == "supervisor" or not was_told(callback, "moved", now=now):
        notify(callback, "moved", now=now, because=because, promised=new, **context)


def break_promise(
    callback: Callback, *, now: datetime, again: bool = True, because: Because | None = None
) -> bool:
    """Say it at once: a notice, an escalation, a new promise (unless it rings already); from now on the lane is open to it.

    `because` is what the caller knows better than the facts. False when somebody else settled the promise first.
    """
    one = pending(callback)
    if one is None:
        return False
    facts = missed(callback, one, now=now)
    because = because or why_broken(facts)
    if not settle(one, State.BROKEN, because=because, now=now):
        return False
    write(callback, broken_at=callback.broken_at or now)
    Escalation.objects.create(
        callback=callback,
        kind="promise-broken",
        at=now,
        detail={"until": one.shown_until.isoformat(), "because": because, **asdict(facts)},
    )
    tell(callback, "broken", now=now, promise=one.pk, until=one.shown_until, because=because, **asdict(facts))
    new = promise(callback, made_for="broken", now=now) if again else None
    notify(
        callback,
        "moved",
        now=now,
        because="broken",
        why=because,
        lane=settings.LANE_EVERY > 0,
        was_until=one.shown_until,
        promised=new,
    )
    return True


def was_told(callback: Callback, kind: str, *, now: datetime) -> bool:
    """Lately, so that a page that comes and goes does not fill a mailbox. A broken promise is told each time."""
    since = now - settings.NOTICES_MERGE
    return Notice.objects.filter(about=callback.pk, kind=kind, written_at__gt=since).exists()


def notify(
    callback: Callback, kind: str, *, now: datetime, promised: Promise | None = None, **context: Any
) -> None:
    notices.write(notice_of(callback, kind, now=now, promised=promised, **context))


def notice_of(
    callback: Callback, kind: str, *, now: datetime, promised: Promise | None = None, **context: Any
) -> Notice:
    """Not written yet, to its seller. Moments are told as ISO text; `promised` adds the window as `from` and `until`;
    on a day that is closed for a reason the reason is told."""
    window = {"from": promised.shown_from, "until": promised.shown_until} if promised else {}
    closed = closed_today(callback.site, now=now)
    shut = {"closed_today": dict(closed.words)} if closed and closed.words else {}
    values = {"site": callback.site.slug, "line": callback.line, **shut, **window, **context}
    return notices.notice_to(
        callback.seller.person,
        kind,
        case_number=callback.case.number,
        about=callback.pk,
        context={name: one.isoformat() if isinstance(one, datetime) else one for name, one in values.items()},
        now=now,
    )
