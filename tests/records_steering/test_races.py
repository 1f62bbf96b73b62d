"""A supervisor and the dispatcher at once: the first transaction is held open, and the second is told that it is too late."""

import pytest

from ringback.records.callbacks import asking, changing, intake
from ringback.records.callbacks.models import Callback, ClassChange, IntakeClosure
from ringback.records.calls import attempts, holds, picking
from ringback.records.calls.models import AgentHold
from ringback.records.ids import new_id
from ringback.records.steering import assigning, calls, classes, moving, presence
from ringback.rules.calls.lifecycle import Outcome
from tests.people import (
    MINUTE,
    NOON,
    a_case,
    a_lease,
    a_site,
    answers,
    asks,
    is_reserved,
    sells,
    supervises,
    talks,
)
from tests.racing import Other, before_commit
from tests.records_steering.test_acts import SAID, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("act", ["move", "assign", "cancel"])
def test_an_act_that_comes_after_the_pick_is_too_late_or_takes_it_back(act: str) -> None:
    world, epoch = World(), a_lease()
    acts = {
        "move": lambda: moving.move(world.callback, window=None, said="Now.", by=world.rosa, now=NOON),
        "assign": lambda: assigning.assign(world.callback, agent=None, said="All.", by=world.rosa, now=NOON),
        "cancel": lambda: calls.cancel(world.callback, said="Solved.", by=world.rosa, now=NOON),
    }
    with before_commit(lambda: picking.pick_for(world.bo.pk, epoch=epoch, now=NOON)):
        late = Other(acts[act])
        late.waits_for_us()
    result = late.done()
    if act == "cancel":
        assert result.state == "cancelled"
        assert not AgentHold.objects.exists()
    else:
        assert isinstance(result, changing.NotWhile)
        assert result.callback.state == "reserved"


def test_a_pick_that_meets_a_move_finds_nobody() -> None:
    world, epoch = World(), a_lease()
    slot = world.slot()
    with before_commit(
        lambda: moving.move(world.callback, window=slot, said="Later.", by=world.rosa, now=NOON)
    ):
        pick = Other(lambda: picking.pick_for(world.bo.pk, epoch=epoch, now=NOON))
        pick.waits_for_us()
    assert pick.done() is None


def test_a_class_is_changed_while_it_is_picked_and_the_pick_stands() -> None:
    world, epoch = World(), a_lease()
    with before_commit(lambda: picking.pick_for(world.bo.pk, epoch=epoch, now=NOON)):
        change = Other(
            lambda: classes.change_class(
                world.callback, priority="high", said="It is blocked.", by=world.rosa, now=NOON
            )
        )
        change.waits_for_us()
    assert (change.done().priority, change.done().state) == ("high", "reserved")


def test_two_supervisors_change_one_class_once() -> None:
    world, eve = World(), supervises("Eve")

    def change(by: object) -> Callback:
        return classes.change_class(world.callback, priority="high", said="Blocked.", by=by, now=NOON)  # type: ignore[arg-type]

    with before_commit(lambda: change(world.rosa)):
        second = Other(lambda: change(eve))
        second.waits_for_us()
    assert isinstance(second.done(), classes.SameClass)
    assert ClassChange.objects.count() == 1


def test_a_call_that_the_seller_ends_first_cannot_be_ended() -> None:
    world = World()
    attempt = talks(world.bo, epoch=a_lease())
    with before_commit(lambda: attempts.hang_up(attempt, by=world.ada.person, now=NOON + MINUTE)):
        late = Other(lambda: calls.end_call(attempt.pk, said="Stop.", by=world.rosa, now=NOON + MINUTE))
        late.waits_for_us()
    assert isinstance(late.done(), calls.NoSuchCall)


def test_a_call_that_a_supervisor_ends_is_ended_once() -> None:
    world, epoch = World(), a_lease()
    attempt = talks(world.bo, epoch=epoch)
    with before_commit(lambda: calls.end_call(attempt.pk, said="Stop.", by=world.rosa, now=NOON)):
        late = Other(
            lambda: attempts.end(attempt.pk, outcome=Outcome.ANSWERED, by="cap", epoch=epoch, now=NOON)
        )
        late.waits_for_us()
    assert late.done() is False


def test_setting_away_loses_to_the_ring_that_has_begun_and_touches_no_call() -> None:
    world, epoch = World(), a_lease()
    hold = is_reserved(world.bo, epoch=epoch)
    holds.accept(world.bo, now=NOON)
    with before_commit(lambda: attempts.arm(hold.pk, id=new_id(), epoch=epoch, now=NOON)):
        away = Other(lambda: presence.set_away(world.bo, said="", by=world.rosa, now=NOON))
        away.waits_for_us()
    assert away.done().presence == "away"
    assert AgentHold.objects.get().attempt is not None


def test_an_agent_set_away_is_not_armed_for() -> None:
    world, epoch = World(), a_lease()
    hold = is_reserved(world.bo, epoch=epoch)
    holds.accept(world.bo, now=NOON)
    with before_commit(lambda: presence.set_away(world.bo, said="", by=world.rosa, now=NOON)):
        arming = Other(lambda: attempts.arm(hold.pk, id=new_id(), epoch=epoch, now=NOON))
        arming.waits_for_us()
    assert arming.done() is None
    assert Callback.objects.get().state == "waiting"


def test_who_asks_while_the_intake_is_being_closed_is_refused_and_who_was_before_is_taken() -> None:
    world = World()
    cases = [a_case(sells(name, world.site), world.site) for name in ("Cy", "Eve")]
    with before_commit(lambda: asking.ask_for_callback(cases[0], line="in-app", now=NOON)):
        closing = Other(lambda: intake.close_intake(world.site, said=SAID, by=world.rosa, now=NOON))
        closing.waits_for_us()
    assert isinstance(closing.done(), IntakeClosure)
    assert Callback.objects.filter(case=cases[0]).exists()
    intake.reopen_intake(world.site, by=world.rosa, now=NOON)
    with before_commit(lambda: intake.close_intake(world.site, said=SAID, by=world.rosa, now=NOON)):
        asking_too_late = Other(lambda: asking.ask_for_callback(cases[1], line="in-app", now=NOON))
        asking_too_late.waits_for_us()
    assert isinstance(asking_too_late.done(), intake.IntakeClosed)


def test_of_two_claims_at_once_with_one_left_one_counts() -> None:
    site = a_site()
    answers("Bo", site)
    ada = sells("Ada", site)
    asks(ada, site)  # a plain request, so that there is an old one beside them
    asking.ask_for_callback(a_case(ada, site, urgent_claimed=True), line="in-app", now=NOON)
    cases = [a_case(ada, site, urgent_claimed=True) for _ in range(2)]
    with before_commit(lambda: asking.ask_for_callback(cases[0], line="in-app", now=NOON)) as first:
        second = Other(lambda: asking.ask_for_callback(cases[1], line="in-app", now=NOON))
        second.waits_for_us()
    assert (first.priority, second.done().priority) == ("high", "medium")
