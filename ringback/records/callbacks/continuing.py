"""A request goes on as a new callback of the same case, first for the same agent alone: after the cap, or at a time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from ringback.records import wake
from ringback.records.agents.models import Agent
from ringback.records.callbacks.law import queue_for
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.moving import wake_pages, write
from ringback.records.callbacks.promising import promise
from ringback.records.callbacks.resting import rest_for
from ringback.records.callbacks.story import tell
from ringback.records.desk.readers import calendar_of
from ringback.records.policies.readers import rulebook_of
from ringback.rules.hours import opening_minutes
from ringback.rules.queue.discipline import continuation
from ringback.rules.queue.discipline import window as law_of_window
from ringback.rules.queue.promise import chosen_window

HIGH = "high"
MINUTE = timedelta(minutes=1)
Span = tuple[datetime, datetime]


def continue_callback(
    before: Callback, *, agent: Agent, agreed: Span | None = None, now: datetime
) -> Callback:
    """For a locked callback that is finished. `agreed`: from when the agent keeps themselves free for it, and until when; else
    it is due at once.

    Its attempts count anew; it is open to every agent a while (a setting) after it is due.
    """
    window = (agreed[0], agreed[0] + settings.SLOT_LENGTHS[0]) if agreed else None
    target, effective = _law(before, window, now)
    callback = _make(before, agent, target=target, effective=effective, window=window, now=now)
    if agreed is not None:
        write(callback, kept=DateTimeTZRange(*agreed))
    tell(
        callback,
        "asked",
        now=now,
        by=agent.person,
        line=callback.line,
        languages=callback.languages,
        priority=callback.priority,
        target=target,
        credit=0,
        window=[moment.isoformat() for moment in window] if window else None,
        continues=str(before.pk),
    )
    chosen = chosen_window(*window) if window else None
    promise(callback, made_for="continuation", window=chosen, now=now)
    wake_pages(callback, wake.DISPATCH)
    return callback


def _law(before: Callback, window: Span | None, now: datetime) -> tuple[float, float]:
    calendar = calendar_of(before.site)
    if window is not None:
        begin, end = (opening_minutes(calendar, moment) for moment in window)
        return law_of_window(begin, end, least=settings.SLOT_LENGTHS[0] / MINUTE)
    high = rulebook_of(before.rulebook).classes[HIGH].target_minutes
    return continuation(opening_minutes(calendar, now), high_target=high)


def _make(
    before: Callback, agent: Agent, *, target: float, effective: float, window: Span | None, now: datetime
) -> Callback:
    site, begin = before.site, window[0] if window else None
    rest = rest_for(site, before.seller, line=before.line, window_from=begin, now=now)
    return Callback.objects.create(
        case=before.case,
        ordinal=before.case.callbacks.count() + 1,
        seller=before.seller,
        site=site,
        state=Callback.State.RESTING if rest else Callback.State.WAITING,
        rest_reason=rest.reason if rest else "",
        ready_at=rest.until if rest else None,
        state_since=now,
        priority=before.priority if window else HIGH,
        target=target,
        asked_at=now,
        asked=opening_minutes(calendar_of(site), now),
        effective=effective,
        queue=queue_for(
            site,
            languages=before.languages,
            skills=before.skills,
            target=target,
            line=before.line,
            agent=agent,
        ),
        languages=before.languages,
        skills=before.skills,
        line=before.line,
        number=before.number,
        window_from=begin,
        window_until=window[1] if window else None,
        wants_agent=agent,
        open_to_all_at=(begin or now) + settings.CONTINUATION_OWN,
        continues=before,
        rulebook=before.rulebook,
        facts=before.facts,
        reasons=before.reasons,
    )
