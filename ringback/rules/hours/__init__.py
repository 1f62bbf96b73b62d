"""When a site is open, what its opening clock reads, and when a telephone may ring."""

from ringback.rules.hours.calendar import (
    WEEKDAYS,
    Calendar,
    calendar_from,
    holiday_places,
    moment_of,
    public_holidays,
)
from ringback.rules.hours.clock import closes_at, is_open, next_opening, opening_minutes, wall_time_of
from ringback.rules.hours.dialling import DialHours, leave_time, may_dial, quiet_until
from ringback.rules.hours.spans import OpeningSpans

__all__ = [
    "WEEKDAYS",
    "Calendar",
    "DialHours",
    "OpeningSpans",
    "calendar_from",
    "closes_at",
    "holiday_places",
    "is_open",
    "leave_time",
    "may_dial",
    "moment_of",
    "next_opening",
    "opening_minutes",
    "public_holidays",
    "quiet_until",
    "wall_time_of",
]
