"""After the talk: notes, the agent's outcome and what follows, and an agent who says nothing."""

from datetime import datetime

import pytest

from ringback.records.agents import actions as agents
from ringback.records.callbacks.models import Callback
from ringback.records.calls import attempts, shifts, wrapping
from ringback.records.calls.agreeing import NotFree
from ringback.records.calls.models import AgentHold, Call
from ringback.records.notices.models import Notice
from ringback.rules.calls.lifecycle import Outcome
from ringback.rules.calls.outcomes import CallOutcome
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
END = NOON + 6 * MINUTE


class World(SmallDesk):
    """They have talked for six minutes; `by` says how it ended."""

    def __init__(self, by: str = "agent", outcome: Outcome = Outcome.ANSWERED) -> None:
        super().__init__()
        attempt = talks(self.bo, epoch=self.epoch)
        self.ends(attempt, outcome, END, by)
        self.call = Call.objects.get(attempt=attempt)

    def says(self, outcome: CallOutcome, at: datetime = END + MINUTE, **more: object) -> None:
        wrapping.finish(self.call, outcome=outcome, now=at, **more)  # type: ignore[arg-type]
        for one in (self.callback, self.bo, self.callback.case, self.call):
            one.refresh_from_db()

    @property
    def open_ones(self) -> list[Callback]:
        return list(Callback.objects.filter(finished_at__isnull=True))


def test_solved_completes_closes_and_frees_the_agent_early() -> None:
    world = World()
    world.says(CallOutcome.SOLVED)
    assert (world.callback.state, world.callback.case.state) == ("completed", "closed")
    assert (world.bo.presence, world.bo.free_since) == ("available", END + MINUTE)
    assert world.open_ones == []
    assert set(Notice.objects.values_list("kind", flat=True)) == {"asked", "called", "closed"}


def test_continue_later_books_a_continuation_with_the_same_agent() -> None:
    world = World()
    world.says(CallOutcome.CONTINUE_LATER)
    [new] = world.open_ones
    assert (new.continues, new.wants_agent, new.target) == (world.callback, world.bo, 30)
    assert world.callback.case.state == "open"


def test_needs_seller_says_what_is_missing() -> None:
    world = World()
    with pytest.raises(wrapping.Unfinished):
        world.says(CallOutcome.NEEDS_SELLER)
    world.says(CallOutcome.NEEDS_SELLER, missing=["invoice of 3 January"])
    assert (world.callback.case.state, world.callback.case.missing) == (
        "needs-seller",
        ["invoice of 3 January"],
    )
    assert world.open_ones == []


def test_call_back_at_rests_until_that_time_with_the_same_agent() -> None:
    world = World()
    at = NOON + DAY
    with pytest.raises(wrapping.Unfinished):
        world.says(CallOutcome.CALL_BACK_AT)
    with pytest.raises(NotFree):
        world.says(CallOutcome.CALL_BACK_AT, next_at=NOON)
    world.says(CallOutcome.CALL_BACK_AT, next_at=at)
    [new] = world.open_ones
    assert (new.state, new.rest_reason, new.ready_at, new.wants_agent) == ("resting", "window", at, world.bo)
    assert new.promise is not None
    assert (new.promise.shown_from, new.promise.shown_until) == (at, at + HOUR)
    assert new.open_to_all_at == at + 10 * MINUTE


def test_escalate_keeps_the_case_open_and_tells_the_supervisors() -> None:
    world = World()
    world.says(CallOutcome.ESCALATE)
    assert world.callback.escalations.get().kind == "escalate"
    assert world.callback.case.state == "open"


def test_an_agent_who_says_nothing_leaves_the_case_open_and_is_seen() -> None:
    world = World()
    opens_page(world.bo.person, END + 2 * MINUTE)
    shifts.turn_agents(epoch=world.epoch, now=END + 2 * MINUTE - SECOND)
    world.callback.refresh_from_db()
    assert world.callback.state == "wrapping-up"
    shifts.turn_agents(epoch=world.epoch, now=END + 2 * MINUTE)
    for one in (world.callback, world.bo, world.callback.case):
        one.refresh_from_db()
    assert (world.callback.state, world.callback.finished_because) == ("completed", "not_stated")
    assert world.callback.escalations.get().kind == "not_stated"
    assert (world.bo.presence, world.callback.case.state) == ("available", "open")
    with pytest.raises(wrapping.WrappedUp):
        world.says(CallOutcome.SOLVED)


def test_the_outcome_waits_for_the_end_of_the_call() -> None:
    site = a_site()
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    attempt = talks(bo, epoch=a_lease())
    call = Call.objects.get(attempt=attempt)
    wrapping.save_notes(call, notes="calm", summary="We look into it.", ticked=[2, 0, 2], now=NOON)
    call.refresh_from_db()
    assert (call.ticked, call.saved_at) == ([0, 2], NOON)
    with pytest.raises(wrapping.StillTalking):
        wrapping.finish(call, outcome="solved", now=NOON)


@pytest.mark.parametrize(
    ("outcome", "left"),
    [(CallOutcome.SOLVED, 0), (CallOutcome.CONTINUE_LATER, 1), (CallOutcome.NOT_STATED, 1)],
)
def test_what_was_booked_at_the_cap_follows_the_agents_word(outcome: CallOutcome, left: int) -> None:
    world = World(by="cap")
    assert len(world.open_ones) == 1
    world.says(outcome)
    assert len(world.open_ones) == left


def test_after_the_cap_a_time_that_was_agreed_replaces_the_continuation() -> None:
    world = World(by="cap")
    world.says(CallOutcome.CALL_BACK_AT, next_at=NOON + DAY)
    [new] = world.open_ones
    assert new.window_from == NOON + DAY
    assert new.ordinal == 3


def test_a_cut_call_that_was_solved_is_not_rung_again() -> None:
    world = World(by="desk", outcome=Outcome.CUT_BY_US)
    assert world.callback.events.filter(kind="rested").exists()
    world.says(CallOutcome.SOLVED)
    assert (world.callback.state, world.callback.finished_because) == ("cancelled", "solved")


def test_the_seller_rates_and_may_think_again() -> None:
    world = World()
    wrapping.rate(world.call, solved=True, rating=4, comment="kind", now=END)
    wrapping.rate(world.call, solved=False, rating=2, now=END + HOUR)
    world.call.refresh_from_db()
    assert (world.call.solved, world.call.rating, world.call.comment) == (False, 2, "")
    with pytest.raises(ValueError, match="1 to 5"):
        wrapping.rate(world.call, solved=True, rating=6, now=END)


def test_who_said_away_during_the_call_is_away_after_it() -> None:
    site = a_site()
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    attempt = talks(bo, epoch=a_lease())
    agents.set_away(bo, reason="break", now=NOON)
    attempts.hang_up(attempt, by=bo.person, now=END)
    bo.refresh_from_db()
    assert (bo.presence, bo.presence_reason) == ("away", "break")


def test_an_agent_whose_page_is_gone_is_away_and_gives_back_what_was_reserved() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    epoch = a_lease()
    is_reserved(bo, epoch=epoch)
    closes_page(bo.person)
    shifts.turn_agents(epoch=epoch, now=NOON)
    for one in (callback, bo):
        one.refresh_from_db()
    assert (bo.presence, bo.presence_reason, callback.state) == ("away", "page-gone", "waiting")
    assert not AgentHold.objects.exists()


def test_who_has_just_become_available_is_given_time_to_open_the_page() -> None:
    bo = answers("Bo", a_site(), presence_since=NOON)
    closes_page(bo.person)
    shifts.turn_agents(epoch=a_lease(), now=NOON + 14 * SECOND)
    bo.refresh_from_db()
    assert bo.presence == "available"


def test_a_ring_whose_agent_is_lost_counts_and_the_agent_is_away() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    epoch = a_lease()
    attempt = is_rung(bo, epoch=epoch)
    attempts.end(attempt.pk, outcome=Outcome.AGENT_LOST, by="desk", epoch=epoch, now=NOON)
    for one in (callback, bo):
        one.refresh_from_db()
    assert (callback.state, callback.attempts_counted) == ("resting", 1)
    assert (bo.presence, bo.presence_reason) == ("away", "page-gone")


def test_solved_ends_the_ring_that_another_agent_has_begun_after_a_cut() -> None:
    world = World(by="desk", outcome=Outcome.CUT_BY_US)
    di, later = answers("Di", world.site), END + MINUTE
    world.turns(later)
    for person in (world.ada.person, di.person):
        opens_page(person, later)
    attempt = is_rung(di, epoch=world.epoch, at=later)
    assert attempt.callback == world.callback
    world.says(CallOutcome.SOLVED, later)
    attempt.refresh_from_db()
    assert (world.callback.state, world.callback.finished_because) == ("cancelled", "solved")
    assert (attempt.outcome, attempt.ended_by, AgentHold.objects.count()) == ("cancelled", "agent", 0)
    assert world.callback.case.state == "closed"
