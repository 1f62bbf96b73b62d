"""Sites as they are set up: names, zone, languages, hours, days, numbers, links and the published answer time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction

from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.history.actions import Act, record
from ringback.records.history.models import Change
from ringback.records.people.models import Person
from ringback.records.setup.making import made_before, one_at_a_time
from ringback.records.setup.wrong import CannotBeUndone, Wrong
from ringback.rules.history import Snapshot
from ringback.rules.hours import (
    WEEKDAYS,
    Calendar,
    calendar_from,
    holiday_places,
    next_opening,
    opening_minutes,
)
from ringback.rules.numbers import e164
from ringback.rules.policy.facts import LANGUAGES

HOUR = timedelta(hours=1)
UNRESERVED = (Callback.State.WAITING, Callback.State.RESTING)
NAME_EN, NAME_ZH = "name.en", "name.zh-hans"


@dataclass(frozen=True)
class _Site:
    """The key is the slug, which never changes. `exists` is taken back when the making of a site is undone."""

    kind: str = "site"

    def locked(self, key: str) -> Site:
        """Another transaction may still write callbacks that point at the site. Raises LookupError."""
        site = Site.objects.select_for_update(no_key=True).filter(slug=key).first()
        if site is None:
            raise LookupError(f"no site {key!r}")
        return site

    def name(self, one: Site) -> Mapping[str, str]:
        return {"en": one.name_en, "zh-hans": one.name_zh}

    def snapshot(self, one: Site) -> dict[str, Any]:
        """Empty once the site is removed."""
        if one.pk is None:
            return {}
        values: dict[str, Any] = {
            "exists": True,
            NAME_EN: one.name_en,
            NAME_ZH: one.name_zh,
            "mark": one.mark,
            "zone": one.zone,
            "languages": list(one.languages),
            "round-the-clock": not one.hours,
            "holiday.country": one.holiday_country,
            "holiday.subdivision": one.holiday_subdivision,
            "official-number": one.official_number,
            "other-numbers": list(one.other_numbers),
            "phone-countries": list(one.phone_countries),
            "rulebook": one.rulebook_name,
            "answer-within-hours": one.answer_within / HOUR,
            "position": one.position,
        }
        values |= {f"hours.{day}": spans for day, spans in one.hours.items() if spans}
        values |= {
            f"day.{day.isoformat()}": one.closed_because.get(day.isoformat(), {}) for day in one.closed_days
        }
        values |= {f"peak.{peak['from']}": peak for peak in one.peak_days}
        values |= {f"mend.{fact}": link for fact, link in one.mend_links.items()}
        values |= {f"owner.{fact}": owner for fact, owner in one.fact_owners.items()}
        return values

    def write(self, one: Site, values: Snapshot, *, now: datetime) -> None:
        """New hours let the opening clock run on from what it shows: nobody's age and place jump."""
        if not values.get("exists"):
            _remove(one)
            return
        refuse_wrong(values)
        before, shown = calendar_of(one), opening_minutes(calendar_of(one), now)
        _fill(one, values)
        if _bare(calendar_of(one)) != _bare(before):
            one.clock_offset += shown - opening_minutes(calendar_of(one), now)
        one.save()
        if calendar_of(one) != before:
            _move_rests(one, now)


SITE = _Site()


@transaction.atomic
def make_site(
    slug: str, values: Snapshot, *, undoes: Change | None = None, by: Person | None, now: datetime
) -> Site:
    """`values` as in a snapshot; `undoes` is the change that took the site away. Raises Wrong.

    A second click finds the site of the first.
    """
    one_at_a_time()
    if undoes is None and (before := made_before(SITE, slug, values)) is not None:
        return before
    refuse_wrong(values)
    problems = {}
    if Site.objects.filter(slug=slug).exists():
        problems["slug"] = "taken"
    if Site.objects.filter(mark=values["mark"]).exists():
        problems["mark"] = "taken"
    if problems:
        raise Wrong(problems)
    site = Site(slug=slug)
    _fill(site, {"position": Site.objects.count(), **values})
    site.save()
    record(
        SITE.kind,
        slug,
        name=SITE.name(site),
        before={},
        after=SITE.snapshot(site),
        act=Act.UNDONE if undoes else Act.MADE,
        undoes=undoes,
        by=by,
        now=now,
    )
    return site


def refuse_wrong(values: Snapshot) -> None:
    """Raises Wrong."""
    problems = {
        **_wrong_words(values),
        **_wrong_hours(values),
        **_wrong_days(values),
        **_wrong_numbers(values),
    }
    if problems:
        raise Wrong(problems)


def _bare(calendar: Calendar) -> tuple[Any, ...]:
    return (calendar.zone, calendar.week, calendar.closed, calendar.country, calendar.subdivision)


def _hours(values: Snapshot) -> dict[str, Any]:
    if values.get("round-the-clock"):
        return {}
    return {day: values[f"hours.{day}"] for day in WEEKDAYS if values.get(f"hours.{day}")}


def _wrong_words(values: Snapshot) -> dict[str, str]:
    found = {name: "empty" for name in (NAME_EN, NAME_ZH, "mark") if not str(values.get(name, "")).strip()}
    if values.get("zone") not in available_timezones():
        found["zone"] = "no-zone"
    languages = values.get("languages") or []
    if not languages or not set(languages) <= set(LANGUAGES):
        found["languages"] = "no-language"
    if not float(values.get("answer-within-hours") or 0) > 0:
        found["answer-within-hours"] = "not-positive"
    return found


def _wrong_hours(values: Snapshot) -> dict[str, str]:
    if not values.get("round-the-clock") and not _hours(values):
        return {"round-the-clock": "never-open"}
    found = {}
    for day in WEEKDAYS:
        try:
            calendar_from("UTC", {day: values.get(f"hours.{day}") or []})
        except ValueError:
            found[f"hours.{day}"] = "no-hours"
    return found


def _wrong_days(values: Snapshot) -> dict[str, str]:
    country, part = values.get("holiday.country", ""), values.get("holiday.subdivision", "")
    found = {}
    if country and country not in holiday_places():
        found["holiday.country"] = "no-country"
    elif part and part not in holiday_places().get(country, ()):
        found["holiday.subdivision"] = "no-subdivision"
    for name, value in values.items():
        if name.startswith("peak.") and value["until"] < value["from"]:
            found[name] = "ends-before"
    return found


def _wrong_numbers(values: Snapshot) -> dict[str, str]:
    numbers = {"official-number": [values.get("official-number") or ""]}
    numbers["other-numbers"] = values.get("other-numbers") or []
    found = {}
    for name, each in numbers.items():
        try:
            if any(number and e164(number) != number for number in each):
                found[name] = "no-number"
        except ValueError:
            found[name] = "no-number"
    return found


def _fill(site: Site, values: Snapshot) -> None:
    site.name_en, site.name_zh, site.mark = values[NAME_EN], values[NAME_ZH], values["mark"]
    site.zone, site.languages = values["zone"], list(values["languages"])
    site.hours = _hours(values)
    days = {name.removeprefix("day."): value for name, value in values.items() if name.startswith("day.")}
    site.closed_days = [date.fromisoformat(day) for day in sorted(days)]
    site.closed_because = {day: words for day, words in sorted(days.items()) if words}
    site.peak_days = [value for name, value in sorted(values.items()) if name.startswith("peak.")]
    site.holiday_country = values.get("holiday.country", "")
    site.holiday_subdivision = values.get("holiday.subdivision", "")
    site.official_number = values.get("official-number", "")
    site.other_numbers = list(values.get("other-numbers") or [])
    site.phone_countries = list(values.get("phone-countries") or [])
    site.rulebook_name = values["rulebook"]
    site.answer_within = float(values["answer-within-hours"]) * HOUR
    site.position = values.get("position", 0)
    site.mend_links = _under("mend.", values)
    site.fact_owners = _under("owner.", values)


def _under(prefix: str, values: Snapshot) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}


def _move_rests(site: Site, now: datetime) -> None:
    """Rests until the doors open end when they open now; a chosen window begins at what the clock will show then."""
    calendar = calendar_of(site)
    resting = Callback.objects.filter(site=site, state=Callback.State.RESTING)
    resting.filter(rest_reason="closed").update(ready_at=next_opening(calendar, now))
    windows = Callback.objects.filter(site=site, state__in=UNRESERVED, window_from__gt=now)
    for begin in windows.values_list("window_from", flat=True).distinct():
        if begin is not None:
            windows.filter(window_from=begin).update(effective=opening_minutes(calendar, begin))


def _remove(site: Site) -> None:
    """Only a site at which nothing has happened: its issue types and its empty queues go with it. Raises CannotBeUndone."""
    if site.cases.exists() or site.callbacks.exists() or site.standings.exists() or site.agents.exists():
        raise CannotBeUndone("in-use")
    site.delete()
