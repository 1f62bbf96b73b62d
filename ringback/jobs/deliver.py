"""Delivers the notices that are due: each is sent, tried again later, or bounced, and the case shows which."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from ringback.channels.channel import Channel, Later, Refused
from ringback.jobs.letters import written
from ringback.records.about import about
from ringback.records.notices import outbox
from ringback.records.notices.outbox import Letter

log = logging.getLogger(__name__)


def deliver_due(
    channel: Channel,
    *,
    clock: Callable[[], datetime],
    retries: Sequence[timedelta],
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Everything that is due now, one by one. Returns how many were tried.

    `retries` are the pauses after the first, second, … failure; after the last one a notice bounces.
    """
    tried = 0
    while not stopped() and (letter := outbox.take(channel="email", now=clock())) is not None:
        with about(letter.about):
            _deliver(channel, letter, clock=clock, retries=retries)
        tried += 1
    return tried


def _deliver(
    channel: Channel, letter: Letter, *, clock: Callable[[], datetime], retries: Sequence[timedelta]
) -> None:
    """The fence: one notice that cannot be written or sent holds up no other."""
    try:
        channel.send(written(letter))
    except Refused as refused:
        log.warning("notice %d bounced at try %d", letter.id, letter.tries)
        outbox.bounced(letter, problem=str(refused), now=clock())
    except Later as problem:
        _try_later(letter, str(problem), clock(), retries)
    except Exception as problem:
        log.exception("notice %d could not be written", letter.id)
        _try_later(letter, repr(problem), clock(), retries)
    else:
        outbox.delivered(letter, now=clock())
        log.info("notice %d delivered", letter.id)


def _try_later(letter: Letter, problem: str, now: datetime, retries: Sequence[timedelta]) -> None:
    if letter.tries > len(retries):
        log.warning("notice %d bounced after %d tries", letter.id, letter.tries)
        outbox.bounced(letter, problem=problem, now=now)
    else:
        outbox.later(letter, problem=problem, after=retries[letter.tries - 1], now=now)
