"""When a site is open, what its opening clock reads, and when a telephone may ring."""

from ringback.rules.hours.calendar import Calendar, calendar_from
from ringback.rules.hours.clock import closes_at, is_open, next_opening, opening_minutes, wall_time_of
from ringback.rules.hours.dialling import DialHours, may_dial, quiet_until

__all__ = [
    "Calendar",
    "DialHours",
    "calendar_from",
    "closes_at",
    "is_open",
    "may_dial",
    "next_opening",
    "opening_minutes",
    "quiet_until",
    "wall_time_of",
]
