"""Ada asks to be called back; what she is told follows from her facts, the queue and who is at work."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ringback.records.callbacks import asking, offering
from ringback.records.callbacks.forecast import forecast, wanted_of
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.ids import new_id
from ringback.records.notices.models import Notice
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Seller
from ringback.rules.policy.facts import MissingFact
from ringback.rules.policy.verdict import NoLanguageLeft
from tests.people import HOUR, MINUTE, NOON, OFFICE_HOURS, a_case, a_site, answers, sells

pytestmark = pytest.mark.django_db


def promised(callback: Callback) -> Promise:
    assert callback.promise is not None
    return callback.promise


def ask(
    seller: Seller, site: Site, issue: str = "payment-on-hold", now: datetime = NOON, **wish: Any
) -> Callback:
    return asking.ask_for_callback(a_case(seller, site, issue), line="in-app", now=now, **wish)


def test_ada_is_promised_a_window_from_the_queue_the_agents_and_the_talk_time() -> None:
    site = a_site()
    answers("Bo", site)
    callback = ask(sells("Ada", site), site)
    assert callback.state == "waiting"
    assert promised(callback).inputs == {
        "ahead": 0,
        "agents": 1,
        "talk_minutes": 12.0,
        "talk_source": "preset",
    }
    assert (promised(callback).earliest, promised(callback).latest) == (
        NOON + 12 * MINUTE,
        NOON + 24 * MINUTE,
    )
    assert (promised(callback).shown_from, promised(callback).shown_until) == (
        NOON + 10 * MINUTE,
        NOON + 25 * MINUTE,
    )
    assert [event.kind for event in callback.events.all()] == ["asked", "promised"]
    assert Notice.objects.get().kind == "asked"


def test_the_window_moves_with_the_queue_the_agents_and_the_talk_time() -> None:
    site = a_site()
    answers("Bo", site)
    first = ask(sells("Ada", site), site)
    second = ask(sells("Cy", site), site)
    assert promised(second).inputs["ahead"] == 1
    assert promised(second).earliest == NOON + 24 * MINUTE
    answers("Di", site)
    assert promised(ask(sells("Eva", site), site)).earliest == NOON + 3 / 2 * 12 * MINUTE
    Callback.objects.filter(pk=first.pk).update(talk_seconds=240, state="completed", state_since=NOON)
    seen = promised(ask(sells("Fay", site), site))
    assert seen.inputs == {"ahead": 2, "agents": 2, "talk_minutes": 4.0, "talk_source": "own-median"}


def test_only_agents_who_speak_her_language_and_are_at_work_count() -> None:
    site = a_site()
    answers("Bo", site, languages=("ja",))
    answers("Di", site, presence="away")
    answers("Eli", site, presence="wrap-up")
    assert promised(ask(sells("Ada", site), site)).inputs["agents"] == 1


def test_nobody_at_work_means_no_promise_and_the_callback_waits_all_the_same() -> None:
    site = a_site()
    callback = ask(sells("Ada", site), site)
    assert callback.promise is None
    assert callback.state == "waiting"
    assert [event.kind for event in callback.events.all()] == ["asked", "not-promised"]


def test_a_closed_site_lets_it_rest_until_the_doors_open_and_promises_from_then() -> None:
    site = a_site("eu", hours=OFFICE_HOURS)
    answers("Bo", site)
    night = NOON + 9 * HOUR
    callback = ask(sells("Ada", site), site, now=night)
    opens = NOON - 12 * HOUR + timedelta(days=1, hours=8)  # nine o'clock in Berlin
    assert (callback.state, callback.rest_reason, callback.ready_at) == ("resting", "closed", opens)
    assert promised(callback).earliest == opens + 12 * MINUTE


def test_who_is_refused_reads_every_rule_and_no_callback_is_made() -> None:
    site = a_site()
    ada = sells("Ada", site, plan="individual")
    with pytest.raises(asking.NotEligible) as refused:
        ask(ada, site)
    assert [reason.rule for reason in refused.value.verdict.refusals] == ["professional-plan"]
    assert not Callback.objects.exists()


def test_a_fact_that_nobody_sent_is_named() -> None:
    site = a_site()
    ada = sells("Ada", site)
    standing = ada.standings.get()
    del standing.facts["mfa"]
    standing.save()
    with pytest.raises(MissingFact, match="mfa"):
        ask(ada, site)


def test_a_second_wish_for_the_same_case_leads_to_the_first() -> None:
    site = a_site()
    case = a_case(sells("Ada", site), site)
    first = asking.ask_for_callback(case, line="in-app", now=NOON)
    with pytest.raises(asking.AlreadyAsked) as already:
        asking.ask_for_callback(case, line="in-app", now=NOON)
    assert already.value.callback == first
    second = Callback.objects.get(pk=first.pk)
    second.pk, second.ordinal = new_id(), 2
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)


def test_credits_move_her_forward_by_at_most_a_third_of_the_target() -> None:
    site = a_site()
    good = sells("Ada", site, odr=0.004, monthly_sales_usd=18_400)
    callback = ask(good, site, "account-deactivated")
    assert (callback.target, callback.credit) == (30, 10)
    assert callback.effective == callback.asked - 10
    assert callback.reasons[0]["rule"] == "professional-plan"


def test_a_window_that_she_chooses_is_the_promise_and_reaches_its_target_at_its_end() -> None:
    site = a_site()
    answers("Bo", site)
    answers("Di", site)
    ada = sells("Ada", site)
    case = a_case(ada, site)
    offer = offering.offer_for(case, line="in-app", now=NOON)
    slot = next(slot for slot in offer.slots if slot.begin == NOON + 2 * HOUR)
    assert not slot.full
    callback = asking.ask_for_callback(case, line="in-app", window=(slot.begin, slot.end), now=NOON)
    assert (callback.state, callback.rest_reason, callback.ready_at) == ("resting", "window", slot.begin)
    assert (promised(callback).shown_from, promised(callback).shown_until) == (slot.begin, slot.end)
    assert callback.target == 60
    assert callback.effective - callback.asked == 120


def test_a_window_is_full_when_its_talk_takes_a_third_of_the_agents_minutes() -> None:
    site = a_site()
    answers("Bo", site)
    span = (NOON + 2 * HOUR, NOON + 3 * HOUR)
    ask(sells("Ada", site), site, window=span)
    with pytest.raises(asking.WindowFull):
        ask(sells("Cy", site), site, window=span)
    with pytest.raises(asking.WindowFull):
        ask(sells("Di", site), site, window=(NOON + 2 * HOUR, NOON + 2 * HOUR + 5 * MINUTE))


def test_an_offer_says_what_she_would_be_promised_before_she_commits() -> None:
    site = a_site()
    answers("Bo", site)
    case = a_case(sells("Ada", site), site, "account-deactivated")
    offer = offering.offer_for(case, line="in-app", now=NOON)
    assert offer.window is not None
    callback = asking.ask_for_callback(case, line="in-app", now=NOON)
    assert promised(callback).shown_until == offer.window.shown_until
    assert offer.verdict.recommended_channel == "phone"


def test_a_fresh_high_one_passes_a_low_one_that_has_not_waited_long() -> None:
    site = a_site()
    answers("Bo", site)
    low = ask(sells("Ada", site), site, "advertising-charges")
    ask(sells("Cy", site), site, "account-deactivated", now=NOON + MINUTE)
    seen = forecast(site, wanted_of(low), now=NOON + 2 * MINUTE)
    assert [(one.why, one.count) for one in seen.ahead] == [("higher-class", 1)]
    assert seen.number == 2


def test_the_languages_that_a_seller_wishes_stand_in_their_order_and_one_must_be_left() -> None:
    site = a_site()
    ada = sells("Ada", site)
    with pytest.raises(NoLanguageLeft):
        ask(ada, site, languages=())
    with pytest.raises(asking.NoSuchLanguage):
        ask(ada, site, languages=("en", "fr"))
    assert not Callback.objects.exists()
    assert ask(ada, site, languages=("zh-hans", "en", "zh-hans")).languages == ["zh-hans", "en"]
