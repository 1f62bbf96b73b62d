"""What a supervisor does to callbacks, calls, agents and the intake: it is in the story, and the seller loses no place."""

from datetime import datetime

import pytest

from ringback.records.agents.models import Agent
from ringback.records.callbacks import asking, at_once, changing, intake, offering
from ringback.records.callbacks.models import Callback, CallbackEvent
from ringback.records.calls import attempts, holds, serving, wrapping
from ringback.records.calls.models import AgentHold, Attempt, Call
from ringback.records.notices.models import Notice
from ringback.records.promises.models import Promise
from ringback.records.saying import NothingSaid
from ringback.records.steering import assigning, calls, moving, presence
from ringback.rules.calls.lifecycle import Outcome
from tests.people import (
    HOUR,
    MINUTE,
    NOON,
    a_case,
    a_lease,
    a_site,
    answers,
    asks,
    closes_page,
    is_reserved,
    is_rung,
    sells,
    supervises,
    talks,
)

pytestmark = pytest.mark.django_db


class World:
    """Ada has asked at noon, Bo is there, Rosa supervises."""

    def __init__(self) -> None:
        self.site = a_site()
        self.bo, self.rosa = answers("Bo", self.site), supervises("Rosa")
        self.ada = sells("Ada", self.site)
        self.callback = asks(self.ada, self.site)

    def slot(self) -> tuple[datetime, datetime]:
        slots = offering.offer_for(self.callback.case, line="in-app", now=NOON).slots
        return next((one.begin, one.end) for one in slots if not one.full)

    def told(self, kind: str) -> CallbackEvent:
        return CallbackEvent.objects.get(callback=self.callback, kind=kind)


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_cancelling_ends_the_request_and_the_seller_reads_why(world: World) -> None:
    with pytest.raises(NothingSaid):
        calls.cancel(world.callback, said="", by=world.rosa, now=NOON)
    cancelled = calls.cancel(world.callback, said="It is solved by the refund.", by=world.rosa, now=NOON)
    assert (cancelled.state, cancelled.case.state) == ("cancelled", "open")
    assert world.told("cancelled").detail["said"] == "It is solved by the refund."
    assert Notice.objects.get(kind="cancelled").context["said"] == "It is solved by the refund."
    with pytest.raises(changing.NotWhile):
        calls.cancel(world.callback, said="Once more.", by=world.rosa, now=NOON)


def test_cancelling_a_ring_stops_it_and_frees_the_agent(world: World) -> None:
    attempt = is_rung(world.bo, epoch=a_lease())
    calls.cancel(world.callback, said="A duplicate.", by=world.rosa, now=NOON)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.ended_by) == ("ended", "supervisor")
    assert not AgentHold.objects.exists()


def test_moving_to_a_window_gives_a_new_promise_and_one_notice(world: World) -> None:
    first, slot = world.callback.promise, world.slot()
    moved = moving.move(world.callback, window=slot, said="You are in a meeting.", by=world.rosa, now=NOON)
    assert (moved.window_from, moved.window_until) == slot
    assert (moved.state, moved.rest_reason) == ("resting", "window")
    assert moved.promise is not None
    assert (moved.promise.made_for, moved.promise.shown_from, moved.promise.shown_until) == ("moved", *slot)
    assert first is not None
    assert Promise.objects.get(pk=first.pk).state == "moved"
    notice = Notice.objects.get(kind="moved")
    assert (notice.context["because"], notice.context["said"]) == ("supervisor", "You are in a meeting.")


def test_a_move_that_is_undone_leaves_the_place_as_it_was(world: World) -> None:
    place = (world.callback.effective, world.callback.target)
    moving.move(world.callback, window=world.slot(), said="A mistake.", by=world.rosa, now=NOON)
    back = moving.undo_move(world.callback, by=world.rosa, now=NOON + MINUTE)
    assert (back.effective, back.target, back.window_from, back.state) == (*place, None, "waiting")
    assert back.promise is not None
    assert back.promise.made_for == "moved"
    with pytest.raises(moving.NothingToUndo):
        moving.undo_move(world.callback, by=world.rosa, now=NOON + MINUTE)


def test_moving_from_a_chosen_window_to_soonest_counts_from_asking(world: World) -> None:
    slot = world.slot()
    changing.change_callback(world.callback, window=slot, by=world.ada.person, now=NOON)
    soonest = moving.move(
        world.callback, window=None, said="We have time now.", by=world.rosa, now=NOON + 30 * MINUTE
    )
    assert (soonest.state, soonest.window_from, soonest.target) == ("waiting", None, 120)
    assert soonest.effective == soonest.asked


def test_a_full_window_is_refused_and_nothing_is_changed(world: World) -> None:
    begin, end = world.slot()
    with pytest.raises(asking.WindowFull):
        moving.move(world.callback, window=(begin + MINUTE, end), said="Odd.", by=world.rosa, now=NOON)
    world.callback.refresh_from_db()
    assert world.callback.window_from is None


def test_given_to_one_agent_it_is_theirs_for_a_while_and_the_promise_stays(world: World) -> None:
    mei = answers("Mei", world.site)
    given = assigning.assign(world.callback, agent=mei, said="She knows the case.", by=world.rosa, now=NOON)
    assert (given.queue.agent, given.wants_agent) == (mei, mei)
    assert given.open_to_all_at == NOON + 10 * MINUTE
    assert given.promise == world.callback.promise
    back = assigning.assign(world.callback, agent=None, said="She is in a call.", by=world.rosa, now=NOON)
    assert (back.queue.agent, back.open_to_all_at) == (None, None)


def test_nobody_is_given_what_they_cannot_serve(world: World) -> None:
    eu = answers("Di", a_site("eu"))
    yan = answers("Yan", world.site, languages=("zh-hans",))
    for agent in (eu, yan):
        with pytest.raises(assigning.CannotServe):
            assigning.assign(world.callback, agent=agent, said="Please.", by=world.rosa, now=NOON)


def test_what_an_agent_has_is_neither_moved_nor_given_away(world: World) -> None:
    is_reserved(world.bo, epoch=a_lease())
    with pytest.raises(changing.NotWhile):
        moving.move(world.callback, window=None, said="Now.", by=world.rosa, now=NOON)
    with pytest.raises(changing.NotWhile):
        assigning.assign(world.callback, agent=world.bo, said="Now.", by=world.rosa, now=NOON)


def test_ending_a_call_tells_both_and_the_agent_wraps_up(world: World) -> None:
    attempt = talks(world.bo, epoch=a_lease())
    calls.end_call(attempt.pk, said="The caller threatens you.", by=world.rosa, now=NOON + MINUTE)
    attempt.refresh_from_db()
    world.bo.refresh_from_db()
    assert (attempt.outcome, attempt.ended_by) == ("answered", "supervisor")
    assert (Callback.objects.get().state, world.bo.presence) == ("wrapping-up", "wrap-up")
    assert world.told("call-ended").detail["said"] == "The caller threatens you."
    with pytest.raises(calls.NoSuchCall):
        calls.end_call(attempt.pk, said="Once more.", by=world.rosa, now=NOON + MINUTE)


def test_a_ring_is_no_call_to_be_ended(world: World) -> None:
    attempt = is_rung(world.bo, epoch=a_lease())
    with pytest.raises(calls.NoSuchCall):
        calls.end_call(attempt.pk, said="Stop.", by=world.rosa, now=NOON)
    assert Attempt.objects.get().state == "dialing"


def test_an_agent_set_away_gives_back_what_is_reserved_at_its_place(world: World) -> None:
    is_reserved(world.bo, epoch=a_lease())
    away = presence.set_away(world.bo, said="Training.", by=world.rosa, now=NOON)
    assert (away.presence, away.presence_by, away.presence_said) == ("away", world.rosa, "Training.")
    world.callback.refresh_from_db()
    assert (world.callback.state, world.callback.effective) == ("waiting", world.callback.asked)
    assert world.told("given-back").detail["because"] == "set-away"
    with pytest.raises(presence.AwayAlready):
        presence.set_away(world.bo, said="", by=world.rosa, now=NOON)


def test_an_agent_set_away_in_a_call_talks_on_and_stays_away_after_it(world: World) -> None:
    attempt = talks(world.bo, epoch=a_lease())
    presence.set_away(world.bo, said="", by=world.rosa, now=NOON)
    attempt.refresh_from_db()
    assert attempt.state == "live"
    calls.end_call(attempt.pk, said="Time to stop.", by=world.rosa, now=NOON + MINUTE)
    bo = Agent.objects.get(pk=world.bo.pk)
    assert bo.presence == "away"
    call = serving.serving_of(bo.person).call
    assert call == Call.objects.get()  # the notes are still theirs to write
    wrapping.finish(call, outcome="solved", now=NOON + MINUTE)
    assert Agent.objects.get(pk=bo.pk).presence == "away"


def test_calling_an_agent_back_works_while_their_page_is_open_and_nothing_else_happened(world: World) -> None:
    presence.set_away(world.bo, said="A mistake.", by=world.rosa, now=NOON)
    assert presence.call_back(world.bo, now=NOON).presence == "available"
    with pytest.raises(presence.CannotComeBack):
        presence.call_back(world.bo, now=NOON)
    presence.set_away(world.bo, said="", by=world.rosa, now=NOON)
    closes_page(world.bo.person)
    with pytest.raises(presence.CannotComeBack):
        presence.call_back(world.bo, now=NOON)


SAID = {"en": "Our lines are down until four.", "zh-hans": "线路故障，四点恢复。"}


def test_a_closed_intake_takes_no_request_and_who_waits_is_rung_all_the_same(world: World) -> None:
    cy = sells("Cy", world.site)
    case = a_case(cy, world.site)
    intake.close_intake(world.site, said=SAID, by=world.rosa, now=NOON)
    with pytest.raises(intake.IntakeClosed) as refused:
        asking.ask_for_callback(case, line="in-app", now=NOON)
    assert refused.value.closure.said == SAID
    assert is_reserved(world.bo, epoch=a_lease()).callback == world.callback
    with pytest.raises(intake.ClosedAlready):
        intake.close_intake(world.site, said=SAID, by=world.rosa, now=NOON)
    assert intake.reopen_intake(world.site, by=world.rosa, now=NOON + HOUR)
    assert asking.ask_for_callback(case, line="in-app", now=NOON + HOUR).state == "waiting"
    assert not intake.reopen_intake(world.site, by=world.rosa, now=NOON + HOUR)


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_a_request_while_the_intake_is_closed(world: World) -> None:
    cy = sells("Cy", world.site)
    a_case(cy, world.site, number=None, state="draft", opened_at=None)
    draft = at_once.read_draft(cy.person, "payment-on-hold", site="na", now=NOON)
    assert draft is not None
    intake.close_intake(world.site, said=SAID, by=world.rosa, now=NOON)
    assert at_once.ask_at_once(draft, line="in-app", now=NOON) is None
    draft.case.refresh_from_db()
    assert draft.case.state == "draft"
    epoch = a_lease()
    attempt = talks(world.bo, epoch=epoch)
    attempts.end(attempt.pk, outcome=Outcome.ANSWERED, by="cap", epoch=epoch, now=NOON)
    assert Callback.objects.filter(continues=world.callback).exists()  # what the desk books itself goes on


def test_the_sentence_is_needed_in_both_languages(world: World) -> None:
    with pytest.raises(intake.SaidInOneLanguage) as refused:
        intake.close_intake(world.site, said={"en": "Closed."}, by=world.rosa, now=NOON)
    assert refused.value.missing == ("zh-hans",)


def test_another_site_stays_open(world: World) -> None:
    eu = a_site("eu")
    intake.close_intake(eu, said=SAID, by=world.rosa, now=NOON)
    assert intake.closure_of(world.site) is None
    assert intake.closure_of(eu) is not None


def test_the_agent_of_a_reserved_callback_can_still_accept_after_a_change_elsewhere(world: World) -> None:
    is_reserved(world.bo, epoch=a_lease())
    intake.close_intake(world.site, said=SAID, by=world.rosa, now=NOON)
    assert holds.accept(world.bo, now=NOON).accepted_at == NOON
