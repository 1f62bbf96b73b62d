"""A call that an agent agrees on with a seller: in their shift, never two at once, and never lost when they are not there."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from ringback.records.agents.models import Agent
from ringback.records.callbacks.changing import change_callback
from ringback.records.callbacks.models import Callback
from ringback.records.calls import picking, shifts, wrapping
from ringback.records.calls.agreeing import NotFree
from ringback.records.calls.models import AgentHold, Call
from ringback.records.notices.models import Notice
from ringback.records.rosters.models import RosterDay
from ringback.rules.calls.lifecycle import Outcome
from tests.people import DAY, HOUR, MINUTE, NOON, SmallDesk, answers, asks, opens_page, sells, talks
from tests.racing import Other, before_commit

pytestmark = pytest.mark.django_db
END = NOON + 6 * MINUTE
AT = NOON + DAY  # 12:00 tomorrow
LASTS = 32 * MINUTE  # the longest call with its wrap-up


class World(SmallDesk):
    """Ada and Bo have talked; the site lives by UTC, and so does Ada."""

    def __init__(self) -> None:
        super().__init__()
        self.site.zone = self.ada.person.zone = "UTC"
        self.site.save(update_fields=["zone"])
        self.ada.person.save(update_fields=["zone"])
        self.call = self.has_talked()

    def has_talked(self, at: datetime = NOON) -> Call:
        """Whoever waits is rung, talks for six minutes, and it is to be written up."""
        Agent.objects.update(presence="available", free_since=at, nothing_new_from=None)
        attempt = talks(self.bo, epoch=self.epoch, at=at)
        self.ends(attempt, Outcome.ANSWERED, at + 6 * MINUTE, "agent")
        return Call.objects.get(attempt=attempt)

    def works(self, begin: int, end: int, *, agent: Agent | None = None, days: int = 1) -> None:
        """On the roster in these hours, that many days from now."""
        day = (NOON + days * DAY).date()
        RosterDay.objects.create(
            site=self.site, agent=agent or self.bo, day=day, spans=[[60 * begin, 60 * end]]
        )

    def agrees(self, at: datetime = AT, *, call: Call | None = None, now: datetime = END) -> Callback:
        wrapping.finish(call or self.call, outcome="call_back_at", next_at=at, now=now)
        return Callback.objects.select_related("promise", "queue").get(state__in=["resting"], window_from=at)


@pytest.fixture
def world(db: None) -> World:
    return World()


def refused(world: World, at: datetime = AT, **more: Any) -> NotFree:
    with pytest.raises(NotFree) as found:
        world.agrees(at, **more)
    return found.value


def test_the_window_is_the_agents_and_the_promise(world: World) -> None:
    new = world.agrees()
    assert new.promise is not None
    assert (new.promise.shown_from, new.promise.shown_until) == (AT, AT + HOUR)
    assert (new.queue.agent_id, new.kept) == (world.bo.pk, DateTimeTZRange(AT, AT + LASTS))
    assert Notice.objects.get(kind="called").context["next_at"] == AT.isoformat()


def test_outside_of_the_shift_it_is_refused_and_the_next_times_are_named(world: World) -> None:
    world.works(13, 15)
    found = refused(world)
    assert found.because == "not-on-shift"
    assert found.instead == [AT + HOUR, AT + HOUR + 15 * MINUTE, AT + HOUR + 30 * MINUTE]
    assert refused(world, AT + 2 * HOUR + 30 * MINUTE).because == "not-on-shift"  # until 15:02
    assert Callback.objects.get().state == "wrapping-up"
    assert world.agrees(AT + 2 * HOUR + 28 * MINUTE).wants_agent == world.bo


def test_no_two_talks_at_once_and_an_hour_holds_only_so_many(world: World, settings: Any) -> None:
    settings.SLOT_SHARE = 0.15
    world.agrees()
    cy = sells("Cy", world.site)
    asks(cy, world.site, at=NOON + HOUR)
    call = world.has_talked(NOON + HOUR)
    found = refused(world, AT + 20 * MINUTE, call=call, now=NOON + 2 * HOUR)
    assert (found.because, found.instead[0]) == ("talks", AT + HOUR)
    # 15 % of Bo's minutes of an hour are 9: one call of 6 minutes, not two.
    assert refused(world, AT + LASTS, call=call, now=NOON + 2 * HOUR).because == "full"
    answers("Di", world.site)
    assert world.agrees(AT + LASTS, call=call, now=NOON + 2 * HOUR)


def test_past_moments_and_those_beyond_the_life_of_a_request_are_refused(world: World) -> None:
    for at in (NOON, END, NOON + 8 * DAY):
        assert refused(world, at).because == "closed"


def test_the_database_refuses_two_agreed_talks_at_once(world: World) -> None:
    first = world.agrees()
    other = asks(sells("Cy", world.site), world.site, at=NOON + HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        Callback.objects.filter(pk=other.pk).update(
            wants_agent=world.bo, kept=DateTimeTZRange(AT + LASTS - MINUTE, AT + HOUR)
        )
    Callback.objects.filter(pk=other.pk).update(
        wants_agent=world.bo, kept=DateTimeTZRange(AT + LASTS, AT + HOUR)
    )
    Callback.objects.filter(pk=first.pk).update(state="cancelled", finished_at=NOON)


@pytest.mark.django_db(transaction=True)
def test_of_two_that_agree_at_once_the_second_sees_the_first() -> None:
    world = World()
    asks(sells("Cy", world.site), world.site, at=NOON + HOUR)
    call = world.has_talked(NOON + HOUR)
    with before_commit(lambda: world.agrees(now=NOON + 2 * HOUR)):
        other = Other(lambda: world.agrees(AT + 10 * MINUTE, call=call, now=NOON + 2 * HOUR))
        other.waits_for_us()
    raised = other.done()
    assert isinstance(raised, NotFree)
    assert raised.because == "talks"


def test_a_seller_who_chooses_another_window_lets_the_agent_go(world: World) -> None:
    new = world.agrees()
    change_callback(new, window=None, by=world.ada.person, now=NOON + HOUR)
    new.refresh_from_db()
    assert new.kept is None


def test_when_the_agent_is_off_the_roster_then_everybody_may_ring_and_ada_is_told(world: World) -> None:
    world.works(9, 17)
    new = world.agrees()
    world.turns(END + MINUTE)
    new.refresh_from_db()
    assert new.queue.agent_id == world.bo.pk
    RosterDay.objects.update(away="ill")
    world.turns(END + 2 * MINUTE)
    new = Callback.objects.select_related("queue", "promise").get(pk=new.pk)
    assert (new.queue.agent_id, new.kept, new.window_from) == (None, None, AT)
    assert new.promise is not None
    assert new.promise.state == "pending"
    assert new.events.get(kind="opened-to-all").detail["because"] == "not-on-shift"
    told = Notice.objects.get(kind="moved").context
    assert (told["because"], told["agent"], told["from"]) == ("other-agent", "Bo", AT.isoformat())
    world.turns(END + 3 * MINUTE)
    assert Notice.objects.filter(kind="moved").count() == 1


def test_a_break_when_it_is_due_keeps_it_for_the_agent_a_while(world: World) -> None:
    world.works(9, 17)
    new = world.agrees()
    Agent.objects.update(presence="away", presence_reason="break")
    for person in (world.ada.person, world.bo.person):
        opens_page(person, AT)
    world.turns(AT)
    new.refresh_from_db()
    assert (new.state, new.queue.agent_id) == ("waiting", world.bo.pk)
    world.turns(AT + 10 * MINUTE)
    assert Callback.objects.select_related("queue").get(pk=new.pk).queue.agent_id is None


def test_what_waits_for_an_agent_whose_shift_ends_is_open_to_all_at_once(world: World) -> None:
    world.works(9, 13, days=0)
    di = answers("Di", world.site)
    world.works(9, 20, agent=di, days=0)
    wrapping.finish(world.call, outcome="continue_later", now=NOON + 55 * MINUTE)
    opens_page(world.ada.person, NOON + HOUR)
    world.turns(NOON + 59 * MINUTE)
    new = Callback.objects.select_related("queue").get(continues__isnull=False)
    assert new.queue.agent_id == world.bo.pk
    for agent in (world.bo, di):
        opens_page(agent.person, NOON + HOUR)
    shifts.turn_agents(epoch=world.epoch, now=NOON + 50 * MINUTE)
    shifts.turn_agents(epoch=world.epoch, now=NOON + HOUR)
    world.turns(NOON + HOUR)
    hold = picking.pick_for(di.pk, epoch=world.epoch, now=NOON + HOUR)
    assert hold is not None
    assert AgentHold.objects.get().callback_id == new.pk
