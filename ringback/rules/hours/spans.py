"""The opening clock for many readings at once: a stretch of a calendar, laid out."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ringback.rules.hours.calendar import Calendar

DAY = timedelta(days=1)


class OpeningSpans:
    """Reads the clock between two moments by search; what lies outside of the stretch is not counted."""

    def __init__(self, calendar: Calendar, begin: datetime, end: datetime) -> None:
        self._always = calendar.always_open
        self._begins: list[float] = []
        self._ends: list[float] = []
        self._before: list[float] = []  # seconds open before the span
        if not self._always:
            self._lay_out(calendar, begin, end)

    def between(self, one: datetime, other: datetime) -> timedelta:
        """Opening time from one moment to a later one."""
        if self._always:
            return other - one
        return timedelta(seconds=self._open_until(other.timestamp()) - self._open_until(one.timestamp()))

    def _lay_out(self, calendar: Calendar, begin: datetime, end: datetime) -> None:
        zone, open_so_far = ZoneInfo(calendar.zone), 0.0
        day, last = begin.astimezone(zone).date() - DAY, end.astimezone(zone).date()
        while day <= last:
            for opens, closes in calendar.spans_on(day):
                self._begins.append(opens.astimezone(UTC).timestamp())
                self._ends.append(closes.astimezone(UTC).timestamp())
                self._before.append(open_so_far)
                open_so_far += self._ends[-1] - self._begins[-1]
            day += DAY

    def _open_until(self, at: float) -> float:
        n = bisect_right(self._begins, at) - 1
        return self._before[n] + min(at, self._ends[n]) - self._begins[n] if n >= 0 else 0.0
