"""Notices whose mails came back later: the case shows that they bounced after all."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from ringback.channels.email.returned import Returned
from ringback.records.notices import outbox

log = logging.getLogger(__name__)

KEY = re.compile(r"notice-(\d{1,18})\.(\d{1,18})")  # as jobs.letters writes it


def note_returned(mails: Iterable[Returned], *, clock: Callable[[], datetime]) -> int:
    """How many notices bounced by this. What is about no notice of ours, or says it of another address, changes nothing.

    A folder that cannot be read, or written, is logged: notices are delivered all the same.
    """
    bounced = 0
    for mail in _readable(mails):
        key = KEY.fullmatch(mail.key)
        if key and outbox.came_back(
            int(key[1]), person=int(key[2]), to=mail.to, problem=mail.problem, now=clock()
        ):
            log.warning("notice %s came back", key[1])
            bounced += 1
    return bounced


def _readable(mails: Iterable[Returned]) -> Iterator[Returned]:
    try:
        yield from mails
    except OSError as problem:
        log.warning("returned mails cannot be read: %s", problem)
