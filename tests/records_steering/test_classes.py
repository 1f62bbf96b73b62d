"""The class of a callback, changed by a person: nobody gains rank by it, and a claim that is lowered twice costs one."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from ringback.records.callbacks import asking, at_once, changing, offering
from ringback.records.callbacks.claims import claim_on, claims_of, facts_for
from ringback.records.callbacks.models import Callback, CallbackEvent, ClassChange
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.notices.models import Notice
from ringback.records.saying import NothingSaid
from ringback.records.sellers.models import Seller
from ringback.records.steering import classes, moving
from ringback.rules.hours import opening_minutes
from tests.people import DAY, HOUR, MINUTE, NOON, a_case, a_site, answers, asks, sells, supervises

pytestmark = pytest.mark.django_db


def urgency(callback: Callback, *, after: timedelta) -> float:
    opened = opening_minutes(calendar_of(callback.site), NOON + after)
    return float((opened - callback.effective) / callback.target**settings.PROTECT)


@pytest.mark.parametrize("priority", ["high", "low"])
def test_urgency_does_not_jump_and_grows_at_another_rate(priority: str) -> None:
    site = a_site()
    answers("Bo", site)
    callback, rosa = asks(sells("Ada", site), site), supervises("Rosa")
    before = urgency(callback, after=HOUR)
    changed = classes.change_class(
        callback, priority=priority, said="The shop is shut.", by=rosa, now=NOON + HOUR
    )
    assert urgency(changed, after=HOUR) == pytest.approx(before)
    assert changed.queue.target == changed.target == {"high": 30, "low": 480}[priority]
    assert changed.promise == callback.promise
    assert (urgency(changed, after=2 * HOUR) > urgency(callback, after=2 * HOUR)) == (priority == "high")


def test_the_story_keeps_who_and_why_and_a_reason_is_needed() -> None:
    site = a_site()
    callback, rosa = asks(sells("Ada", site), site), supervises("Rosa")
    with pytest.raises(NothingSaid):
        classes.change_class(callback, priority="high", said=" \n", by=rosa, now=NOON)
    classes.change_class(callback, priority="high", said="The shop is shut.", by=rosa, now=NOON)
    told = CallbackEvent.objects.get(callback=callback, kind="class-changed")
    assert (told.actor, told.detail["said"], told.detail["after"]) == (rosa, "The shop is shut.", "high")
    with pytest.raises(classes.SameClass):
        classes.change_class(callback, priority="high", said="Once more.", by=rosa, now=NOON)


def test_an_agent_lowers_and_confirms_and_cannot_raise() -> None:
    site = a_site()
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    with pytest.raises(classes.OnlyLower):
        classes.change_class(callback, priority="high", said="They are angry.", by=bo.person, now=NOON)
    classes.confirm_class(callback, said="The figures are right.", by=bo.person, now=NOON)
    lowered = classes.change_class(callback, priority="low", said="It can wait.", by=bo.person, now=NOON)
    assert lowered.priority == "low"


def test_the_seller_gets_a_mail_with_the_reason_for_another_class() -> None:
    site = a_site()
    callback, rosa = asks(sells("Ada", site), site), supervises("Rosa")
    classes.change_class(callback, priority="low", said="It can wait.", by=rosa, now=NOON)
    notice = Notice.objects.get(kind="class-changed")
    assert (notice.person, notice.about) == (callback.seller.person, callback.pk)
    assert (notice.context["before"], notice.context["after"]) == ("medium", "low")
    assert notice.context["said"] == "It can wait."


def test_the_database_refuses_a_change_of_class_that_would_gain_rank() -> None:
    site = a_site()
    callback, rosa = asks(sells("Ada", site), site), supervises("Rosa")
    later = classes.change_class(callback, priority="low", said="It can wait.", by=rosa, now=NOON + HOUR)
    assert later.effective < later.asked - later.credit  # its rank at the slower rate
    with pytest.raises(IntegrityError, match="gain rank"), transaction.atomic():
        Callback.objects.filter(pk=callback.pk).update(effective=later.effective - 1)
    change = ClassChange.objects.get()
    change.pk = None
    change.effective_after -= 1
    with pytest.raises(IntegrityError, match="a_change_of_class_gives_no_rank"), transaction.atomic():
        change.save(force_insert=True)
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        ClassChange.objects.update(effective_after=0)


def test_without_a_change_of_class_nobody_ranks_before_asking_less_credits() -> None:
    site = a_site()
    callback = asks(sells("Ada", site, monthly_sales_usd=5_000), site)
    assert callback.credit > 0
    with pytest.raises(IntegrityError, match="nobody_gains_rank"), transaction.atomic():
        Callback.objects.filter(pk=callback.pk).update(effective=callback.effective - 1)


def test_going_to_a_window_and_back_does_not_bring_a_lowered_class_back() -> None:
    site = a_site()
    answers("Bo", site)
    ada, rosa = sells("Ada", site), supervises("Rosa")
    callback = asks(ada, site, "account-deactivated")
    classes.change_class(callback, priority="low", said="It is active again.", by=rosa, now=NOON)
    offer = offering.offer_for(callback.case, line="in-app", now=NOON)
    slot = next(one for one in offer.slots if not one.full)
    for window in ((slot.begin, slot.end), None):
        changing.change_callback(callback, window=window, by=ada.person, now=NOON)
    callback.refresh_from_db()
    assert (callback.priority, callback.target) == ("low", 480)


def claims(ada: Seller, site: Site, *, days_ago: int = 0) -> Callback:
    at = NOON - days_ago * DAY
    return asking.ask_for_callback(a_case(ada, site, at=at, urgent_claimed=True), line="in-app", now=at)


@pytest.mark.parametrize("priority", ["high", "low"])
def test_a_class_changed_in_a_window_forbids_no_earlier_window_and_gains_nothing_without_one(
    priority: str,
) -> None:
    site = a_site()
    answers("Bo", site)
    ada, rosa = sells("Ada", site), supervises("Rosa")
    late, early = (NOON + 8 * HOUR, NOON + 9 * HOUR), (NOON + 3 * HOUR, NOON + 4 * HOUR)
    callback = asks(ada, site)
    before = urgency(callback, after=HOUR)
    callback = moving.move(callback, window=late, said="We are few.", by=rosa, now=NOON + MINUTE)
    callback = classes.change_class(callback, priority=priority, said="I see.", by=rosa, now=NOON + HOUR)
    assert (callback.target, callback.window_from) == (60, late[0]), (
        "the window is the place, whatever the class"
    )
    callback = changing.change_callback(callback, window=early, by=ada.person, now=NOON + HOUR)
    assert callback.window_from == early[0]
    callback = moving.move(callback, window=None, said="We are many.", by=rosa, now=NOON + HOUR)
    assert callback.target == {"high": 30, "low": 480}[priority]
    assert urgency(callback, after=HOUR) <= before + 0.001
    callback = changing.change_callback(callback, window=early, by=ada.person, now=NOON + HOUR)
    callback = changing.change_callback(callback, window=None, by=ada.person, now=NOON + 2 * HOUR)
    assert urgency(callback, after=2 * HOUR) == 0, "as soon as possible counts from now"


def test_two_claims_count_in_thirty_days_and_the_third_is_noted() -> None:
    site = a_site()
    ada = sells("Ada", site)
    classes_got = [claims(ada, site, days_ago=days).priority for days in (40, 29, 10, 0)]
    assert classes_got == ["high", "high", "high", "medium"]
    assert claims_of(ada, now=NOON) == 2


def test_asking_again_for_the_same_case_is_the_same_claim() -> None:
    site = a_site()
    ada = sells("Ada", site)
    case = claims(ada, site).case
    case.callbacks.update(state="cancelled")
    again = asking.ask_for_callback(case, line="in-app", now=NOON)
    assert (again.priority, claims_of(ada, now=NOON)) == ("high", 1)


def test_an_issue_that_is_high_anyway_uses_no_claim_up() -> None:
    site = a_site()
    ada = sells("Ada", site)
    case = a_case(ada, site, "account-deactivated", urgent_claimed=True)
    assert asking.ask_for_callback(case, line="in-app", now=NOON).urgent is False
    assert claims_of(ada, now=NOON) == 0


def test_two_claims_that_were_lowered_cost_one_more() -> None:
    site = a_site(rulebook_name="amazon-like")
    ada, bo = sells("Ada", site), answers("Bo", site)
    for lowered, counted in ((1, 1), (2, 3)):
        callback = claims(ada, site, days_ago=lowered)
        classes.change_class(callback, priority="medium", said="Nothing is blocked.", by=bo.person, now=NOON)
        assert claims_of(ada, now=NOON) == counted


def test_a_class_put_back_gives_the_claim_back() -> None:
    site = a_site()
    ada, rosa = sells("Ada", site), supervises("Rosa")
    first, second = claims(ada, site), claims(ada, site)
    for callback in (first, second):
        classes.change_class(callback, priority="medium", said="Nothing is blocked.", by=rosa, now=NOON)
    assert claims_of(ada, now=NOON) == 3
    classes.change_class(second, priority="high", said="It is blocked after all.", by=rosa, now=NOON + MINUTE)
    assert claims_of(ada, now=NOON + MINUTE) == 2


def test_the_form_knows_what_a_claim_would_do_and_how_many_are_left() -> None:
    site = a_site()
    ada = sells("Ada", site)
    book = offering.rulebook_in_force(site, now=NOON)

    def told(issue: str) -> tuple[bool, int, str]:
        facts = facts_for(a_case(ada, site, issue), line="in-app", now=NOON)
        claim = claim_on(book, facts)
        return claim.counts, claim.left, claim.because[0].en

    assert told("payment-on-hold")[:2] == (True, 2)
    claims(ada, site)
    assert told("payment-on-hold")[:2] == (True, 1)
    assert "your claim is not used up" in told("account-deactivated")[2]
    claims(ada, site)
    assert told("payment-on-hold")[:2] == (False, 0)
    assert "you have made 2" in told("payment-on-hold")[2]


def test_a_site_may_leave_the_count_to_the_marketplace() -> None:
    site = a_site(fact_owners={"urgent_claims_30d": "marketplace"})
    assert claims(sells("Ada", site, urgent_claims_30d=2), site).priority == "medium"


def test_the_short_way_counts_claims_as_the_careful_one_and_leaves_new_ones_to_it() -> None:
    site = a_site()
    ada, bo = sells("Ada", site), answers("Bo", site)
    for days in (1, 2):
        lowered = claims(ada, site, days_ago=days)
        classes.change_class(lowered, priority="medium", said="Nothing is blocked.", by=bo.person, now=NOON)
    a_case(ada, site, "technical", number=None, state="draft", opened_at=None)
    draft = at_once.read_draft(ada.person, "technical", site="na", now=NOON)
    assert draft is not None
    assert draft.claims == claims_of(ada, now=NOON) == 3
    draft.case.urgent_claimed = True
    assert at_once.ask_at_once(draft, line="in-app", now=NOON) is None
    draft.case.urgent_claimed = False
    callback = at_once.ask_at_once(draft, line="in-app", now=NOON)
    assert callback is not None
    assert callback.facts["seller"]["urgent_claims_30d"] == 3
