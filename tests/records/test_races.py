"""Two at once: the first transaction is held open while the second tries, and the database decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ringback.records.agents.models import Agent
from ringback.records.callbacks import asking, promising, turning
from ringback.records.callbacks.models import Callback, Escalation
from ringback.records.callbacks.moving import locked
from ringback.records.calls import attempts, holds, picking, wishes
from ringback.records.calls.models import AgentHold, Attempt
from ringback.records.ids import new_id
from ringback.records.lease import actions as lease
from ringback.records.notices.models import Notice
from ringback.records.promises.models import Promise
from ringback.rules.calls.lifecycle import Outcome
from tests.people import (
    HOUR,
    NOON,
    SECOND,
    a_case,
    a_lease,
    a_site,
    answers,
    asks,
    is_reserved,
    is_rung,
    sells,
)
from tests.racing import Other, before_commit

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_wishes_for_one_case_make_one_callback() -> None:
    site = a_site()
    case = a_case(sells("Ada", site), site)
    with before_commit(lambda: asking.ask_for_callback(case, line="in-app", now=NOON)):
        second = Other(lambda: asking.ask_for_callback(case, line="in-app", now=NOON))
        second.waits_for_us()
    assert isinstance(second.done(), asking.AlreadyAsked)
    assert Callback.objects.count() == 1


def test_two_agents_never_serve_one_callback() -> None:
    site = a_site()
    bo, di = answers("Bo", site), answers("Di", site)
    asks(sells("Ada", site), site)
    epoch = a_lease()
    with before_commit(lambda: picking.pick_for(bo.pk, epoch=epoch, now=NOON)) as hold:
        second = Other(lambda: picking.pick_for(di.pk, epoch=epoch, now=NOON))
        second.waits_for_us()
    assert second.done() is None
    assert AgentHold.objects.get() == hold


def test_one_agent_is_never_bound_to_two_callbacks() -> None:
    site = a_site()
    bo = answers("Bo", site)
    for name in ("Ada", "Cy"):
        asks(sells(name, site), site)
    epoch = a_lease()
    with before_commit(lambda: picking.pick_for(bo.pk, epoch=epoch, now=NOON)):
        second = Other(lambda: picking.pick_for(bo.pk, epoch=epoch, now=NOON))
        second.waits_for_us()
    assert second.done() is None
    assert AgentHold.objects.count() == 1


def test_the_database_itself_refuses_a_second_hold_of_either() -> None:
    site = a_site()
    bo, di = answers("Bo", site), answers("Di", site)
    asks(sells("Ada", site), site)
    hold = is_reserved(bo, epoch=a_lease())
    for agent in (bo, di):
        twin = AgentHold.objects.get(pk=hold.pk)
        twin.pk, twin.agent = None, agent
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)


def attempt_like(one: Attempt, **other: Any) -> Attempt:
    twin = Attempt.objects.get(pk=one.pk)
    for name, value in {"pk": new_id(), "record_number": f"NA-9-{new_id()}"[:24], **other}.items():
        setattr(twin, name, value)
    return twin


def test_the_database_itself_refuses_a_second_live_attempt_of_callback_seller_and_number() -> None:
    site = a_site()
    bo = answers("Bo", site)
    ada, cy = sells("Ada", site), sells("Cy", site)
    asks(ada, site)
    other = asks(ada, site)
    strangers = asks(cy, site)
    attempt = is_rung(bo, epoch=a_lease())
    Attempt.objects.filter(pk=attempt.pk).update(number="+8613800000000")
    for twin in (
        attempt_like(attempt, number="", seller=cy),  # the same callback
        attempt_like(attempt, number="", callback=other),  # the same seller
        attempt_like(attempt, callback=strangers, seller=cy),  # the same number
    ):
        with pytest.raises(IntegrityError, match="one_live_attempt"), transaction.atomic():
            twin.save(force_insert=True)


def test_a_hold_is_armed_once() -> None:
    site = a_site()
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    epoch = a_lease()
    hold = is_reserved(bo, epoch=epoch)
    holds.accept(bo, now=NOON)

    def arm() -> Any:
        return attempts.arm(hold.pk, id=new_id(), epoch=epoch, now=NOON)

    with before_commit(arm) as first:
        second = Other(arm)
        second.waits_for_us()
    assert second.done() is None
    assert Attempt.objects.get() == first


def test_an_attempt_is_marked_once() -> None:
    site = a_site()
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    epoch = a_lease()
    hold = is_reserved(bo, epoch=epoch)
    holds.accept(bo, now=NOON)
    attempt = attempts.arm(hold.pk, id=new_id(), epoch=epoch, now=NOON)
    assert attempt is not None
    with before_commit(lambda: attempts.mark_dialing(attempt.pk, epoch=epoch, now=NOON)):
        second = Other(lambda: attempts.mark_dialing(attempt.pk, epoch=epoch, now=NOON))
        second.waits_for_us()
    assert second.done() is None


@pytest.mark.parametrize("first", ["one", "two"])
def test_of_two_tabs_one_sounds(first: str) -> None:
    site = a_site()
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    attempt = is_rung(bo, epoch=a_lease())
    with before_commit(lambda: attempts.ring(attempt, tab=first, now=NOON)) as said:
        second = Other(lambda: attempts.ring(attempt, tab="another tab", now=NOON))
        second.waits_for_us()
    assert (said, second.done()) == ("rings", "another")


def test_who_waits_for_a_callback_finds_the_promise_that_was_made_meanwhile() -> None:
    site = a_site()
    answers("Bo", site)
    callback = asks(sells("Ada", site), site)

    def promised() -> Any:
        with transaction.atomic():
            return promising.pending(locked(callback.pk))

    with before_commit(lambda: promising.move_promise(locked(callback.pk), because="closed", now=NOON)):
        second = Other(promised)
        second.waits_for_us()
    assert second.done() == Promise.objects.get(state="pending")
    assert second.done().pk != callback.promise_id


def test_an_answer_in_the_last_moment_beats_the_end_of_the_ring() -> None:
    site = a_site()
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    epoch = a_lease()
    attempt = is_rung(bo, epoch=epoch)
    with before_commit(lambda: attempts.answer(attempt, tab="tab", now=NOON)):
        late = Other(
            lambda: attempts.end(attempt.pk, outcome=Outcome.NO_ANSWER, by="line", epoch=epoch, now=NOON)
        )
        late.waits_for_us()
    assert late.done() is False
    attempt.refresh_from_db()
    assert attempt.state == "live"


def test_an_answer_after_the_end_of_the_ring_is_told_so() -> None:
    site = a_site()
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    epoch = a_lease()
    attempt = is_rung(bo, epoch=epoch)
    with before_commit(
        lambda: attempts.end(attempt.pk, outcome=Outcome.NO_ANSWER, by="line", epoch=epoch, now=NOON)
    ):
        late = Other(lambda: attempts.answer(attempt, tab="tab", now=NOON))
        late.waits_for_us()
    assert late.done() is False


def test_a_yes_in_the_last_moment_beats_the_countdown() -> None:
    site = a_site()
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    epoch = a_lease()
    hold = is_reserved(bo, epoch=epoch)
    with before_commit(lambda: holds.accept(bo, now=NOON + 19 * SECOND)):
        late = Other(lambda: holds.lapse(hold.pk, epoch=epoch, now=NOON + 20 * SECOND))
        late.waits_for_us()
    assert late.done() is False
    assert AgentHold.objects.exists()


def test_cancelling_beats_the_ring_that_was_about_to_begin() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    epoch = a_lease()
    hold = is_reserved(bo, epoch=epoch)
    holds.accept(bo, now=NOON)
    attempt = attempts.arm(hold.pk, id=new_id(), epoch=epoch, now=NOON)
    assert attempt is not None
    with before_commit(lambda: wishes.cancel(callback, by=callback.seller.person, now=NOON)):
        late = Other(lambda: attempts.mark_dialing(attempt.pk, epoch=epoch, now=NOON))
        late.waits_for_us()
    assert late.done() is None
    assert Agent.objects.get(pk=bo.pk).presence == "available"


def test_a_pick_that_meets_a_cancelling_goes_on_to_the_next() -> None:
    site = a_site()
    bo = answers("Bo", site)
    first, second = (asks(sells(name, site), site) for name in ("Ada", "Cy"))
    epoch = a_lease()
    with before_commit(lambda: wishes.cancel(first, by=first.seller.person, now=NOON)):
        pick = Other(lambda: picking.pick_for(bo.pk, epoch=epoch, now=NOON))
        pick.waits_for_us()
    assert pick.done().callback == second


def test_a_broken_promise_is_said_once_by_two_at_once() -> None:
    site = a_site()
    answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    epoch = a_lease()
    with before_commit(lambda: promising.break_promise(locked(callback.pk), now=NOON + HOUR)):
        second = Other(lambda: turning.tick(site.pk, epoch=epoch, now=NOON + HOUR))
        second.waits_for_us()
    assert second.done() is None
    assert Escalation.objects.count() == Notice.objects.filter(kind="moved").count() == 1


def test_nobody_takes_the_lease_in_the_middle_of_a_write() -> None:
    site = a_site()
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    epoch = a_lease()
    attempt = is_rung(bo, epoch=epoch)
    lease.renew(epoch, lasts=timedelta(seconds=-1))
    with before_commit(lambda: attempts.rang(attempt.pk, epoch=epoch, now=NOON)):
        newer = Other(lambda: lease.take("another", lasts=HOUR))
        newer.waits_for_us()
    assert newer.done() == epoch + 1
    with pytest.raises(lease.Fenced):
        attempts.answered(attempt.pk, epoch=epoch, now=NOON)
