"""From the agent's yes to the hang-up: each step once, and what each end does to callback, agent and promise."""

from datetime import timedelta
from typing import Any

import pytest

from ringback.records.callbacks.changing import NotWhile
from ringback.records.callbacks.models import Callback
from ringback.records.calls import attempts, limits, wishes
from ringback.records.calls.models import AgentHold, Attempt, Call
from ringback.records.ids import new_id
from ringback.records.lease import actions as lease
from ringback.records.notices.models import Notice
from ringback.rules.calls.lifecycle import Outcome
from tests.people import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    SECOND,
    SmallDesk,
    a_lease,
    a_site,
    answers,
    asks,
    closes_page,
    is_reserved,
    is_rung,
    opens_page,
    sells,
    talks,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> SmallDesk:
    return SmallDesk()


def test_the_record_number_is_there_before_anything_rings(world: SmallDesk) -> None:
    attempt = world.rings()
    assert attempt.record_number == f"NA-{world.callback.case.number:06d}-1"
    assert attempt.ring_deadline == NOON + 30 * SECOND
    assert attempt.first_ring_at is None
    assert not Call.objects.exists()


def test_one_page_sounds_and_that_keeps_the_promise(world: SmallDesk) -> None:
    attempt = world.rings()
    assert attempts.ring(attempt, tab="one", now=NOON + SECOND) == "rings"
    assert attempts.ring(attempt, tab="two", now=NOON + SECOND) == "another"
    assert attempts.ring(attempt, tab="one", now=NOON + 9 * SECOND) == "rings"  # after a reload
    attempt.refresh_from_db()
    assert (attempt.first_ring_at, attempt.rung_tab) == (NOON + SECOND, "one")
    world.callback.refresh_from_db()
    assert world.callback.promise is not None
    assert world.callback.promise.state == "kept"
    assert attempts.ring(attempt, tab="one", now=NOON + 30 * SECOND) == "over"


def test_a_first_ring_after_the_bound_is_a_broken_promise_that_is_said(world: SmallDesk) -> None:
    late = world.callback.promise.shown_until + SECOND  # type: ignore[union-attr]
    attempt = world.rings(late)
    assert attempts.ring(attempt, tab="one", now=late) == "rings"
    world.callback.refresh_from_db()
    assert world.callback.promise is not None
    assert world.callback.promise.state == "broken"
    assert world.callback.escalations.get().kind == "promise-broken"
    assert Notice.objects.filter(kind="moved").exists()


def test_the_answer_makes_the_call_and_sets_its_cap(world: SmallDesk) -> None:
    attempt = talks(world.bo, epoch=world.epoch)
    assert (attempt.state, attempt.answered_at, attempt.cap_at) == ("live", NOON, NOON + 30 * MINUTE)
    assert Call.objects.get().record_number == attempt.record_number
    assert not attempts.answer(attempt, tab="tab", now=NOON)
    world.callback.refresh_from_db()
    assert world.callback.state == "talking"


def test_the_ring_that_ends_too_late_does_not_end_the_call(world: SmallDesk) -> None:
    attempt = talks(world.bo, epoch=world.epoch)
    assert not world.ends(attempt, Outcome.NO_ANSWER)
    assert not attempts.decline(attempt, now=NOON)
    assert world.ends(attempt, Outcome.ANSWERED, by="agent")
    assert not world.ends(attempt, Outcome.ANSWERED, by="agent")


@pytest.mark.parametrize("who", ["ada", "bo"])
def test_either_side_hangs_up_and_the_agent_wraps_up(world: SmallDesk, who: str) -> None:
    attempt = talks(world.bo, epoch=world.epoch)
    assert attempts.hang_up(attempt, by=getattr(world, who).person, now=NOON + 6 * MINUTE)
    world.callback.refresh_from_db()
    world.bo.refresh_from_db()
    assert (world.callback.state, world.callback.talk_seconds) == ("wrapping-up", 360)
    assert (world.bo.presence, world.bo.wrap_until) == ("wrap-up", NOON + 8 * MINUTE)
    assert not AgentHold.objects.exists()
    assert not attempts.hang_up(attempt, by=world.ada.person, now=NOON + 6 * MINUTE)


def test_no_answer_rests_at_its_place_with_a_new_promise_and_a_notice(world: SmallDesk) -> None:
    attempt = world.rings()
    attempts.ring(attempt, tab="one", now=NOON)
    assert world.ends(attempt, Outcome.NO_ANSWER, NOON + 30 * SECOND)
    assert (world.callback.state, world.callback.rest_reason) == ("resting", "spacing")
    assert world.callback.ready_at == NOON + 30 * SECOND + 20 * MINUTE
    assert world.callback.effective == world.callback.asked
    assert world.callback.promise is not None
    assert (world.callback.promise.made_for, world.callback.promise.state) == ("again", "pending")
    assert world.callback.promise.earliest > world.callback.ready_at
    assert (world.bo.presence, world.bo.free_since) == ("available", NOON + 30 * SECOND)
    assert Notice.objects.order_by("pk").last().context["outcome"] == "no_answer"  # type: ignore[union-attr]
    assert world.told[-6:] == ["calling", "rang", "kept", "ended", "rested", "promised"]


def test_four_unanswered_attempts_are_all_and_the_end_is_said(world: SmallDesk) -> None:
    for n in range(4):
        attempt = world.rings(NOON + n * DAY)
        world.ends(attempt, Outcome.NO_ANSWER, NOON + n * DAY)
    assert (world.callback.state, world.callback.finished_because) == ("expired", "attempts-used-up")
    assert Notice.objects.order_by("pk").last().context["last"]  # type: ignore[union-attr]


def test_the_fourth_attempt_of_a_day_waits_for_tomorrow(world: SmallDesk) -> None:
    for n in range(3):
        at = NOON + n * HOUR
        world.ends(world.rings(at), Outcome.NO_ANSWER, at)
    tomorrow = NOON + timedelta(hours=13)  # nine o'clock in Shanghai
    assert world.callback.ready_at == tomorrow
    with pytest.raises(wishes.NotBefore) as refused:
        wishes.call_me_now(world.callback, now=NOON + 2 * HOUR)
    assert refused.value.until == tomorrow


def test_within_five_minutes_nothing_is_armed_unless_the_seller_says_now(world: SmallDesk) -> None:
    world.ends(world.rings(), Outcome.NO_ANSWER)
    at = NOON + MINUTE
    Callback.objects.update(state="waiting", rest_reason="", ready_at=None)
    opens_page(world.ada.person, at)
    hold = is_reserved(world.bo, epoch=world.epoch, at=at)
    AgentHold.objects.update(accepted_at=at)
    assert attempts.arm(hold.pk, id=new_id(), epoch=world.epoch, now=at) is None
    world.callback.refresh_from_db()
    assert (world.callback.state, world.callback.ready_at) == ("resting", NOON + 5 * MINUTE)
    wishes.call_me_now(world.callback, now=at)
    assert is_rung(world.bo, epoch=world.epoch, at=at).record_number.endswith("-2")


def test_a_no_is_final_until_the_seller_asks_again_and_then_counts_from_there(world: SmallDesk) -> None:
    attempt = world.rings()
    attempts.ring(attempt, tab="one", now=NOON)
    assert attempts.decline(attempt, now=NOON)
    world.callback.refresh_from_db()
    assert (world.callback.state, world.callback.rest_reason, world.callback.ready_at) == (
        "resting",
        "seller",
        None,
    )
    with pytest.raises(NotWhile):
        wishes.call_me_now(world.callback, now=NOON + HOUR)
    again = wishes.ask_again(world.callback, now=NOON + HOUR)
    assert (again.state, again.effective) == ("waiting", again.asked + 60)
    assert again.promise is not None
    assert again.promise.made_for == "again"


def test_a_call_that_we_cut_is_rung_again_after_a_minute_once(world: SmallDesk) -> None:
    attempt = talks(world.bo, epoch=world.epoch)
    assert world.ends(attempt, Outcome.CUT_BY_US, NOON + 2 * MINUTE, by="desk")
    assert (world.callback.state, world.callback.ready_at) == ("resting", NOON + 3 * MINUTE)
    again = world.rings(NOON + 3 * MINUTE)
    attempts.answer(again, tab="tab", now=NOON + 3 * MINUTE)
    assert world.ends(again, Outcome.CUT_BY_US, NOON + 4 * MINUTE, by="desk")
    assert world.callback.ready_at == NOON + 49 * MINUTE


def test_at_the_cap_the_talk_goes_on_as_a_new_callback_of_the_same_agent(world: SmallDesk) -> None:
    attempt = talks(world.bo, epoch=world.epoch)
    end = NOON + 30 * MINUTE
    assert world.ends(attempt, Outcome.ANSWERED, end, by="cap")
    assert (world.callback.state, world.callback.finished_because) == ("completed", "cap")
    new = Callback.objects.get(continues=world.callback)
    assert (new.priority, new.target, new.ordinal, new.state) == ("high", 30, 2, "waiting")
    assert new.asked - new.effective == 15
    assert (new.wants_agent, new.queue.agent) == (world.bo, world.bo)
    assert new.open_to_all_at == end + 10 * MINUTE
    assert new.promise is not None
    assert new.promise.made_for == "continuation"


def test_a_fault_of_the_line_counts_for_nothing(world: SmallDesk) -> None:
    attempt = world.rings()
    world.ends(attempt, Outcome.LINE_FAULT)
    assert world.callback.attempts_counted == 0
    assert limits.rung(world.callback, now=NOON).counted == 0


def test_a_page_that_closes_before_the_ring_costs_no_attempt(world: SmallDesk) -> None:
    hold = is_reserved(world.bo, epoch=world.epoch)
    AgentHold.objects.update(accepted_at=NOON)
    attempt = attempts.arm(hold.pk, id=new_id(), epoch=world.epoch, now=NOON)
    assert attempt is not None
    closes_page(world.ada.person)
    assert attempts.mark_dialing(attempt.pk, epoch=world.epoch, now=NOON) is None
    assert world.ends(attempt, Outcome.NOT_DIALLED, by="desk")
    assert (world.callback.state, world.callback.attempts_counted) == ("waiting", 0)
    assert (world.bo.presence, AgentHold.objects.count()) == ("available", 0)


def test_nothing_is_armed_before_the_agent_accepts(world: SmallDesk) -> None:
    hold = is_reserved(world.bo, epoch=world.epoch)
    assert attempts.arm(hold.pk, id=new_id(), epoch=world.epoch, now=NOON) is None
    assert not Attempt.objects.exists()


def test_an_expired_lease_rings_nobody(world: SmallDesk) -> None:
    hold = is_reserved(world.bo, epoch=world.epoch)
    AgentHold.objects.update(accepted_at=NOON)
    attempt = attempts.arm(hold.pk, id=new_id(), epoch=world.epoch, now=NOON)
    assert attempt is not None
    lease.renew(world.epoch, lasts=timedelta(seconds=-1))
    assert attempts.mark_dialing(attempt.pk, epoch=world.epoch, now=NOON) is None


def test_a_dispatcher_that_was_replaced_writes_nothing(world: SmallDesk) -> None:
    attempt = world.rings()
    lease.renew(world.epoch, lasts=timedelta(seconds=-1))
    newer = a_lease()
    for late in (
        lambda: attempts.mark_dialing(attempt.pk, epoch=world.epoch, now=NOON),
        lambda: attempts.rang(attempt.pk, epoch=world.epoch, now=NOON),
        lambda: attempts.answered(attempt.pk, epoch=world.epoch, now=NOON),
        lambda: attempts.end(attempt.pk, outcome=Outcome.NO_ANSWER, by="line", epoch=world.epoch, now=NOON),
    ):
        with pytest.raises(lease.Fenced):
            late()
    assert attempts.rang(attempt.pk, epoch=newer, now=NOON)


def test_cancelling_while_it_rings_stops_the_ring_and_frees_the_agent(world: SmallDesk) -> None:
    attempt = world.rings()
    wishes.cancel(world.callback, by=world.ada.person, now=NOON)
    attempt.refresh_from_db()
    world.callback.refresh_from_db()
    world.bo.refresh_from_db()
    assert (attempt.state, attempt.outcome) == ("ended", "cancelled")
    assert (world.callback.state, world.bo.presence) == ("cancelled", "available")
    assert not AgentHold.objects.exists()
    assert attempts.ring(attempt, tab="one", now=NOON) == "over"
    assert not attempts.answer(attempt, tab="one", now=NOON)


def test_cancelling_a_reservation_frees_the_agent(world: SmallDesk) -> None:
    is_reserved(world.bo, epoch=world.epoch)
    wishes.cancel(world.callback, by=world.ada.person, because="solved", now=NOON)
    world.callback.case.refresh_from_db()
    assert world.callback.case.state == "closed"
    assert not AgentHold.objects.exists()
    with pytest.raises(NotWhile):
        wishes.cancel(world.callback, by=world.ada.person, now=NOON)


def test_who_talks_cannot_cancel(world: SmallDesk) -> None:
    talks(world.bo, epoch=world.epoch)
    with pytest.raises(NotWhile):
        wishes.cancel(world.callback, by=world.ada.person, now=NOON)


def test_an_agent_who_is_lost_before_the_ring_uses_nothing_up(world: SmallDesk) -> None:
    hold = is_reserved(world.bo, epoch=world.epoch)
    AgentHold.objects.update(accepted_at=NOON)
    attempt = attempts.arm(hold.pk, id=new_id(), epoch=world.epoch, now=NOON)
    assert attempt is not None
    assert world.ends(attempt, Outcome.AGENT_LOST, by="desk")
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.counted) == ("not_dialled", False)
    assert (world.callback.state, world.bo.presence) == ("waiting", "away")


def test_the_seventh_ring_of_a_number_on_a_day_waits_for_tomorrow(settings: Any) -> None:
    settings.LINES = {"in-app": "", "phone": ""}
    site = a_site()
    bo, ada, epoch = answers("Bo", site), sells("Ada", site, zone="UTC"), a_lease()
    callback = asks(ada, site, line="phone")
    hold = is_reserved(bo, epoch=epoch)
    AgentHold.objects.update(accepted_at=NOON)
    for n in range(6):
        other = asks(sells(f"Seller{n}", site), site)
        Attempt.objects.create(
            callback=other,
            seller=other.seller,
            agent=bo,
            line="phone",
            number=callback.number,
            record_number=f"NA-9-{n}",
            state="ended",
            outcome="line_fault",
            epoch=epoch,
            armed_at=NOON,
            ended_at=NOON,
            day=NOON.date(),
        )
    assert attempts.arm(hold.pk, id=new_id(), epoch=epoch, now=NOON) is None
    callback.refresh_from_db()
    assert (callback.state, callback.ready_at) == ("resting", NOON + 21 * HOUR)
