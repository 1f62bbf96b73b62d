"""Ada sends what was missing: her callback waits again at its old place, once, with a new promise."""

from datetime import datetime
from typing import Any

import pytest

from ringback.records.callbacks import returning
from ringback.records.callbacks.asking import ask_for_callback
from ringback.records.callbacks.intake import close_intake
from ringback.records.callbacks.law import law
from ringback.records.callbacks.models import Callback
from ringback.records.calls import wrapping
from ringback.records.calls.models import Call
from ringback.records.cases import actions as cases
from ringback.records.cases.models import Case
from ringback.records.notices.models import Notice
from ringback.records.sellers.models import Standing
from ringback.rules.calls.lifecycle import Outcome
from ringback.rules.queue.discipline import urgency
from ringback.rules.queue.waiting import Waiting
from tests.people import DAY, HOUR, MINUTE, NOON, SmallDesk, asks, sells, supervises, talks
from tests.racing import Other, before_commit

pytestmark = pytest.mark.django_db
LATER = NOON + 3 * HOUR
THINGS = ["the invoice of 3 January", "the stamp"]


class World(SmallDesk):
    """They have talked, and Bo needs two things of Ada."""

    def __init__(self, issue: str = "payment-on-hold", **finish: Any) -> None:
        super().__init__(issue)
        attempt = talks(self.bo, epoch=self.epoch)
        self.ends(attempt, Outcome.ANSWERED, NOON + 6 * MINUTE, "agent")
        wrapping.finish(
            Call.objects.get(), outcome="needs_seller", missing=THINGS, now=NOON + 7 * MINUTE, **finish
        )
        self.callback.refresh_from_db()

    @property
    def case(self) -> Case:
        return Case.objects.select_related("seller__person", "site", "issue_type").get(
            pk=self.callback.case_id
        )

    @property
    def back(self) -> Callback:
        return Callback.objects.select_related("promise", "queue").get(continues=self.callback)

    def gives(self, *things: str, at: datetime = LATER) -> returning.Answered:
        return returning.give(self.case, things=things, words="✓", now=at)


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_the_last_thing_puts_the_callback_back_at_its_old_place(world: World) -> None:
    assert world.gives(THINGS[1]).left == (THINGS[0],)
    assert (world.case.state, world.case.given) == ("needs-seller", [THINGS[1]])
    assert world.gives(THINGS[0]).callback == world.back
    was, back = world.callback, world.back
    assert (back.effective, back.target, back.credit) == (was.effective, was.target, was.credit)
    assert (back.priority, back.reasons, back.languages) == (was.priority, was.reasons, was.languages)
    assert (back.state, back.ordinal, back.queue) == ("waiting", 2, was.queue)
    assert (world.case.state, world.case.missing, world.case.given) == ("open", [], [])
    assert world.case.answer_by is None


def test_by_the_law_it_goes_before_whoever_asked_meanwhile(world: World) -> None:
    cy = asks(sells("Cy", world.site), world.site, at=NOON + HOUR)
    world.gives(*THINGS)

    def u(one: Callback) -> float:
        waits = Waiting(str(one.pk), one.priority, one.target, one.asked, one.effective)
        return urgency(waits, opened=world.callback.asked + 180, protect=law().protect)

    assert u(world.back) == pytest.approx(180 / 120**1.5)
    assert u(cy) == pytest.approx(120 / 120**1.5)


def test_it_is_promised_anew_and_said(world: World) -> None:
    world.gives(*THINGS)
    promise = world.back.promise
    assert promise is not None
    assert (promise.made_for, promise.state) == ("again", "pending")
    assert promise.shown_from >= LATER
    told = world.back.events.get(kind="asked").detail
    assert (told["returns"], told["continues"]) == (True, str(world.callback.pk))
    assert Notice.objects.filter(about=world.back.pk, kind="asked").exists()


def test_a_message_is_an_answer_too(world: World) -> None:
    assert returning.write(world.case, words="Both are on their way.", now=LATER).callback == world.back


def test_a_file_is_an_answer_too(world: World) -> None:
    assert returning.add_files(world.case, now=LATER).callback == world.back


def test_a_message_in_a_case_that_asks_nothing_is_owed_an_answer(world: World) -> None:
    world.gives(*THINGS)
    Callback.objects.filter(pk=world.back.pk).update(state="cancelled", finished_at=LATER)
    assert returning.write(world.case, words="Any news?", now=LATER) == returning.Answered()
    assert returning.add_files(world.case, now=LATER) == returning.Answered()
    assert world.case.answer_by is not None
    assert Callback.objects.count() == 2


def test_the_class_is_asked_for_again_only_when_the_facts_have_changed(world: World) -> None:
    Case.objects.filter(pk=world.case.pk).update(completeness=0.9)
    world.gives(*THINGS)
    assert (world.back.priority, world.back.effective) == (world.callback.priority, world.callback.effective)
    assert world.back.facts != world.callback.facts


def test_another_class_changes_the_target_and_u_does_not_jump(world: World) -> None:
    Case.objects.filter(pk=world.case.pk).update(urgent_claimed=True)
    world.gives(*THINGS)
    back, opened = world.back, world.callback.asked + 180
    assert (back.priority, back.target) == ("high", 30)
    before = (opened - world.callback.effective) / 120**1.5
    assert (opened - back.effective) / 30**1.5 == pytest.approx(before)


def test_who_may_not_be_rung_any_more_is_answered_in_writing(world: World) -> None:
    facts = Standing.objects.get(seller=world.ada).facts
    Standing.objects.update(facts={**facts, "mfa": False})
    answered = world.gives(*THINGS)
    assert (answered.callback, answered.because) == (None, "not-eligible")
    assert world.case.answer_by is not None
    assert world.case.messages.count() == 1


def test_a_closed_site_lets_it_rest_and_a_closed_intake_lets_it_in(world: World) -> None:
    close_intake(world.site, said={"en": "Storm.", "zh-hans": "暴风。"}, by=supervises("Su"), now=LATER)
    world.site.hours = {"wed": [["09:00", "18:00"]]}
    world.site.zone = "UTC"
    world.site.save(update_fields=["hours", "zone"])
    world.gives(*THINGS)
    back = world.back
    assert (back.state, back.rest_reason, back.ready_at) == ("resting", "closed", NOON + 21 * HOUR)
    assert back.promise is None or back.promise.shown_from >= NOON + 21 * HOUR


def test_a_window_that_is_over_stays_over() -> None:
    world = World()
    Callback.objects.filter(pk=world.callback.pk).update(
        window_from=NOON, window_until=NOON + HOUR, target=60
    )
    world.gives(*THINGS)
    assert (world.back.window_from, world.back.target) == (None, 60)


def test_nothing_is_taken_in_when_the_case_was_closed_meanwhile(world: World) -> None:
    cases.close(world.case, now=NOON + HOUR)
    with pytest.raises(cases.CaseIsClosed):
        world.gives(*THINGS)
    cases.reopen(world.case, now=NOON + 2 * HOUR)
    assert world.gives(*THINGS).callback is None
    assert world.case.answer_by is not None


def test_whoever_asked_to_be_rung_in_the_meantime_is_not_booked_twice(world: World) -> None:
    asked = ask_for_callback(world.case, line="in-app", now=NOON + HOUR)
    assert world.gives(*THINGS).callback is None
    assert list(Callback.objects.exclude(state="completed")) == [asked]
    assert world.case.state == "open"


def test_it_lives_as_long_as_any_request_from_now_on(world: World) -> None:
    world.gives(*THINGS, at=NOON + 9 * DAY)
    assert world.turns(NOON + 9 * DAY + MINUTE)
    assert world.back.state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_puts_it_back() -> None:
    world = World()
    with before_commit(lambda: world.gives(*THINGS)):
        other = Other(lambda: returning.write(world.case, words="Here.", now=LATER))
        other.waits_for_us()
    assert other.done() == returning.Answered()
    assert Callback.objects.filter(continues=world.callback).count() == 1
    assert world.case.messages.count() == 2
