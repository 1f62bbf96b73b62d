"""A site's hours as a plain value: zone, weekly hours, closed days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays as known_holidays

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Span = tuple[int, int]


@dataclass(frozen=True)
class Calendar:
    """`week` has, for Monday to Sunday, spans of local minutes since midnight (open, close), sorted and apart.

    An empty `week` never closes, and `closed` does not close it. `country` adds that country's public holidays, with those
    of its part `subdivision`. `offset` is added to what the opening clock shows.
    """

    zone: str
    week: tuple[tuple[Span, ...], ...] = ()
    closed: frozenset[date] = frozenset()
    country: str = ""
    subdivision: str = ""
    offset: float = 0.0

    @property
    def always_open(self) -> bool:
        return not any(self.week)

    def spans_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The moments (UTC) between which the site is open on a local day. A wall time that a clock change skips is the
        moment of the change; one that comes twice is the first."""
        if day in self.closed or (
            self.country and day in public_holidays(self.country, self.subdivision, day.year)
        ):
            return ()
        zone = ZoneInfo(self.zone)
        spans = ((moment_of(day, a, zone), moment_of(day, b, zone)) for a, b in self.week[day.weekday()])
        return tuple((a, b) for a, b in spans if b > a)


def calendar_from(
    zone: str,
    hours: Mapping[str, Sequence[Sequence[str]]],
    closed: Iterable[date] = (),
    *,
    country: str = "",
    subdivision: str = "",
    offset: float = 0.0,
) -> Calendar:
    """From hours as data: {"mon": [["09:00", "18:00"]], …}; a day that is not named is closed, an empty map never closes.

    Raises ValueError that names the day and what is wrong with it.
    """
    unknown = set(hours) - set(WEEKDAYS)
    if unknown:
        raise ValueError(f"hours name the day {min(unknown)!r}; days are {', '.join(WEEKDAYS)}")
    week = tuple(_day(name, hours.get(name, ())) for name in WEEKDAYS) if hours else ()
    return Calendar(zone, week, frozenset(closed), country, subdivision, offset)


def _day(name: str, spans: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    read = tuple((_minutes(name, a), _minutes(name, b)) for a, b in spans)
    last = 0
    for begin, end in read:
        if begin < last or end <= begin:
            raise ValueError(f"hours of {name}: {spans!r} are not in order, or close before they open")
        last = end
    return read


def _minutes(name: str, text: str) -> int:
    hour, _, minute = text.partition(":")
    if not (
        hour.isdigit() and minute.isdigit() and int(hour) * 60 + int(minute) <= 24 * 60 and int(minute) < 60
    ):
        raise ValueError(f"hours of {name}: {text!r} is no time such as 09:00 (up to 24:00)")
    return int(hour) * 60 + int(minute)


def moment_of(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The moment (UTC) of a wall time: `minutes` after the midnight of `day`, past 1440 on the next day. One that a clock
    change skips is the moment of the change, one that comes twice is the first."""
    wall = datetime.combine(day, datetime.min.time(), zone) + timedelta(minutes=minutes)
    moment = wall.replace(fold=0).astimezone(UTC)
    skipped = moment.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None)
    return _after_gap(moment, zone) if skipped else moment


def _after_gap(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clock was moved, found by halving the two hours around."""
    low, high = moment - timedelta(hours=3), moment + timedelta(hours=3)
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int, language: str = "en") -> Mapping[date, str]:
    """Names by date; in English where the library does not speak `language` (en or zh) for that country.

    Raises NotImplementedError for a country or a part of one that it does not know.
    """
    spoken = _spoken(country, "zh_CN") if language == "zh" else None
    known = known_holidays.country_holidays(
        country, subdiv=subdivision or None, years=year, language=spoken or _spoken(country, "en")
    )
    return dict(known.items())


@lru_cache(maxsize=256)
def _spoken(country: str, language: str) -> str | None:
    languages = known_holidays.country_holidays(country).supported_languages
    return next((one for one in languages if one.startswith(language)), None)


@lru_cache(maxsize=1)
def holiday_places() -> Mapping[str, tuple[str, ...]]:
    """Countries (two letters) whose holidays are known, with the codes of their parts."""
    known = known_holidays.list_supported_countries(include_aliases=False)
    return {country: tuple(parts) for country, parts in sorted(known.items()) if len(country) == 2}
