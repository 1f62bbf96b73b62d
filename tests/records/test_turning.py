"""What falls due without anybody asking: rests that end, doors that close, promises that break, requests that grow too old."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from ringback.records.agents.models import Agent
from ringback.records.callbacks import changing, turning
from ringback.records.callbacks.models import Callback, Escalation
from ringback.records.callbacks.moving import locked
from ringback.records.callbacks.waiting import place
from ringback.records.calls import attempts, picking
from ringback.records.lease.actions import Fenced
from ringback.records.notices.models import Notice
from ringback.records.promises.models import Promise
from ringback.rules.calls.lifecycle import Outcome
from tests.people import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    OFFICE_HOURS,
    SECOND,
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


def turn(callback: Callback, at: datetime, epoch: int = 1) -> Callback:
    turning.tick(callback.site_id, epoch=epoch, now=at)
    callback.refresh_from_db()
    return callback


def notices(callback: Callback) -> list[str]:
    return list(Notice.objects.filter(about=callback.pk).order_by("pk").values_list("kind", flat=True))


def test_a_broken_promise_is_said_once_with_a_new_one_and_an_escalation() -> None:
    site = a_site()
    answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    a_lease()
    first = callback.promise
    assert first is not None
    turn(callback, first.shown_until)
    assert callback.promise == first
    late = first.shown_until + SECOND
    for _ in range(3):
        turn(callback, late)
    first.refresh_from_db()
    assert (first.state, callback.broken_at) == ("broken", late)
    assert callback.promise is not None
    assert (callback.promise.made_for, callback.promise.state) == ("broken", "pending")
    assert callback.promise.shown_until > late
    assert notices(callback) == ["asked", "moved"]
    assert Escalation.objects.count() == 1
    assert callback.effective == callback.asked
    moved = Notice.objects.get(kind="moved").context
    assert moved["was_until"] == first.shown_until.isoformat()
    assert moved["until"] == callback.promise.shown_until.isoformat()


def test_a_promise_that_breaks_while_nobody_is_there_is_said_too() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    a_lease()
    Agent.objects.filter(pk=bo.pk).update(presence="away")
    turn(callback, NOON + HOUR)
    assert callback.promise is None
    assert notices(callback) == ["asked", "moved"]
    Agent.objects.filter(pk=bo.pk).update(presence="available")
    turn(callback, NOON + HOUR)
    assert callback.promise is not None
    assert callback.promise.made_for == "again"


def test_who_was_told_that_nobody_is_there_is_promised_when_somebody_comes() -> None:
    site = a_site()
    callback = asks(sells("Ada", site), site)
    a_lease()
    assert turn(callback, NOON).promise is None
    answers("Bo", site)
    promise = turn(callback, NOON + MINUTE).promise
    assert promise is not None
    assert (promise.made_for, promise.earliest) == ("first", NOON + 13 * MINUTE)


def test_a_page_that_is_back_waits_again_at_its_old_place_with_a_new_promise() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    epoch = a_lease()
    closes_page(callback.seller.person)
    assert picking.pick_for(bo.pk, epoch=epoch, now=NOON) is None
    assert turn(callback, NOON + SECOND).state == "resting"
    opens_page(callback.seller.person, NOON + MINUTE)
    turn(callback, NOON + MINUTE)
    assert (callback.state, callback.effective) == ("waiting", callback.asked)
    assert callback.promise is not None
    assert callback.promise.made_for == "again"
    assert notices(callback) == ["asked", "ready"]


def test_the_doors_close_and_open_and_the_night_costs_nobody_their_place() -> None:
    site = a_site("eu", hours=OFFICE_HOURS)
    answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    a_lease()
    evening, morning = NOON + 5 * HOUR, NOON + 20 * HOUR
    Promise.objects.update(shown_until=NOON + DAY)
    turn(callback, evening)
    assert (callback.state, callback.rest_reason, callback.ready_at) == ("resting", "closed", morning)
    turn(callback, morning - SECOND)
    assert callback.state == "resting"
    turn(callback, morning)
    assert (callback.state, callback.effective) == ("waiting", callback.asked)


def test_a_telephone_rests_until_the_hours_in_which_it_may_ring(settings: Any) -> None:
    settings.LINES = {"in-app": "", "phone": ""}
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(
        sells("Ada", site), site, line="phone", at=NOON
    )  # eight in the evening in Shanghai: past 20:00
    assert (callback.state, callback.rest_reason) == ("resting", "dial-hours")
    assert callback.ready_at == NOON + 13 * HOUR
    epoch = a_lease()
    morning = NOON + 13 * HOUR
    opens_page(bo.person, morning)
    turn(callback, morning)
    assert is_rung(bo, epoch=epoch, at=morning).number == callback.number


def test_after_its_spacing_a_missed_one_waits_again() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    epoch = a_lease()
    attempt = is_rung(bo, epoch=epoch)
    attempts.ring(attempt, tab="tab", now=NOON)
    attempts.end(attempt.pk, outcome=Outcome.NO_ANSWER, by="line", epoch=epoch, now=NOON)
    assert turn(callback, NOON + 19 * MINUTE).state == "resting"
    assert turn(callback, NOON + 20 * MINUTE).state == "waiting"


def test_a_seller_who_hangs_up_elsewhere_waits_again() -> None:
    site = a_site()
    bo, di = answers("Bo", site), answers("Di", site)
    ada = sells("Ada", site)
    asks(ada, site)
    second = asks(ada, site)
    epoch = a_lease()
    attempt = talks(bo, epoch=epoch)
    assert picking.pick_for(di.pk, epoch=epoch, now=NOON) is None
    assert turn(second, NOON + MINUTE).rest_reason == "other-call"
    attempts.hang_up(attempt, by=bo.person, now=NOON + 2 * MINUTE)
    assert turn(second, NOON + 2 * MINUTE).state == "waiting"


def test_a_request_of_seven_days_expires_and_says_so() -> None:
    site = a_site()
    callback = asks(sells("Ada", site), site)
    a_lease()
    assert turn(callback, NOON + 7 * DAY - SECOND).state == "waiting"
    turn(callback, NOON + 7 * DAY)
    assert (callback.state, callback.finished_because) == ("expired", "days-over")
    assert notices(callback)[-1] == "missed"


def test_what_was_kept_for_one_agent_is_open_to_all_after_a_while() -> None:
    site = a_site()
    bo, di = answers("Bo", site), answers("Di", site)
    ada = sells("Ada", site)
    asks(ada, site)
    epoch = a_lease()
    attempt = talks(bo, epoch=epoch)
    end = NOON + 30 * MINUTE
    attempts.end(attempt.pk, outcome=Outcome.ANSWERED, by="cap", epoch=epoch, now=end)
    new = Callback.objects.get(ordinal=2)
    for person in (ada.person, di.person):
        opens_page(person, end)
    assert picking.pick_for(di.pk, epoch=epoch, now=end) is None
    assert turn(new, end + 10 * MINUTE).queue.agent is None
    opens_page(ada.person, end + 10 * MINUTE)
    assert is_reserved(di, epoch=epoch, at=end + 10 * MINUTE).callback == new


def test_an_older_dispatcher_turns_nothing() -> None:
    site = a_site()
    answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    with pytest.raises(Fenced):
        turn(callback, NOON + HOUR, epoch=a_lease() - 1)


def test_another_language_is_another_queue_and_another_promise() -> None:
    site = a_site()
    answers("Bo", site)
    answers("Di", site, languages=("zh-hans",))
    callback = asks(sells("Ada", site), site)
    changing.change_callback(
        callback, languages=("en", "zh-hans"), by=callback.seller.person, now=NOON + MINUTE
    )
    callback.refresh_from_db()
    assert callback.queue.languages == ["en", "zh-hans"]
    assert callback.promise is not None
    assert callback.promise.inputs["agents"] == 2
    assert Promise.objects.filter(request=callback.pk, state="withdrawn").count() == 1
    *_, changed, promised = callback.events.order_by("pk")
    assert changed.detail["what"] == {"languages": [["en"], ["en", "zh-hans"]]}
    assert promised.kind == "promised", "what follows from a change is told after it"


def test_from_a_window_to_as_soon_as_possible_counts_from_now() -> None:
    site = a_site()
    answers("Bo", site)
    span = (NOON + 2 * HOUR, NOON + 3 * HOUR)
    callback = asks(sells("Ada", site), site, window=span)
    changing.change_callback(callback, window=None, by=callback.seller.person, now=NOON + HOUR)
    callback.refresh_from_db()
    assert (callback.state, callback.target, callback.effective) == ("waiting", 120, callback.asked + 60)
    assert callback.window_from is None


def test_a_window_that_has_passed_is_promised_no_more() -> None:
    site = a_site()
    answers("Bo", site)
    answers("Di", site, languages=("zh-hans",))
    over = NOON + 3 * HOUR
    callback = asks(sells("Ada", site), site, window=(NOON + 2 * HOUR, over))
    changing.change_callback(callback, languages=("en", "zh-hans"), by=callback.seller.person, now=over)
    callback.refresh_from_db()
    assert callback.promise is not None
    assert (callback.promise.made_for, callback.promise.shown_until > over) == ("again", True)


def test_who_is_being_rung_can_change_nothing() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    is_rung(bo, epoch=a_lease())
    with pytest.raises(changing.NotWhile):
        changing.change_callback(callback, languages=("ja",), by=callback.seller.person, now=NOON)


def test_the_place_counts_who_is_ahead_and_who_went_before() -> None:
    site = a_site()
    bo = answers("Bo", site)
    asks(sells("Cy", site), site, at=NOON - 10 * MINUTE)
    callback = asks(sells("Ada", site), site)
    before = place(callback, now=NOON)
    assert (before.number, {one.why: one.count for one in before.ahead}, before.agents) == (
        2,
        {"same-class": 1},
        1,
    )
    opens_page(Callback.objects.get(seller__code="S-CY").seller.person, NOON + MINUTE)
    opens_page(bo.person, NOON + MINUTE)
    is_reserved(bo, epoch=a_lease(), at=NOON + MINUTE)
    after = place(callback, now=NOON + 12 * MINUTE)
    assert (after.number, dict(after.went_before)) == (1, {"earlier": 1})
    assert after.share == pytest.approx(0.1)


def test_the_promise_of_a_resting_window_is_not_broken_before_its_end() -> None:
    site = a_site()
    answers("Bo", site)
    span = (NOON + 2 * HOUR, NOON + 3 * HOUR)
    callback = asks(sells("Ada", site), site, window=span)
    a_lease()
    turn(callback, span[0])
    assert callback.state == "waiting"
    assert callback.promise is not None
    assert callback.promise.state == "pending"
    turn(callback, span[1] + timedelta(seconds=1))
    assert callback.broken_at is not None


def test_one_that_cannot_be_turned_holds_up_no_other(monkeypatch: Any) -> None:
    site = a_site()
    answers("Bo", site)
    first = asks(sells("Ada", site), site)
    second = asks(sells("Di", site), site)
    epoch = a_lease()

    def lock(pk: Any) -> Callback:
        if pk == first.pk:
            raise ValueError("this one cannot be read")
        return locked(pk)

    monkeypatch.setattr(turning, "locked", lock)
    with pytest.raises(ExceptionGroup) as failed:
        turn(second, NOON + 7 * DAY, epoch)
    second.refresh_from_db()
    assert second.state == "expired"
    (problem,) = {str(one): one for one in failed.value.exceptions}.values()
    assert str(first.pk) in problem.__notes__[0]
