"""After a restore the desk is held; what was under way counts as maybe rung, and each open callback gets one notice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ringback.records.agents.models import Agent
from ringback.records.callbacks import turning
from ringback.records.callbacks.models import Callback, Escalation
from ringback.records.calls import after_restore, attempts, holds
from ringback.records.calls.models import AgentHold
from ringback.records.ids import new_id
from ringback.records.lease import actions as lease
from ringback.records.lease.models import DispatcherLease
from ringback.records.notices import outbox
from ringback.records.notices.models import Notice
from ringback.records.presence.models import PagePresence
from ringback.records.promises.models import Promise
from ringback.records.restores.actions import hold
from ringback.records.restores.models import Restore
from tests.people import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    a_lease,
    a_site,
    answers,
    asks,
    is_reserved,
    is_rung,
    opens_page,
    sells,
    supervises,
    talks,
)

pytestmark = pytest.mark.django_db
LATER = NOON + HOUR


class World:
    """Ada's callback is under way in some way, Cy's waits; then the backup of noon is put back an hour later."""

    def __init__(self, under_way: Any) -> None:
        self.na = a_site("na")
        self.ada, self.cy, self.bo = sells("Ada", self.na), sells("Cy", self.na), answers("Bo", self.na)
        self.rosa, self.epoch = supervises("Rosa"), a_lease()
        self.hers = asks(self.ada, self.na)
        self.attempt = under_way(self.bo, epoch=self.epoch)
        self.his = asks(self.cy, self.na)
        hold(backup_made_at=NOON + MINUTE, now=LATER)

    def turn(self, now: Any = LATER) -> None:
        """The dispatcher takes the desk and turns what is due."""
        epoch = lease.take("next", lasts=DAY)
        assert epoch is not None
        turning.tick(self.na.pk, epoch=epoch, now=now)


def nothing(_agent: Agent, *, epoch: int) -> None:
    return None


def test_while_the_desk_is_held_nobody_dispatches_and_nothing_is_sent() -> None:
    world = World(nothing)
    assert lease.take("next", lasts=DAY) is None
    assert outbox.take(channel="email", now=LATER + DAY) is None
    with pytest.raises(lease.Fenced):
        lease.hold_fast(world.epoch)
    after_restore.confirm(by=world.rosa, now=LATER)
    assert lease.take("next", lasts=DAY) is not None


def test_a_dispatcher_that_outlived_its_database_is_fenced_off_for_good() -> None:
    World(nothing)
    before = DispatcherLease.objects.get().epoch
    assert before > 10**9
    with pytest.raises(lease.Fenced):
        lease.renew(7, lasts=DAY)


def test_nobody_is_taken_for_present_who_was_there_when_the_backup_was_made() -> None:
    World(nothing)
    assert Agent.objects.get().presence_reason == "restored"
    assert not PagePresence.objects.exists()


def test_what_rang_when_the_backup_was_made_may_have_rung_and_keeps_the_pause() -> None:
    world = World(is_rung)
    after_restore.confirm(by=world.rosa, now=LATER)
    world.attempt.refresh_from_db()
    assert (world.attempt.outcome, world.attempt.ended_by, world.attempt.counted) == (
        "may_have_rung",
        "desk",
        True,
    )
    world.hers.refresh_from_db()
    assert (world.hers.state, world.hers.rest_reason) == ("resting", "spacing")
    assert world.hers.ready_at is not None
    assert world.hers.ready_at > LATER
    assert not AgentHold.objects.exists()


def test_what_was_armed_may_have_rung_since() -> None:
    def is_armed(agent: Agent, *, epoch: int) -> Any:
        reserved = is_reserved(agent, epoch=epoch)
        holds.accept(agent, now=NOON)
        return attempts.arm(reserved.pk, id=new_id(), epoch=epoch, now=NOON)

    world = World(is_armed)
    after_restore.confirm(by=world.rosa, now=LATER)
    world.attempt.refresh_from_db()
    assert (world.attempt.outcome, world.attempt.counted) == ("may_have_rung", True)


def test_who_talked_was_cut_and_is_rung_once_more() -> None:
    world = World(talks)
    assert [one.pk for one in after_restore.in_doubt().talked] == [world.attempt.pk]
    after_restore.confirm(by=world.rosa, now=LATER)
    world.attempt.refresh_from_db()
    assert world.attempt.outcome == "cut_by_us"


def test_who_was_reserved_waits_again_at_the_old_place() -> None:
    world = World(is_reserved)
    place = world.hers.effective
    after_restore.confirm(by=world.rosa, now=LATER)
    world.hers.refresh_from_db()
    assert (world.hers.state, world.hers.effective) == ("waiting", place)


@pytest.mark.parametrize("under_way", [nothing, is_reserved, is_rung, talks])
def test_each_open_callback_gets_one_new_promise_and_one_notice(under_way: Any) -> None:
    world = World(under_way)
    Promise.objects.filter(request=world.his.pk).update(shown_from=NOON, shown_until=LATER + DAY)
    opens_page(world.cy.person, LATER)
    opens_page(world.ada.person, LATER)
    assert Notice.objects.filter(state="waiting").exists()
    Agent.objects.update(presence="available", free_since=LATER)
    after_restore.confirm(by=world.rosa, now=LATER)
    world.turn()
    for callback in (world.hers, world.his):
        told = Notice.objects.filter(about=callback.pk, state="waiting")
        assert [one.kind for one in told] == ["moved"], callback
        assert told.get().context["because"] in ("restored", "broken")
        assert Promise.objects.filter(request=callback.pk, state="pending", made_at=LATER).count() == 1


def test_a_promise_that_ran_out_in_between_is_broken_and_says_why() -> None:
    world = World(nothing)
    Promise.objects.update(shown_from=NOON - HOUR, shown_until=LATER - MINUTE)
    after_restore.confirm(by=world.rosa, now=LATER)
    world.turn()
    first = Promise.objects.filter(request=world.his.pk).earliest("pk")
    assert (first.state, first.broken_because) == ("broken", "restored")
    assert Escalation.objects.filter(callback=world.his, detail__because="restored").exists()
    assert Notice.objects.get(about=world.his.pk, state="waiting").context["why"] == "restored"
    world.his.refresh_from_db()
    assert world.his.broken_at == LATER


def test_turning_again_tells_nobody_twice() -> None:
    world = World(nothing)
    after_restore.confirm(by=world.rosa, now=LATER)
    world.turn()
    before = Notice.objects.count()
    lease.release(DispatcherLease.objects.get().epoch)
    world.turn(LATER + timedelta(seconds=1))
    assert Notice.objects.count() == before
    assert not Callback.objects.filter(restored=True).exists()


def test_it_is_confirmed_once() -> None:
    world = World(nothing)
    assert after_restore.confirm(by=world.rosa, now=LATER).confirmed_by == world.rosa.pk
    with pytest.raises(after_restore.NothingToConfirm):
        after_restore.confirm(by=None, now=LATER)


def test_two_restores_never_wait_at_once() -> None:
    World(nothing)
    hold(backup_made_at=NOON, now=LATER)
    assert Restore.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Restore.objects.create(backup_made_at=NOON, restored_at=LATER)


def test_a_record_number_that_may_have_been_given_is_not_given_again() -> None:
    world = World(nothing)
    after_restore.confirm(by=world.rosa, now=LATER)
    epoch = lease.take("next", lasts=DAY)
    assert epoch is not None
    Agent.objects.update(presence="available", free_since=LATER)
    opens_page(world.bo.person, LATER)
    opens_page(world.ada.person, LATER)
    attempt = is_rung(world.bo, epoch=epoch, at=LATER)
    assert attempt.record_number.endswith("-21")
