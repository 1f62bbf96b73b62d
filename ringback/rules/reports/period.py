"""The days that a report is about: each site counts them in its own zone, so its moments differ from another site's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
LONGEST = 366  # days; a year, so that no page reads the whole history of a desk
BY_DAY = 35  # days up to which a period is told day by day, and not week by week
MONTHS = 3  # of a quarter
YEARS = range(1970, 9000)  # beyond them a zone's offset could leave the calendar


class WrongPeriod(ValueError):
    """`why` is order (it ends before it begins), long (over a year) or date (no date of the calendar)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Period:
    """Both days belong to it. Raises WrongPeriod."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first.year not in YEARS or self.last.year not in YEARS:
            raise WrongPeriod("date")
        if self.last < self.first:
            raise WrongPeriod("order")
        if (self.last - self.first).days >= LONGEST:
            raise WrongPeriod("long")

    def moments(self, zone: str) -> tuple[datetime, datetime]:
        """From the first moment of the first day to the first one after the last day, in UTC."""
        return _begin_of(self.first, zone), _begin_of(self.last + DAY, zone)

    @property
    def by_week(self) -> bool:
        return (self.last - self.first).days >= BY_DAY

    @property
    def stretches(self) -> list[date]:
        """Its days, or the first day of each of its weeks (a week begins on Monday; the first may begin inside)."""
        if not self.by_week:
            return [self.first + n * DAY for n in range((self.last - self.first).days + 1)]
        monday = self.first - self.first.weekday() * DAY
        weeks = (self.last - monday).days // 7 + 1
        return [max(self.first, monday + n * WEEK) for n in range(weeks)]

    def stretch_of(self, day: date) -> date:
        """The stretch that a day of the period belongs to."""
        return max(self.first, day - day.weekday() * DAY) if self.by_week else day


def quarter(year: int, number: int) -> Period:
    """The calendar quarter; `number` is 1 to 4. Raises WrongPeriod for a year that the calendar does not have."""
    try:
        first = date(year, MONTHS * number - 2, 1)
        after = date(year + number // 4, MONTHS * number % 12 + 1, 1)
    except ValueError as wrong:
        raise WrongPeriod("date") from wrong
    return Period(first, after - DAY)


def quarter_of(day: date) -> Period:
    return quarter(day.year, number_of_quarter(day))


def number_of_quarter(day: date) -> int:
    return (day.month - 1) // MONTHS + 1


def from_days(first: str, last: str) -> Period:
    """Of two ISO dates. Raises WrongPeriod."""
    try:
        return Period(date.fromisoformat(first), date.fromisoformat(last))
    except WrongPeriod:
        raise
    except ValueError as wrong:
        raise WrongPeriod("date") from wrong


def _begin_of(day: date, zone: str) -> datetime:
    """Midnight, or the moment to which a clock change moves it."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
