"""The opening clock: opening minutes of a site up to a moment. Targets, ages and urgency run on it; a night adds nothing."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from ringback.rules.hours.calendar import Calendar

EPOCH = datetime(2020, 1, 6, tzinfo=UTC)  # a Monday; readings are compared with each other, never shown
FIRST_WEEK = date(2020, 1, 6)
MINUTE = timedelta(minutes=1)
LOOKS_AHEAD = timedelta(days=370)


def opening_minutes(calendar: Calendar, at: datetime) -> float:
    """o(t). For a site that never closes these are wall minutes."""
    if calendar.always_open:
        return (at - EPOCH) / MINUTE + calendar.offset
    day = at.astimezone(ZoneInfo(calendar.zone)).date()
    week = (day - FIRST_WEEK).days // 7
    total = _minutes_before_week(calendar, week) + calendar.offset
    for each in _days_of(week):
        if each > day:
            break
        total += sum(max(timedelta(0), min(at, b) - a) / MINUTE for a, b in calendar.spans_on(each))
    return total


def wall_time_of(calendar: Calendar, reading: float) -> datetime:
    """The first moment at which the opening clock shows `reading`. Raises ValueError when the site does not open enough."""
    reading -= calendar.offset
    if calendar.always_open:
        return EPOCH + reading * MINUTE
    week = 0
    while _minutes_before_week(calendar, week + 53) < reading:
        week += 52
        if week > 52 * 200:
            raise ValueError("the site has no opening hours that far ahead")
    while _minutes_before_week(calendar, week + 1) < reading:
        week += 1
    left = reading - _minutes_before_week(calendar, week)
    for day in _days_of(week):
        for begin, end in calendar.spans_on(day):
            length = (end - begin) / MINUTE
            if left <= length:
                return begin + left * MINUTE
            left -= length
    return _last_close(calendar, week)


def is_open(calendar: Calendar, at: datetime) -> bool:
    return calendar.always_open or _span_end(calendar, at) is not None


def closes_at(calendar: Calendar, at: datetime) -> datetime | None:
    """When it shuts next; None for a site that is shut, or that does not close within a year."""
    if calendar.always_open:
        return None
    end, last = _span_end(calendar, at), at + LOOKS_AHEAD
    # Hours until 24:00 go on when the next day begins with them.
    while end is not None and end < last and (more := _span_end(calendar, end)) is not None:
        end = more
    return end if end is not None and end < last else None


def next_opening(calendar: Calendar, after: datetime) -> datetime | None:
    """`after` itself while open, else when it opens next; None when it does not within a year."""
    if is_open(calendar, after):
        return after
    day, last = after.astimezone(ZoneInfo(calendar.zone)).date(), (after + LOOKS_AHEAD).date()
    while day <= last:
        for begin, _end in calendar.spans_on(day):
            if begin >= after:
                return begin
        day += timedelta(days=1)
    return None


def _span_end(calendar: Calendar, at: datetime) -> datetime | None:
    day = at.astimezone(ZoneInfo(calendar.zone)).date()
    # A clock change at midnight can carry yesterday's last minutes into this day.
    spans = [span for each in (day - timedelta(days=1), day) for span in calendar.spans_on(each)]
    return next((end for begin, end in spans if begin <= at < end), None)


def _days_of(week: int) -> list[date]:
    return [FIRST_WEEK + timedelta(days=7 * week + day) for day in range(7)]


def _last_close(calendar: Calendar, week: int) -> datetime:
    return max(end for day in _days_of(week) for _begin, end in calendar.spans_on(day))


@lru_cache(maxsize=65_536)
def _minutes_of_week(calendar: Calendar, week: int) -> float:
    spans = [span for day in _days_of(week) for span in calendar.spans_on(day)]
    return sum((end - begin) / MINUTE for begin, end in spans)


@lru_cache(maxsize=65_536)
def _minutes_before_week(calendar: Calendar, week: int) -> float:
    """Summed by steps of a year, so that the recursion stays shallow."""
    if week <= 0:
        return -sum(_minutes_of_week(calendar, each) for each in range(week, 0))
    start = (week - 1) // 52 * 52
    before = _minutes_before_week(calendar, start) if start else 0.0
    return before + sum(_minutes_of_week(calendar, each) for each in range(start, week))
