"""The sites as the first page shows them: open or shut, by their own clock, and how many wait."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ringback.pages.shared import names
from ringback.records.callbacks.busy import Busy, busy_sites
from ringback.records.desk.readers import calendar_of
from ringback.rules.hours import Calendar, closes_at, is_open, next_opening


@dataclass(frozen=True)
class Shown:
    name: str
    is_open: bool
    hours: str
    zone: str
    waiting: int
    calls: int


def shown(now: datetime) -> list[Shown]:
    """In the reader's language; nobody is signed in, so each site's times are in its own zone."""
    chinese = (get_language() or "en").startswith("zh")
    return [_shown(one, now, chinese) for one in busy_sites()]


def _shown(one: Busy, now: datetime, chinese: bool) -> Shown:
    site, calendar = one.site, calendar_of(one.site)
    return Shown(
        name=site.name_in(get_language() or "en"),
        is_open=is_open(calendar, now),
        hours=_hours(calendar, now, chinese),
        zone=names.zone(site.zone, at=now, chinese=chinese),
        waiting=one.waiting,
        calls=one.calls,
    )


def _hours(calendar: Calendar, now: datetime, chinese: bool) -> str:
    if calendar.always_open:
        return _("Open round the clock")
    if closes := closes_at(calendar, now):
        return _("Open until %(at)s") % {"at": _moment(closes, calendar.zone, now, chinese)}
    opens = next_opening(calendar, now)
    return _("Opens %(at)s") % {"at": _moment(opens, calendar.zone, now, chinese)} if opens else _("Closed")


def _moment(at: datetime, zone: str, now: datetime, chinese: bool) -> str:
    """14:10 today, else with the day; by the site's clock."""
    there, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = there.strftime("%H:%M")
    return (
        clock if there.date() == today else f"{names.day(there.date(), today=today, chinese=chinese)} {clock}"
    )
