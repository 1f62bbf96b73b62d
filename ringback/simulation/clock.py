"""The opening clock of a simulated site: days of a week with their hours, put one behind the other in opening minutes."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = 1440.0  # minutes
Span = tuple[float, float]


@dataclass(frozen=True)
class Hours:
    """`spans` are the open minutes of each weekday (0 is midnight); a weekday that is missing is closed. Without `nights` one
    day follows the other at once: a ring that rests does so in opening time, too."""

    spans: Mapping[str, Span]
    nights: bool = True


class OpeningClock:
    """So many calendar days, beginning on a Monday at 0 opening minutes."""

    def __init__(self, hours: Hours, days: int) -> None:
        self._nights = hours.nights
        self.spans = [hours.spans.get(WEEKDAYS[day % 7], (0.0, 0.0)) for day in range(days)]
        self.starts = [0.0, *accumulate(end - begin for begin, end in self.spans)]
        self._gaps = self._closed_after()
        self._from = self._until = 0.0  # of the day that was asked for last: mostly it is asked for again

    @property
    def end(self) -> float:
        return self.starts[-1]

    def length(self, day: int) -> float:
        return self.starts[day + 1] - self.starts[day]

    def day_of(self, opened: float) -> int:
        """The calendar day in which this opening minute lies; one that closes a day begins the next open one."""
        return min(bisect_right(self.starts, opened), len(self.spans)) - 1

    def later(self, opened: float, minutes: float) -> float:
        """What it reads so many wall minutes later: at night it stands still."""
        if not self._nights or (self._from <= opened and opened + minutes <= self._until):
            return opened + minutes
        day = self.day_of(opened)
        self._from, self._until = self.starts[day], self.starts[day + 1]
        while opened + minutes > self.starts[day + 1]:
            end = self.starts[day + 1]
            minutes -= end - opened + self._gaps[day]
            if minutes <= 0 or end >= self.end:
                return end
            opened, day = end, self.day_of(end)
        return opened + minutes

    def shifts(self, weekly: Mapping[str, Sequence[Span]]) -> tuple[Span, ...]:
        """These times of the week, day by day, as far as the site is open, in opening minutes."""
        found = []
        for day, (opens, closes) in enumerate(self.spans):
            for begin, end in weekly.get(WEEKDAYS[day % 7], ()):
                first, last = max(begin, opens), min(end, closes)
                if first < last:
                    found.append((self.starts[day] + first - opens, self.starts[day] + last - opens))
        return tuple(found)

    def _closed_after(self) -> list[float]:
        """Wall minutes from the closing of each day until the site opens again."""
        gaps, opens_next = [], inf
        for day in range(len(self.spans) - 1, -1, -1):
            begin, end = self.spans[day]
            gaps.append(opens_next - (day * DAY + end))
            if end > begin:
                opens_next = day * DAY + begin
        return gaps[::-1]
