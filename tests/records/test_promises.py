"""What is promised can be kept: by telephone, after a rest, and to whoever the desk waits for."""

from typing import Any

import pytest

from ringback.records.agents.models import Agent
from ringback.records.callbacks import asking, changing, offering, turning
from ringback.records.callbacks.models import Callback, Escalation
from ringback.records.calls import attempts, holds, picking, wishes, wrapping
from ringback.records.calls.agreeing import NotFree
from ringback.records.calls.models import AgentHold, Call
from ringback.records.ids import new_id
from ringback.records.notices.models import Notice
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Standing
from ringback.rules.calls.lifecycle import Outcome
from ringback.rules.calls.outcomes import CallOutcome
from tests.people import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    SECOND,
    a_case,
    a_lease,
    a_site,
    answers,
    asks,
    closes_page,
    is_reserved,
    is_rung,
    opens_page,
    sells,
)

pytestmark = pytest.mark.django_db
NIGHT = NOON + 2 * HOUR  # ten in the evening in Shanghai, where Ada sells
MORNING = NOON + 13 * HOUR  # nine o'clock there


@pytest.fixture(autouse=True)
def with_a_telephone(settings: Any) -> None:
    settings.LINES = {"in-app": "", "phone": ""}


def fresh(callback: Callback) -> Callback:
    return Callback.objects.select_related("promise", "queue", "site", "seller__person").get(pk=callback.pk)


def states(callback: Callback) -> list[str]:
    return list(Promise.objects.filter(request=callback.pk).order_by("pk").values_list("state", flat=True))


def test_who_asks_at_night_to_be_telephoned_is_promised_the_morning() -> None:
    site = a_site()
    answers("Bo", site)
    ada = sells("Ada", site)
    offered = offering.offer_for(a_case(ada, site), line="phone", now=NIGHT).window
    callback = asks(ada, site, line="phone", at=NIGHT)
    assert offered is not None
    assert callback.promise is not None
    assert offered.earliest == callback.promise.earliest == MORNING + 12 * MINUTE
    assert asks(ada, site, at=NIGHT).promise.earliest == NIGHT + 12 * MINUTE  # type: ignore[union-attr]


def test_what_the_desk_and_a_telephone_have_in_common_is_promised() -> None:
    site = a_site("eu", hours={"wed": [["09:00", "18:00"]], "thu": [["09:00", "18:00"]]})
    answers("Bo", site)
    evening = NOON + DAY + 3 * HOUR  # Wednesday: four in the afternoon in Berlin, eleven at night in Shanghai
    callback = asks(sells("Ada", site), site, line="phone", at=evening)
    assert callback.promise is not None
    assert callback.promise.earliest == NOON + 2 * DAY - 4 * HOUR + 12 * MINUTE  # Thursday, as Berlin opens


def test_no_window_is_offered_in_the_night_of_a_telephone() -> None:
    site = a_site()
    answers("Bo", site)
    case = a_case(sells("Ada", site), site)
    slots = offering.offer_for(case, line="phone", now=NIGHT).slots
    hours = {(slot.begin.hour + 8) % 24 for slot in slots}
    assert slots
    assert hours <= set(range(9, 20))
    night = (NIGHT + HOUR, NIGHT + 2 * HOUR)
    assert night in [
        (slot.begin, slot.end) for slot in offering.offer_for(case, line="in-app", now=NIGHT).slots
    ]
    with pytest.raises(asking.WindowFull):
        asking.ask_for_callback(case, line="phone", window=night, now=NIGHT)


def test_an_agent_cannot_agree_on_a_time_in_the_night_of_a_telephone() -> None:
    site = a_site()
    bo = answers("Bo", site)
    ada = sells("Ada", site, zone="UTC")
    asks(ada, site, line="phone")
    attempt = is_rung(bo, epoch=(epoch := a_lease()))
    attempts.answered(attempt.pk, epoch=epoch, now=NOON)
    attempts.end(attempt.pk, outcome=Outcome.ANSWERED, by="seller", epoch=epoch, now=NOON + MINUTE)
    call, now = Call.objects.get(), NOON + 2 * MINUTE
    for hours in (9, 19):  # nine in the evening, seven in the morning
        with pytest.raises(NotFree, match="closed"):
            wrapping.finish(call, outcome=CallOutcome.CALL_BACK_AT, next_at=NOON + hours * HOUR, now=now)
    wrapping.finish(call, outcome=CallOutcome.CALL_BACK_AT, next_at=NOON + 22 * HOUR, now=now)


def test_a_window_of_the_browser_at_night_does_not_move_to_the_telephone() -> None:
    site = a_site()
    answers("Bo", site)
    callback = asks(sells("Ada", site), site, window=(NIGHT, NIGHT + HOUR))
    with pytest.raises(asking.WindowFull):
        changing.change_callback(callback, line="phone", by=callback.seller.person, now=NOON)
    assert fresh(callback).line == "in-app"


def test_to_the_telephone_at_night_is_a_promise_of_the_morning() -> None:
    site = a_site()
    answers("Bo", site)
    callback = asks(sells("Ada", site), site, at=NIGHT)
    changing.change_callback(callback, line="phone", by=callback.seller.person, now=NIGHT)
    callback = fresh(callback)
    assert (callback.rest_reason, states(callback)) == ("dial-hours", ["withdrawn", "pending"])
    assert callback.promise is not None
    assert callback.promise.earliest > MORNING


def test_who_closed_the_page_and_wants_the_telephone_waits_again() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site, zone="UTC"), site)
    closes_page(callback.seller.person)
    assert picking.pick_for(bo.pk, epoch=a_lease(), now=NOON) is None
    assert fresh(callback).rest_reason == "page-closed"
    changing.change_callback(callback, line="phone", by=callback.seller.person, now=NOON)
    assert (fresh(callback).state, states(callback)) == ("waiting", ["ready", "pending"])


def test_a_promise_that_breaks_during_a_rest_is_followed_by_one_after_it() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site, at=NOON)
    epoch = a_lease()
    attempt = is_rung(bo, epoch=epoch)
    # Nothing ever sounded, so the promise is still open while the spacing of 20 minutes runs.
    attempts.end(attempt.pk, outcome=Outcome.MAY_HAVE_RUNG, by="desk", epoch=epoch, now=NOON)
    Promise.objects.update(shown_until=NOON + 11 * MINUTE)
    turning.tick(site.pk, epoch=epoch, now=NOON + 12 * MINUTE)
    callback = fresh(callback)
    assert (callback.state, states(callback)) == ("resting", ["broken", "pending"])
    assert callback.promise is not None
    assert callback.promise.earliest == NOON + 32 * MINUTE


def test_other_languages_during_a_rest_are_promised_for_after_it() -> None:
    site = a_site()
    bo = answers("Bo", site)
    answers("Di", site, languages=("zh-hans",))
    callback = asks(sells("Ada", site), site)
    epoch = a_lease()
    attempt = is_rung(bo, epoch=epoch)
    attempts.ring(attempt, tab="one", now=NOON)
    attempts.end(attempt.pk, outcome=Outcome.NO_ANSWER, by="line", epoch=epoch, now=NOON)
    person = callback.seller.person
    changing.change_callback(callback, languages=("en", "zh-hans"), by=person, now=NOON + MINUTE)
    promise = fresh(callback).promise
    assert promise is not None
    assert promise.earliest > NOON + 20 * MINUTE


@pytest.mark.parametrize("outcome", [Outcome.WRONG_NUMBER, Outcome.UNWANTED, Outcome.DECLINED])
def test_whoever_the_desk_waits_for_is_promised_nothing_that_could_break(outcome: Outcome) -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site, zone="UTC"), site, line="phone")
    epoch = a_lease()
    attempt = is_rung(bo, epoch=epoch)
    attempts.end(attempt.pk, outcome=outcome, by="line", epoch=epoch, now=NOON)
    turning.tick(site.pk, epoch=epoch, now=NOON + DAY)
    callback = fresh(callback)
    assert (callback.rest_reason, states(callback), callback.broken_at) == ("seller", ["ready"], None)
    assert not Escalation.objects.exists()
    wishes.ask_again(callback, now=NOON + DAY)
    assert states(callback) == ["ready", "pending"]


def test_a_no_on_a_silent_page_was_a_ring_and_keeps_the_promise() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    attempt = is_rung(bo, epoch=a_lease())
    assert attempts.decline(attempt, now=NOON + SECOND)
    assert states(callback) == ["kept"]


def test_who_is_not_verified_any_more_is_told_and_promised_nothing() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site, zone="UTC"), site, line="phone")
    epoch = a_lease()
    hold = is_reserved(bo, epoch=epoch)
    holds.accept(bo, now=NOON)
    Standing.objects.update(phone_verified_at=None)
    assert attempts.arm(hold.pk, id=new_id(), epoch=epoch, now=NOON) is None
    callback = fresh(callback)
    assert (callback.rest_reason, states(callback)) == ("seller", ["ready"])
    told = Notice.objects.order_by("pk").last()
    assert told is not None
    assert (told.kind, told.context["outcome"]) == ("missed", "not_verified")


def test_one_telephone_of_two_sellers_rings_for_one_of_them_at_a_time() -> None:
    site = a_site()
    bo, di = answers("Bo", site), answers("Di", site)
    first = asks(sells("Ada", site, zone="UTC"), site, line="phone")
    cy = sells("Cy", site, zone="UTC")
    Standing.objects.filter(seller=cy).update(phone=first.number)
    second = asks(cy, site, line="phone", at=NOON + SECOND)
    epoch = a_lease()
    attempt = is_rung(bo, epoch=epoch)
    assert attempt.callback_id == first.pk
    assert picking.pick_for(di.pk, epoch=epoch, now=NOON + SECOND) is None
    turning.tick(site.pk, epoch=epoch, now=NOON + SECOND)
    assert fresh(second).rest_reason == "other-call"
    attempts.end(attempt.pk, outcome=Outcome.NO_ANSWER, by="line", epoch=epoch, now=NOON + MINUTE)
    turning.tick(site.pk, epoch=epoch, now=NOON + MINUTE)
    assert fresh(second).state == "waiting"


def test_who_is_refused_a_second_ring_at_the_last_moment_rests_until_the_first_is_over() -> None:
    site = a_site()
    bo, di = answers("Bo", site), answers("Di", site)
    first = asks(sells("Ada", site, zone="UTC"), site, line="phone")
    epoch = a_lease()
    is_rung(bo, epoch=epoch)
    second = asks(sells("Cy", site, zone="UTC"), site, line="phone")
    hold = is_reserved(di, epoch=epoch)
    holds.accept(di, now=NOON)
    # The number became the same while Di was reading.
    Standing.objects.filter(seller=second.seller).update(phone=first.number)
    Callback.objects.filter(pk=second.pk).update(number=first.number)
    assert attempts.arm(hold.pk, id=new_id(), epoch=epoch, now=NOON) is None
    second = fresh(second)
    assert (second.state, second.rest_reason) == ("resting", "other-call")
    assert not AgentHold.objects.filter(agent=di).exists()


def because(callback: Callback) -> str:
    """Why its promise was broken: the promise, the escalation, the story and the mail say the same."""
    one = Promise.objects.get(request=callback.pk, state="broken")
    event, mail = callback.events.get(kind="broken"), Notice.objects.get(about=callback.pk, kind="moved")
    said = {callback.escalations.get().detail["because"], event.detail["because"], mail.context["why"]}
    assert said == {one.broken_because}
    return one.broken_because


def test_a_promise_breaks_because_agents_left_or_none_is_there() -> None:
    site = a_site()
    bo, di = answers("Bo", site), answers("Di", site)
    first, second = asks(sells("Ada", site), site), asks(sells("Cy", site), site)
    epoch = a_lease()
    Agent.objects.filter(pk=bo.pk).update(presence="away")
    Promise.objects.exclude(request=first.pk).update(shown_until=NOON + 2 * HOUR)
    turning.tick(site.pk, epoch=epoch, now=NOON + HOUR)
    assert because(first) == "fewer-agents"
    Agent.objects.filter(pk=di.pk).update(presence="away")
    turning.tick(site.pk, epoch=epoch, now=NOON + 3 * HOUR)
    assert because(second) == "nobody"


def test_a_promise_breaks_because_more_urgent_ones_came() -> None:
    site = a_site()
    answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    for name in ("Cy", "Di"):
        asks(sells(name, site), site, "account-deactivated", at=NOON + 20 * MINUTE)
    turning.tick(site.pk, epoch=a_lease(), now=NOON + 40 * MINUTE)
    assert because(callback) == "more-calls"


def test_a_promise_breaks_because_calls_are_long_or_an_agent_said_not_now() -> None:
    site = a_site()
    bo, epoch = answers("Bo", site), a_lease()
    callback = asks(sells("Ada", site), site)
    turning.tick(site.pk, epoch=epoch, now=NOON + HOUR)
    assert because(callback) == "long-calls"
    other = asks(sells("Cy", site), site, at=NOON + HOUR)
    Callback.objects.filter(pk=callback.pk).update(state="cancelled")
    opens_page(bo.person, NOON + HOUR)
    is_reserved(bo, epoch=epoch, at=NOON + HOUR)
    holds.decline(bo, now=NOON + HOUR)
    Agent.objects.update(presence="available")
    turning.tick(site.pk, epoch=epoch, now=NOON + 2 * HOUR)
    assert because(other) == "given-back"
