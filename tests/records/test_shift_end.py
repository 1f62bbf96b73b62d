"""The end of a shift: nothing new that would last beyond it, an agent who stays, and whoever has gone."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from ringback.records.agents.models import Agent
from ringback.records.calls import leaving, picking, shifts, wrapping
from ringback.records.calls.free import free_agents
from ringback.records.calls.models import AgentHold, Call
from ringback.records.rosters.models import RosterDay
from ringback.rules.calls.lifecycle import Outcome
from tests.people import HOUR, MINUTE, NOON, SmallDesk, is_reserved, opens_page, talks
from tests.racing import Other, before_commit

pytestmark = pytest.mark.django_db
ENDS = NOON + 40 * MINUTE
FROM = ENDS - 32 * MINUTE  # the longest call and its wrap-up


class World(SmallDesk):
    """Bo's shift ends at 12:40; the site lives by UTC."""

    def __init__(self) -> None:
        super().__init__()
        self.site.zone = "UTC"
        self.site.save(update_fields=["zone"])
        RosterDay.objects.create(site=self.site, agent=self.bo, day=NOON.date(), spans=[[540, 760]])

    def at(self, now: datetime) -> Agent:
        opens_page(self.bo.person, now)
        opens_page(self.ada.person, now)
        shifts.turn_agents(epoch=self.epoch, now=now)
        self.bo.refresh_from_db()
        return self.bo

    def picked(self, now: datetime) -> AgentHold | None:
        opens_page(self.ada.person, now)
        return picking.pick_for(self.bo.pk, epoch=self.epoch, now=now)


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_nothing_new_is_reserved_when_it_could_last_beyond_the_shift(world: World) -> None:
    assert world.at(NOON).nothing_new_from == FROM
    assert free_agents(now=FROM - MINUTE) == [(world.bo.pk,)]
    assert (free_agents(now=FROM), world.picked(FROM)) == ([], None)
    assert world.picked(FROM - MINUTE) is not None


def test_with_calls_of_ones_own_it_is_how_long_nine_of_ten_last(world: World, settings: Any) -> None:
    settings.SHIFT_END_CALLS_LEAST = 1
    attempt = talks(world.bo, epoch=world.epoch, at=NOON - 20 * MINUTE)
    world.ends(attempt, Outcome.ANSWERED, NOON - 14 * MINUTE, "agent")
    wrapping.finish(Call.objects.get(), outcome="solved", now=NOON - 13 * MINUTE)
    assert world.at(NOON).nothing_new_from == ENDS - 7 * MINUTE


def test_what_was_said_stays_so_until_the_roster_changes(world: World, settings: Any) -> None:
    world.at(NOON)
    settings.CALL_CAP = 25 * MINUTE
    assert world.at(NOON + MINUTE).nothing_new_from == FROM
    RosterDay.objects.update(spans=[[540, 770]])
    assert world.at(NOON + 2 * MINUTE).nothing_new_from == ENDS + 10 * MINUTE - 27 * MINUTE
    RosterDay.objects.all().delete()
    assert (world.at(NOON + 3 * MINUTE).nothing_new_from, world.bo.shift_ends_at) == (None, None)


def test_an_agent_without_a_shift_is_not_held_back(world: World) -> None:
    RosterDay.objects.update(away="ill")
    assert world.at(NOON).nothing_new_from is None
    assert world.picked(ENDS + HOUR) is not None


def test_who_stays_gets_callbacks_again_and_may_leave_after_all(world: World) -> None:
    with pytest.raises(leaving.NotThatLong):
        leaving.stay(world.bo, length=5 * MINUTE, now=NOON)
    world.at(NOON)
    leaving.stay(world.bo, length=HOUR, now=FROM)
    assert world.at(FROM).nothing_new_from == FROM + HOUR
    assert world.bo.stays_until == ENDS + HOUR
    leaving.stay(world.bo, length=None, now=FROM)
    assert world.at(FROM).nothing_new_from == FROM
    assert world.bo.stays_until is None


def test_nobody_stays_beyond_a_shift_that_does_not_end(world: World) -> None:
    with pytest.raises(leaving.NoShiftEnds):
        leaving.stay(world.bo, length=HOUR, now=NOON - 3 * HOUR)
    with pytest.raises(leaving.NoShiftEnds):
        leaving.stay(world.bo, length=HOUR, now=ENDS)


def test_who_has_gone_is_away_and_may_come_back_without_a_roster(world: World) -> None:
    world.at(NOON)
    gone = world.at(ENDS)
    assert (gone.presence, gone.presence_reason, gone.shift_ends_at) == ("away", "shift-over", None)
    assert world.callback.state == "waiting"
    from_now = ENDS + MINUTE
    Agent.objects.update(presence="available", presence_since=from_now, free_since=from_now)
    assert world.at(from_now).presence == "available"
    assert world.picked(from_now) is not None


def test_who_is_in_a_call_goes_when_it_is_written_up(world: World) -> None:
    world.at(NOON)
    opens_page(world.ada.person, NOON + MINUTE)
    attempt = talks(world.bo, epoch=world.epoch, at=NOON + MINUTE)
    assert world.at(ENDS).presence == "available"
    assert AgentHold.objects.exists()
    world.ends(attempt, Outcome.ANSWERED, ENDS + MINUTE, "agent")
    assert world.at(ENDS + 2 * MINUTE).presence == "wrap-up"
    wrapping.finish(Call.objects.get(), outcome="solved", now=ENDS + 3 * MINUTE)
    assert world.at(ENDS + 3 * MINUTE).presence_reason == "shift-over"


def test_what_is_reserved_already_may_be_accepted_after_that_moment(world: World) -> None:
    world.at(NOON)
    opens_page(world.ada.person, FROM)
    hold = is_reserved(world.bo, epoch=world.epoch, at=FROM - timedelta(seconds=1))
    world.at(FROM + timedelta(seconds=1))
    assert AgentHold.objects.get() == hold


@pytest.mark.django_db(transaction=True)
def test_a_shift_that_is_cut_short_while_the_desk_picks_reserves_nothing() -> None:
    world = World()
    world.at(NOON - HOUR)

    def cut_short() -> None:
        Agent.objects.filter(pk=world.bo.pk).update(shift_ends_at=ENDS, nothing_new_from=NOON)

    with before_commit(cut_short):
        other = Other(lambda: world.picked(NOON))
        other.waits_for_us()
    assert other.done() is None
    world.callback.refresh_from_db()
    assert (world.callback.state, AgentHold.objects.count()) == ("waiting", 0)
