"""What happened to a callback, line by line; pages turn each kind into a sentence.

| kind | detail |
| --- | --- |
| asked | line, languages, priority, target, credit, window (from, until) or null, continues (id) or null, returns (what was missing is there) |
| promised | made_for, from, until, ahead, agents, talk_minutes, talk_source |
| not-promised | because: nobody-there, line-closed |
| rested | because (a rest_reason), until |
| woken | was (the rest_reason that ended) |
| reserved | agent, and the law's figures as in AgentHold.why |
| accepted, given-back | agent; because: declined, not-accepted, page-gone, limits, other-call, not-verified, set-away, cancelled, not_dialled |
| calling | agent, attempt, record_number, line |
| rang, answered | agent, attempt |
| ended | agent, attempt, record_number, outcome, ended_by, talk_seconds or null |
| kept, ready | promise, until |
| broken | promise, until, because, and the facts behind it (`Because` and `Missed` of rules.queue.broken) |
| changed | what: line, languages, window; each a pair of old and new |
| called-for | the seller asked to be rung at once |
| asked-again | effective |
| opened-to-all | agent; because: own-time-over, not-on-shift |
| restored | |
| noted | agent, attempt, outcome, missing, next_at |
| class-changed | before, after (classes), said (for the seller), target, effective, takes_claim_back |
| class-confirmed | priority, said |
| moved | because: supervisor (said, was, and the present target, effective and window, undone) or closed (until) |
| assigned | agent or null, said |
| call-ended | agent, said (a supervisor ended the call) |
| rated | attempt, solved, rating |
| completed, cancelled, expired | because; said where the desk cancelled |
"""

import logging
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from ringback.records import counted
from ringback.records.callbacks.models import Callback, CallbackEvent
from ringback.records.people.models import Person

log = logging.getLogger(__name__)


def tell(callback: Callback, kind: str, *, now: datetime, by: Person | None = None, **detail: Any) -> None:
    write(line_of(callback, kind, now=now, by=by, **detail))


def line_of(
    callback: Callback, kind: str, *, now: datetime, by: Person | None = None, **detail: Any
) -> CallbackEvent:
    """Not written yet. Agents and promises are told by their pk, moments as ISO text."""
    return CallbackEvent(callback=callback, at=now, kind=kind, actor=by, detail=_plain(detail))


def write(line: CallbackEvent) -> None:
    line.save(force_insert=True)
    written(line)


def written(line: CallbackEvent) -> None:
    """Counted and logged, once it is durable."""
    counted.event(line.callback.site.slug, line.kind)
    transaction.on_commit(partial(log.info, "%s", line.kind, extra={"callback": str(line.callback_id)}))


def _plain(detail: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in detail.items()
    }
