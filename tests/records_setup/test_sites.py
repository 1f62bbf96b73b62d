"""A site is saved with its history; any change is undone; new hours strand nobody unsaid and move nobody's place."""

from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from ringback.records.callbacks.forecast import forecast, wanted_of
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.turning import tick
from ringback.records.callbacks.waiting import share_of
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.history.models import Change
from ringback.records.history.readers import version_of
from ringback.records.notices.models import Notice
from ringback.records.people.models import Person
from ringback.records.setup import undoing
from ringback.records.setup.saving import read, save
from ringback.records.setup.sites import SITE, make_site
from ringback.records.setup.wrong import (
    CannotBeUndone,
    ChangedMeanwhile,
    NothingToUndo,
    Strands,
    TouchedLater,
    Wrong,
)
from ringback.rules.hours import opening_minutes
from tests.people import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    OFFICE_HOURS,
    a_lease,
    a_site,
    answers,
    asks,
    sells,
    supervises,
)

pytestmark = pytest.mark.django_db
OFFICE: dict[str, Any] = {f"hours.{day}": spans for day, spans in OFFICE_HOURS.items()} | {
    "round-the-clock": False
}


def set_site(
    rosa: Person,
    fields: dict[str, Any],
    *,
    slug: str = "na",
    now: datetime = NOON,
    all_the_same: bool = False,
) -> Change:
    """Rosa saves what she has before her with these fields changed."""
    seen = read(SITE, slug)
    values = {**seen.values, **fields}
    made = save(SITE, slug, values, seen=seen.version, all_the_same=all_the_same, by=rosa, now=now)
    assert made is not None
    return made


def test_a_change_keeps_who_when_before_and_after() -> None:
    a_site()
    made = set_site(rosa := supervises("Rosa"), {"name.en": "America"})
    assert (made.by, made.at, made.kind, made.key) == (rosa, NOON, "site", "na")
    assert made.before == {"name.en": "North America"}
    assert made.after == {"name.en": "America"}
    assert Site.objects.get().name_en == "America"


def test_saving_what_is_there_already_leaves_no_change() -> None:
    a_site()
    seen = read(SITE, "na")
    assert save(SITE, "na", seen.values, seen=0, by=supervises("Rosa"), now=NOON) is None
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE ringback_change SET key = 'eu'", "DELETE FROM ringback_change"]
)
def test_the_database_refuses_to_rewrite_history(statement: str) -> None:
    a_site()
    set_site(supervises("Rosa"), {"name.en": "America"})
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_third_last_of_five_is_undone_and_the_later_ones_stay() -> None:
    a_site()
    rosa = supervises("Rosa")
    set_site(rosa, {"name.en": "America"})
    set_site(rosa, {"languages": ["en", "zh-hans"]})
    third_last = set_site(rosa, {"answer-within-hours": 24})
    set_site(rosa, {"name.en": "The Americas"})
    set_site(rosa, {"official-number": "+12065550199"})
    undoing.undo(third_last, by=rosa, now=NOON + HOUR)
    site = Site.objects.get()
    assert site.answer_within == timedelta(hours=48)
    assert (site.name_en, site.languages) == ("The Americas", ["en", "zh-hans"])
    assert site.official_number == "+12065550199"
    last = Change.objects.first()
    assert last is not None
    assert (last.undoes, last.act) == (third_last, "undone")


def test_a_field_that_was_changed_again_is_asked_about_before_it_is_undone() -> None:
    a_site()
    rosa = supervises("Rosa")
    first = set_site(rosa, {"name.en": "America"})
    later = set_site(rosa, {"name.en": "The Americas"})
    with pytest.raises(TouchedLater) as asked:
        undoing.undo(first, by=rosa, now=NOON)
    assert (asked.value.fields, asked.value.later) == (("name.en",), (later,))
    undoing.undo(first, later_too=True, by=rosa, now=NOON)
    assert Site.objects.get().name_en == "North America"


def test_an_undo_can_be_undone_and_what_is_undone_cannot_be_undone_again() -> None:
    a_site()
    rosa = supervises("Rosa")
    first = set_site(rosa, {"name.en": "America"})
    undoing.undo(first, by=rosa, now=NOON)
    with pytest.raises(NothingToUndo):
        undoing.undo(first, by=rosa, now=NOON)
    undo = Change.objects.first()
    assert undo is not None
    undoing.undo(undo, by=rosa, now=NOON)
    assert Site.objects.get().name_en == "America"


def test_making_a_site_is_undone_while_nothing_has_happened_there_and_made_again() -> None:
    na, rosa = a_site(), supervises("Rosa")
    values = {**read(SITE, "na").values, "mark": "UK", "name.en": "United Kingdom"}
    make_site("uk", values, by=rosa, now=NOON)
    made = Change.objects.get(key="uk")
    undoing.undo(made, by=rosa, now=NOON)
    assert [site.slug for site in Site.objects.all()] == ["na"]
    undo = Change.objects.filter(key="uk").first()
    assert undo is not None
    undoing.undo(undo, by=rosa, now=NOON)
    assert Site.objects.get(slug="uk").name_en == "United Kingdom"
    sells("Ada", na, Site.objects.get(slug="uk"))
    with pytest.raises(CannotBeUndone):
        undoing.undo(made, by=rosa, now=NOON)


def test_the_second_of_two_supervisors_is_told_what_the_first_changed() -> None:
    a_site()
    rosa, sue = supervises("Rosa"), supervises("Sue")
    seen = read(SITE, "na")
    set_site(rosa, {"name.en": "America", "answer-within-hours": 24})
    hers = {**seen.values, "name.en": "US", "languages": ["en"]}
    with pytest.raises(ChangedMeanwhile) as told:
        save(SITE, "na", hers, seen=seen.version, by=sue, now=NOON)
    assert told.value.both == ("name.en",)
    assert told.value.changes[0].by == rosa
    assert told.value.merged["answer-within-hours"] == 24
    assert (told.value.merged["name.en"], told.value.merged["languages"]) == ("US", ["en"])
    assert Site.objects.get().name_en == "America"
    save(SITE, "na", told.value.merged, seen=told.value.seen, by=sue, now=NOON)
    assert Site.objects.get().answer_within == timedelta(hours=24)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_the_second_is_told() -> None:
    a_site()
    rosa, sue = supervises("Rosa"), supervises("Sue")
    seen, told = read(SITE, "na"), []

    def sue_saves() -> None:
        try:
            save(SITE, "na", {**seen.values, "name.en": "US"}, seen=seen.version, by=sue, now=NOON)
        except ChangedMeanwhile as problem:
            told.append(problem.both)
        finally:
            connection.close()

    with transaction.atomic():
        save(SITE, "na", {**seen.values, "name.en": "America"}, seen=seen.version, by=rosa, now=NOON)
        other = Thread(target=sue_saves)
        other.start()
        other.join(0.5)
        assert other.is_alive(), "it must wait for the first"
    other.join()
    assert told == [("name.en",)]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"zone": "Mars/Base"}, "zone"),
        ({"name.en": " "}, "name.en"),
        ({"languages": ["tlh"]}, "languages"),
        ({"round-the-clock": False}, "round-the-clock"),
        ({"hours.mon": [["18:00", "09:00"]], "round-the-clock": False}, "hours.mon"),
        ({"hours.mon": [["09:00", "13:00"], ["12:00", "18:00"]], "round-the-clock": False}, "hours.mon"),
        ({"holiday.country": "XX"}, "holiday.country"),
        ({"holiday.country": "DE", "holiday.subdivision": "CA"}, "holiday.subdivision"),
        ({"official-number": "0800 1234"}, "official-number"),
        ({"answer-within-hours": 0}, "answer-within-hours"),
    ],
)
def test_what_is_wrong_is_said_by_its_field_and_nothing_is_saved(fields: dict[str, Any], where: str) -> None:
    a_site()
    with pytest.raises(Wrong) as told:
        set_site(supervises("Rosa"), fields)
    assert where in told.value.problems
    assert not Change.objects.exists()


class Waits:
    """Ada waits at a site that never closes since noon; Bo could ring her."""

    def __init__(self, **site: Any) -> None:
        self.rosa, self.site = supervises("Rosa"), a_site("na", **site)
        self.ada = sells("Ada", self.site)
        self.bo = answers("Bo", self.site)
        self.callback = asks(self.ada, self.site)

    def now(self) -> Callback:
        return Callback.objects.select_related("site").get(pk=self.callback.pk)


def test_new_hours_move_nobodys_age_or_place() -> None:
    world, later = Waits(), NOON + 30 * MINUTE
    cy = asks(sells("Cy", world.site), world.site, "listing-removed", at=NOON + 10 * MINUTE)
    before = [share_of(one, now=later) for one in (world.now(), Callback.objects.get(pk=cy.pk))]
    places = [forecast(one.site, wanted_of(one), now=later).number for one in (world.now(), cy)]
    # 12:30 in London is 4:30 in Los Angeles: closed.
    set_site(world.rosa, OFFICE, now=later, all_the_same=True)
    site = Site.objects.get()
    fresh = [Callback.objects.get(pk=one.pk) for one in (world.callback, cy)]
    assert [share_of(one, now=later) for one in fresh] == pytest.approx(before)
    assert [forecast(site, wanted_of(one), now=later).number for one in fresh] == places
    # Until the doors open nobody grows older; from then on everybody does.
    opens = datetime.fromisoformat("2026-01-13T09:00-08:00")
    assert [share_of(one, now=opens) for one in fresh] == pytest.approx(before)
    assert share_of(fresh[0], now=opens + HOUR) > before[0]


def test_what_the_hours_mean_for_whoever_waits_is_said_before_it_is_saved() -> None:
    world = Waits()
    with pytest.raises(Strands) as told:
        set_site(world.rosa, OFFICE)
    (one,) = told.value.found
    assert (one.why, one.count, one.until) == ("rests", 1, "2026-01-13T17:00:00+00:00")
    assert Site.objects.get().hours == {}
    set_site(world.rosa, OFFICE, all_the_same=True)
    tick(world.site.pk, epoch=a_lease(), now=NOON + MINUTE)
    rested = world.now()
    assert (rested.state, rested.rest_reason) == ("resting", "closed")
    assert rested.ready_at == datetime.fromisoformat("2026-01-13T17:00+00:00")


def test_doors_that_open_earlier_wake_whoever_rests() -> None:
    world = Waits(hours=OFFICE_HOURS)
    assert world.callback.rest_reason == "closed"
    set_site(world.rosa, {"round-the-clock": True, **{f"hours.{day}": None for day in OFFICE_HOURS}})
    assert world.now().ready_at == NOON
    tick(world.site.pk, epoch=a_lease(), now=NOON + MINUTE)
    assert world.now().state == "waiting"


def test_a_chosen_window_that_would_be_closed_is_said_and_keeps_its_rank() -> None:
    world = Waits()
    begin = NOON + 2 * HOUR
    window = asks(sells("Cy", world.site), world.site, window=(begin, begin + HOUR))
    with pytest.raises(Strands) as told:
        set_site(world.rosa, OFFICE)
    assert {one.why for one in told.value.found} == {"rests", "window-closed"}
    set_site(world.rosa, OFFICE, all_the_same=True)
    window.refresh_from_db()
    site = Site.objects.get()
    assert window.effective == pytest.approx(opening_minutes(calendar_of(site), begin))


def test_a_site_that_would_not_open_before_they_expire_is_said() -> None:
    world = Waits()
    days = {
        f"day.{(NOON + n * DAY).date().isoformat()}": {"en": "Move", "zh-hans": "搬迁"} for n in range(10)
    }
    with pytest.raises(Strands) as told:
        set_site(world.rosa, {**OFFICE, **days})
    assert [one.why for one in told.value.found] == ["never-opens"]


def test_a_language_that_waiting_sellers_need_is_not_dropped_in_silence() -> None:
    world = Waits()
    with pytest.raises(Strands) as told:
        set_site(world.rosa, {"languages": ["zh-hans"]})
    assert [(one.why, one.languages) for one in told.value.found] == [("not-served", ("en",))]


def test_what_waited_in_vain_before_stands_in_nobodys_way() -> None:
    world = Waits()
    world.bo.delete()
    set_site(world.rosa, {"name.en": "America"})
    assert version_of("site", "na") > 0


def test_a_second_click_changes_nothing_and_says_nothing() -> None:
    a_site()
    rosa, seen = supervises("Rosa"), read(SITE, "na")
    twice = [
        save(SITE, "na", {**seen.values, "name.en": "US"}, seen=seen.version, by=rosa, now=NOON)
        for _ in range(2)
    ]
    assert twice[0] is not None
    assert twice[1] is None
    assert Change.objects.count() == 1


def test_a_promise_that_the_new_hours_shut_out_is_moved_with_one_notice() -> None:
    world = Waits()
    before = world.callback.promise
    assert before is not None
    set_site(world.rosa, OFFICE, all_the_same=True)
    epoch = a_lease()
    for minutes in (1, 2, 3):
        tick(world.site.pk, epoch=epoch, now=NOON + minutes * MINUTE)
    before.refresh_from_db()
    after = Callback.objects.select_related("promise").get(pk=world.callback.pk).promise
    assert before.state == "moved"
    assert after is None or after.earliest >= datetime.fromisoformat("2026-01-13T09:00-08:00")
    assert Notice.objects.filter(kind="moved", about=world.callback.pk).count() == 1
