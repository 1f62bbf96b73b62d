"""Windows that a seller may choose: of standard lengths, not before the soonest answer, and only so many in each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from ringback.rules.hours import Calendar

HOUR = timedelta(hours=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Slot:
    begin: datetime
    end: datetime
    full: bool


def slots(
    *,
    soonest: datetime,
    until: datetime,
    zone: str,
    calendar: Calendar,
    length: timedelta,
    most: int,
    may_ring: Callable[[datetime, datetime], bool],
    is_full: Callable[[datetime, datetime], bool],
) -> list[Slot]:
    """The first `most` windows of `length` from `soonest`, all over by `until`, each wholly inside opening hours.

    `may_ring` says whether the line may ring from a window's begin to its end. They follow each other from the first full hour of `zone` in each span of opening hours, so that a window stays on offer
    while time passes.
    """
    offered = (
        span
        for span in _windows(calendar, zone, soonest, until, length)
        if span[0] >= soonest and may_ring(*span)
    )
    return [Slot(begin, end, full=is_full(begin, end)) for begin, end in islice(offered, most)]


def is_full(
    begin: datetime,
    end: datetime,
    *,
    taken: Mapping[Span, int],
    agents: float,
    talk_minutes: float,
    share: float,
) -> bool:
    """Whether the talk time of those who chose this window, or one that shares a moment with it, and of one more is over
    `share` of the minutes that so many `agents`, on average, have in it."""
    chosen = sum(count for span, count in taken.items() if span[0] < end and begin < span[1])
    return (chosen + 1) * talk_minutes > share * ((end - begin) / timedelta(minutes=1)) * agents


def _windows(
    calendar: Calendar, zone: str, soonest: datetime, until: datetime, length: timedelta
) -> Iterator[Span]:
    for opens, closes in _open_spans(calendar, zone, soonest, until):
        begin = _full_hour(opens, zone)
        while begin + length <= min(closes, until):
            yield begin, begin + length
            begin += length


def _open_spans(calendar: Calendar, zone: str, soonest: datetime, until: datetime) -> Iterator[Span]:
    """A site that never closes is open from midnight to midnight of `zone`."""
    whole_days = calendar.always_open
    local = ZoneInfo(zone if whole_days else calendar.zone)
    day, last = soonest.astimezone(local).date(), until.astimezone(local).date()
    while day <= last:
        tomorrow = day + timedelta(days=1)
        if whole_days:
            yield _midnight(day, local), _midnight(tomorrow, local)
        else:
            yield from calendar.spans_on(day)
        day = tomorrow


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _full_hour(at: datetime, zone: str) -> datetime:
    local = at.astimezone(ZoneInfo(zone))
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return at + (HOUR - past if past else past)
