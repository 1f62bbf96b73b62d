"""Shifts by week in the site's own zone: over midnight, over clock changes, with absences, copied and swapped."""

from datetime import date, datetime
from typing import Any

import pytest

from ringback.records.desk.models import Site
from ringback.records.people.models import Person
from ringback.records.rosters.readers import has_roster, on_roster, shift_of, shifts_between
from ringback.records.setup.rosters import ROSTER, Week, cell, copied, key_of, swapped
from ringback.records.setup.saving import read, save
from ringback.records.setup.wrong import Strands, Wrong
from tests.people import DAY, HOUR, MINUTE, NOON, a_site, answers, asks, sells, supervises

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 1, 12)
NINE_TO_FIVE = {"spans": [[540, 1020]], "away": ""}


def write(
    rosa: Person, site: Site, monday: date, cells: dict[str, Any], *, all_the_same: bool = False
) -> None:
    key = key_of(site.slug, monday)
    seen = read(ROSTER, key)
    save(
        ROSTER,
        key,
        {**seen.values, **cells},
        seen=seen.version,
        all_the_same=all_the_same,
        by=rosa,
        now=NOON,
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_shift_is_read_in_the_sites_zone() -> None:
    site, rosa = a_site("eu"), supervises("Rosa")
    bo = answers("Bo", site)
    assert not has_roster(site)
    write(rosa, site, MONDAY, {cell(bo.pk, MONDAY + DAY): NINE_TO_FIVE})
    assert has_roster(site)
    assert [shift.agent for shift in on_roster(site, at("2026-01-13T08:00Z"))] == [bo.pk]
    assert on_roster(site, at("2026-01-13T07:59Z")) == on_roster(site, at("2026-01-13T16:00Z")) == []
    shift = shift_of(bo, NOON)
    assert shift is not None
    assert (shift.begin, shift.end) == (at("2026-01-13T08:00Z"), at("2026-01-13T16:00Z"))
    assert shift_of(bo, NOON + 12 * HOUR) is None


def test_a_night_shift_belongs_to_the_day_it_begins() -> None:
    site, rosa = a_site("jp"), supervises("Rosa")
    bo = answers("Bo", site)
    sunday = date(2026, 1, 18)
    write(rosa, site, MONDAY, {cell(bo.pk, sunday): {"spans": [[1320, 1800]], "away": ""}})
    (shift,) = on_roster(site, at("2026-01-18T20:00Z"))
    assert (shift.begin, shift.end) == (at("2026-01-18T22:00+09:00"), at("2026-01-19T06:00+09:00"))


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 28), 7.0), (date(2026, 10, 24), 9.0)], ids=["spring", "autumn"]
)
def test_a_night_over_a_clock_change_is_as_long_as_it_is(day: date, hours: float) -> None:
    site, rosa = a_site("eu"), supervises("Rosa")
    bo = answers("Bo", site)
    monday = day - day.weekday() * DAY
    write(rosa, site, monday, {cell(bo.pk, day): {"spans": [[1320, 1800]], "away": ""}})
    (shift,) = shifts_between(site, at(f"{day}T00:00Z"), at(f"{day}T00:00Z") + 2 * DAY)
    assert (shift.end - shift.begin) / HOUR == hours


def test_who_is_away_is_on_no_roster_and_their_hours_stay_to_be_read() -> None:
    site, rosa = a_site("eu"), supervises("Rosa")
    bo = answers("Bo", site)
    write(rosa, site, MONDAY, {cell(bo.pk, MONDAY): {**NINE_TO_FIVE, "away": "ill"}})
    assert on_roster(site, at("2026-01-12T10:00Z")) == []
    assert read(ROSTER, key_of("eu", MONDAY)).values[cell(bo.pk, MONDAY)]["spans"] == [[540, 1020]]


def test_last_week_is_copied_without_absences_and_without_whoever_left() -> None:
    site, rosa = a_site("eu"), supervises("Rosa")
    bo, di, ed = answers("Bo", site), answers("Di", site), answers("Ed", site)
    week = {cell(one.pk, MONDAY): NINE_TO_FIVE for one in (bo, di, ed)}
    write(rosa, site, MONDAY, {**week, cell(di.pk, MONDAY): {**NINE_TO_FIVE, "away": "leave"}})
    Person.objects.filter(pk=ed.person_id).update(is_active=False)
    written = {cell(bo.pk, MONDAY + 7 * DAY): {"spans": [[480, 720]], "away": ""}}
    write(rosa, site, MONDAY + 7 * DAY, written)
    assert copied(Week(site, MONDAY + 7 * DAY)) == {cell(di.pk, MONDAY + 7 * DAY): NINE_TO_FIVE, **written}


def test_two_agents_swap_a_day() -> None:
    values = {cell(1, MONDAY): NINE_TO_FIVE}
    assert swapped(values, MONDAY, 1, 2) == {cell(2, MONDAY): NINE_TO_FIVE}
    assert swapped(swapped(values, MONDAY, 1, 2), MONDAY, 2, 1) == values


@pytest.mark.parametrize(
    ("spans", "problem"),
    [
        ([[540, 540]], "no-span"),
        ([[1440, 1500]], "no-span"),
        ([[0, 1441]], "no-span"),
        ([[540, 720], [700, 800]], "overlap"),
    ],
)
def test_spans_that_cannot_be_worked_are_refused_by_their_cell(spans: list[list[int]], problem: str) -> None:
    site, rosa = a_site("eu"), supervises("Rosa")
    where = cell(answers("Bo", site).pk, MONDAY)
    with pytest.raises(Wrong) as told:
        write(rosa, site, MONDAY, {where: {"spans": spans, "away": ""}})
    assert told.value.problems == {where: problem}


def test_nobody_from_another_site_is_rostered() -> None:
    site, rosa = a_site("eu"), supervises("Rosa")
    where = cell(answers("Di", a_site("na")).pk, MONDAY)
    with pytest.raises(Wrong) as told:
        write(rosa, site, MONDAY, {where: NINE_TO_FIVE})
    assert told.value.problems == {where: "not-of-this-site"}


def test_a_roster_on_which_nobody_speaks_what_sellers_wait_for_is_said() -> None:
    site, rosa = a_site("na"), supervises("Rosa")
    bo, mei = answers("Bo", site), answers("Mei", site, languages=("zh-hans",))
    asks(sells("Ada", site), site)
    with pytest.raises(Strands) as told:
        write(rosa, site, MONDAY, {cell(mei.pk, MONDAY + DAY): NINE_TO_FIVE})
    assert [(one.why, one.languages, one.count) for one in told.value.found] == [
        ("nobody-rostered", ("en",), 1)
    ]
    write(rosa, site, MONDAY, {cell(one.pk, MONDAY + DAY): NINE_TO_FIVE for one in (bo, mei)})
    assert len(on_roster(site, at("2026-01-13T17:30Z"))) == 2
    assert on_roster(site, at("2026-01-13T17:00Z") - MINUTE) == []
