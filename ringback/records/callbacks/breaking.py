"""Why a promise was broken: gathered at the moment at which its bound has passed."""

from datetime import datetime

from ringback.records.callbacks.forecast import forecast, wanted_of
from ringback.records.callbacks.models import Callback, CallbackEvent
from ringback.records.lines.readers import open_lines
from ringback.records.promises.models import Promise
from ringback.rules.queue.broken import Missed


def missed(callback: Callback, one: Promise, *, now: datetime) -> Missed:
    """`one` is its promise that is to be broken."""
    seen = forecast(callback.site, wanted_of(callback), now=now)
    return Missed(
        rest=callback.rest_reason,
        line_open=callback.line in open_lines(),
        agents=seen.agents,
        ahead=seen.count_ahead + _went_first(callback, one, now),
        given_back=_was_given_back(callback, one, now),
        agents_then=one.inputs.get("agents"),
        ahead_then=one.inputs.get("ahead"),
    )


def _went_first(callback: Callback, one: Promise, now: datetime) -> int:
    """Reserved since the promise was made, of the same site and language."""
    picks = CallbackEvent.objects.filter(
        kind="reserved",
        at__gt=one.made_at,
        at__lte=now,
        callback__site=callback.site_id,
        callback__languages__overlap=callback.languages,
    )
    return picks.exclude(callback=callback.pk).count()


def _was_given_back(callback: Callback, one: Promise, now: datetime) -> bool:
    """By an agent who did not take it; what the desk itself took back is another reason."""
    since = callback.events.filter(kind="given-back", at__gte=one.made_at, at__lte=now)
    return since.filter(detail__because__in=["declined", "not-accepted", "page-gone"]).exists()
