"""Days that are not like others: closed for a reason that sellers read, public holidays, peaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.rules.hours import public_holidays


@dataclass(frozen=True)
class ClosedDay:
    """`because` is what the desk itself says, in both languages, and empty where it says nothing; `holiday` is the name of a
    public holiday in both, or empty."""

    because: Mapping[str, str]
    holiday: Mapping[str, str]

    @property
    def words(self) -> Mapping[str, str]:
        """What sellers read, whichever it is."""
        return self.because or self.holiday


def closed_today(site: Site, *, now: datetime) -> ClosedDay | None:
    """None on a day with its usual hours. The day is the site's."""
    day = _today(site, now)
    if calendar_of(site).always_open:
        return None
    if day in site.closed_days:
        return ClosedDay(site.closed_because.get(day.isoformat(), {}), {})
    holiday = holiday_on(site, day)
    return ClosedDay({}, holiday) if holiday else None


def holiday_on(site: Site, day: date) -> Mapping[str, str]:
    """Its name in both languages (in English where there is no Chinese one); empty on any other day."""
    if not site.holiday_country:
        return {}
    where = (site.holiday_country, site.holiday_subdivision, day.year)
    name = public_holidays(*where).get(day, "")
    return {"en": name, "zh-hans": public_holidays(*where, "zh").get(day, name)} if name else {}


def holidays_ahead(site: Site, *, now: datetime, most: int) -> list[tuple[date, Mapping[str, str]]]:
    """The next ones of this year and the next, the soonest first."""
    if not site.holiday_country:
        return []
    today = _today(site, now)
    years = (today.year, today.year + 1)
    known = {
        day for year in years for day in public_holidays(site.holiday_country, site.holiday_subdivision, year)
    }
    return [(day, holiday_on(site, day)) for day in sorted(known) if day >= today][:most]


def peak_now(site: Site, *, now: datetime) -> Mapping[str, str]:
    """The name of the peak that goes on, in both languages; empty when none does."""
    today = _today(site, now).isoformat()
    for peak in site.peak_days:
        if peak["from"] <= today <= peak["until"]:
            return {"en": peak["en"], "zh-hans": peak["zh-hans"]}
    return {}


def _today(site: Site, now: datetime) -> date:
    return now.astimezone(ZoneInfo(site.zone)).date()
