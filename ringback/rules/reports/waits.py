"""A wait: from the first request after the last answer to the next answer. Retries, other times, merged or reopened cases
without an answer in between never begin it anew."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

# The time between two moments: on the wall, or of the site's opening.
Clock = Callable[[datetime, datetime], timedelta]


@dataclass(frozen=True, slots=True)
class Request:
    """One request of one matter. `named_time`: for a moment that the seller chose or agreed to. `over_at` is when it ended
    without what it asked for, `withdrawn` whether that was not the desk's doing."""

    at: datetime
    priority: str = ""
    named_time: bool = False
    over_at: datetime | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """`first` is the request that began it; `answered_at` is None while it goes on or when it was given up at `over_at`."""

    first: Request
    answered_at: datetime | None
    over_at: datetime | None = None
    withdrawn: bool = False

    @property
    def begun_at(self) -> datetime:
        return self.first.at


def waits(requests: Iterable[Request], answers: Sequence[datetime]) -> list[Wait]:
    """Of one matter; both in the order of time. An answer in the very moment of a request answers it."""
    together = groupby(requests, key=lambda one: bisect_left(answers, one.at))
    return [_wait(list(group), answers[n] if n < len(answers) else None) for n, group in together]


def _wait(requests: list[Request], answered_at: datetime | None) -> Wait:
    last = requests[-1]
    if answered_at is not None or last.over_at is None:
        return Wait(requests[0], answered_at)
    return Wait(requests[0], None, last.over_at, last.withdrawn)


def wall(begin: datetime, end: datetime) -> timedelta:
    return end - begin


def held(wait: Wait, within: timedelta, *, now: datetime, clock: Clock = wall) -> bool | None:
    """Whether it was answered within a length of time; None where that is not to be judged: it may still be, or whoever
    asked took it back before. Whoever takes it back later has waited too long."""
    if wait.answered_at is not None:
        return clock(wait.begun_at, wait.answered_at) <= within
    if wait.withdrawn and wait.over_at is not None and clock(wait.begun_at, wait.over_at) <= within:
        return None
    return False if clock(wait.begun_at, now) > within else None
