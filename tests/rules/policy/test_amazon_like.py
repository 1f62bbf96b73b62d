"""Every rule of the preset both ways, by tables of cases."""

from datetime import date, timedelta
from typing import Any

import pytest

from ringback.rules.policy.decide import recommend
from ringback.rules.policy.verdict import Unlock
from tests.rules.policy.ada import AMAZON, ada, asked, reason

RULES = [
    "professional-plan",
    "identity-verified",
    "account-age",
    "mfa-on",
    "stable-sales",
    "phone-bound",
    "no-pending-verification",
    "eu-kyc",
    "warnings-handled",
    "class-by-issue",
    "urgent-claim",
    "jp-urgent-rating",
    "na-sales",
    "low-odr",
    "account-health-first",
    "clear-description",
    "technical-language",
    "recommend",
]


def test_every_rule_of_the_book_gives_a_reason_in_order() -> None:
    assert [reason.rule for reason in asked().reasons] == RULES


def test_ada_passes_and_nothing_is_locked() -> None:
    verdict = asked()
    assert verdict.eligible
    assert verdict.lines == ("in-app", "phone")
    assert verdict.channels == ("phone", "email")
    assert (verdict.priority, verdict.target_minutes, verdict.credit_minutes) == ("medium", 120, 0)
    assert not verdict.refusals
    assert all(reason.unlock is None for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("rule", "changes", "link"),
    [
        ("professional-plan", {"plan": "individual"}, None),
        ("identity-verified", {"identity_verified": False}, "identity_verified"),
        ("mfa-on", {"mfa": False}, "mfa"),
        ("stable-sales", {"months_with_sales": 0}, None),
        ("no-pending-verification", {"pending_verifications": 1}, "pending_verifications"),
        ("eu-kyc", {"site": "eu", "kyc": "pending"}, "kyc"),
        ("eu-kyc", {"site": "eu", "kyc": "none"}, "kyc"),
        ("warnings-handled", {"open_warnings": 1}, "open_warnings"),
    ],
)
def test_one_unmet_rule_refuses_both_lines(rule: str, changes: dict[str, Any], link: str | None) -> None:
    verdict = asked(**changes)
    assert not verdict.eligible
    assert verdict.lines == ()
    assert verdict.channels == ("email",)
    assert [refusal.rule for refusal in verdict.refusals] == [rule]
    assert reason(verdict, rule).unlock == (Unlock(link=link) if link else None)


@pytest.mark.parametrize(
    "changes",
    [
        {"site": "eu", "kyc": "complete"},
        {"site": "jp", "kyc": "none"},
        {"months_with_sales": 1},
        {"open_warnings": 3, "issue_type": "account-deactivated"},
        {"open_warnings": 3, "issue_type": "account-suspended"},
        {"open_warnings": 3, "issue_type": "account-health-warning"},
    ],
)
def test_what_is_allowed_stays_allowed(changes: dict[str, Any]) -> None:
    assert asked(**changes).eligible


def test_warnings_stand_in_the_way_of_a_removed_listing() -> None:
    assert not asked(open_warnings=1, issue_type="listing-removed").eligible


@pytest.mark.parametrize(
    ("line", "verified", "eligible", "lines"),
    [
        ("phone", True, True, ("in-app", "phone")),
        ("in-app", True, True, ("in-app", "phone")),
        ("phone", False, False, ("in-app",)),
        ("in-app", False, True, ("in-app",)),
    ],
)
def test_without_a_bound_phone_the_browser_still_rings(
    line: str, verified: bool, eligible: bool, lines: tuple[str, ...]
) -> None:
    verdict = asked(line=line, phone_verified=verified)
    assert (verdict.eligible, verdict.lines) == (eligible, lines)
    assert "phone" in verdict.channels
    assert reason(verdict, "phone-bound").holds is eligible
    assert reason(verdict, "phone-bound").unlock == (None if eligible else Unlock(link="phone_verified"))


@pytest.mark.parametrize(
    ("registered_at", "site", "eligible"),
    [
        ("2025-12-14", "na", True),  # 13 January, 9:00 in Los Angeles: 30 dates ago
        ("2025-12-15", "na", False),
        ("2025-12-14T23:59:59", "na", True),  # without an offset: in the site's zone
        ("2025-12-15T07:59:00+00:00", "na", True),  # still the 14th in Los Angeles
        ("2025-12-15T08:00:00Z", "na", False),
        ("2025-12-15", "jp", True),  # in Tokyo it is the 14th already
        ("2025-12-15T14:59:00+00:00", "jp", True),
        ("2025-12-15T15:00:00+00:00", "jp", False),
        ("2026-02-01", "na", False),
    ],
)
def test_thirty_days_are_counted_by_date_in_the_zone_of_the_site(
    registered_at: str, site: str, eligible: bool
) -> None:
    assert asked(registered_at=registered_at, site=site).eligible is eligible


def test_a_now_without_offset_is_in_the_zone_of_the_site() -> None:
    assert asked(registered_at="2025-12-15", now="2026-01-14T00:00:00").eligible
    assert not asked(registered_at="2025-12-15", now="2026-01-13T23:59:59").eligible


def test_a_young_account_is_told_the_date_it_opens() -> None:
    verdict = asked(registered_at="2025-12-23T20:00:00", site="jp", line="phone")
    age = reason(verdict, "account-age")
    assert age.unlock == Unlock(date=date(2026, 1, 22))
    assert age.as_json()["unlock"] == {"date": "2026-01-22"}
    assert age.because.en.endswith("on Thu 22 Jan 2026.")
    assert "2026 年 1 月 22 日" in age.because.zh_hans
    on_the_day = {"registered_at": "2025-12-23T20:00:00", "site": "jp"}
    assert asked(**on_the_day, now="2026-01-22T00:00:00").eligible
    assert not asked(**on_the_day, now="2026-01-21T23:59:00").eligible


@pytest.mark.parametrize(
    ("issue_type", "priority", "target"),
    [
        ("account-deactivated", "high", 30),
        ("account-suspended", "high", 30),
        ("listing-removed", "high", 30),
        ("tax-anomaly", "high", 30),
        ("advertising-charges", "low", 480),
        ("general-question", "low", 480),
        ("account-health-warning", "medium", 120),
        ("technical", "medium", 120),
        ("whatever-comes", "medium", 120),
    ],
)
def test_the_issue_gives_the_class(issue_type: str, priority: str, target: int) -> None:
    verdict = asked(issue_type=issue_type)
    assert (verdict.priority, verdict.target_minutes) == (priority, target)
    assert reason(verdict, "class-by-issue").holds


@pytest.mark.parametrize(
    ("claims", "priority", "counts"),
    [(0, "high", True), (1, "high", True), (2, "medium", False), (9, "medium", False)],
)
def test_a_claim_of_urgency_counts_twice_in_thirty_days(claims: int, priority: str, counts: bool) -> None:
    verdict = asked(urgent_claimed=True, urgent_claims_30d=claims)
    assert verdict.priority == priority
    assert reason(verdict, "urgent-claim").holds is counts


@pytest.mark.parametrize(
    ("issue_type", "priority"), [("advertising-charges", "low"), ("tax-anomaly", "high")]
)
def test_a_claim_moves_medium_issues_alone(issue_type: str, priority: str) -> None:
    verdict = asked(urgent_claimed=True, issue_type=issue_type)
    assert verdict.priority == priority
    assert not reason(verdict, "urgent-claim").holds


def test_a_claim_on_a_low_issue_is_noted() -> None:
    verdict = asked(urgent_claimed=True, issue_type="advertising-charges")
    assert reason(verdict, "urgent-claim").because.en.startswith("We noted")
    assert "not say" in reason(asked(), "urgent-claim").because.en


@pytest.mark.parametrize(
    ("site", "rating", "issue_type", "priority", "lowered"),
    [
        ("jp", 94.9, "technical", "medium", True),
        ("jp", 95, "technical", "high", False),
        ("jp", 80, "tax-anomaly", "high", False),  # high by its issue, not by the claim
        ("na", 80, "technical", "high", False),
        ("jp", 80, "general-question", "low", False),
    ],
)
def test_in_japan_a_claim_needs_a_rating(
    site: str, rating: float, issue_type: str, priority: str, lowered: bool
) -> None:
    verdict = asked(urgent_claimed=True, site=site, store_rating=rating, issue_type=issue_type)
    assert verdict.priority == priority
    assert reason(verdict, "jp-urgent-rating").holds is lowered


def test_without_a_claim_the_rating_moves_nothing() -> None:
    verdict = asked(site="jp", store_rating=50)
    assert verdict.priority == "medium"
    assert not reason(verdict, "jp-urgent-rating").holds


@pytest.mark.parametrize(
    ("rule", "changes", "minutes"),
    [
        ("na-sales", {"monthly_sales_usd": 1000.01}, 10),
        ("na-sales", {"monthly_sales_usd": 1000}, 0),
        ("na-sales", {"monthly_sales_usd": 99_999, "site": "jp"}, 0),
        ("low-odr", {"odr": 0.0099}, 10),
        ("low-odr", {"odr": 0.01}, 0),
        ("low-odr", {"odr": 0}, 10),
        ("account-health-first", {"issue_type": "account-health-warning"}, 10),
        ("account-health-first", {"issue_type": "listing-removed"}, 0),
        ("clear-description", {"completeness": 0.8}, 5),
        ("clear-description", {"completeness": 0.79}, 0),
        ("clear-description", {"completeness": 1}, 5),
    ],
)
def test_each_credit_is_earned_at_its_bound(rule: str, changes: dict[str, Any], minutes: int) -> None:
    verdict = asked(**changes)
    assert (verdict.credit_minutes, verdict.earned_minutes) == (minutes, minutes)
    assert reason(verdict, rule).holds is (minutes > 0)
    assert reason(verdict, rule).amount == minutes


@pytest.mark.parametrize(
    ("issue_type", "earned", "credit"),
    [("account-deactivated", 35, 10), ("account-health-warning", 35, 35), ("general-question", 25, 25)],
)
def test_credits_add_up_to_a_third_of_the_target(issue_type: str, earned: int, credit: int) -> None:
    favoured = {"monthly_sales_usd": 18_400, "odr": 0.004, "completeness": 0.83}
    verdict = asked(issue_type=issue_type, **favoured)
    assert (verdict.earned_minutes, verdict.credit_minutes) == (earned, credit)


@pytest.mark.parametrize(
    ("changes", "languages", "holds"),
    [
        ({"language": "zh-hans", "issue_type": "technical"}, ("zh-hans", "en"), True),
        ({"language": "zh-hans", "issue_type": "technical", "site": "jp"}, ("zh-hans",), False),
        ({"language": "zh-hans", "issue_type": "returns"}, ("zh-hans",), False),
        ({"language": "en", "issue_type": "technical"}, ("en",), False),
        ({"language": "ja", "site": "jp"}, ("ja",), False),
    ],
)
def test_technical_issues_may_go_to_an_english_agent(
    changes: dict[str, Any], languages: tuple[str, ...], holds: bool
) -> None:
    verdict = asked(**changes)
    assert verdict.languages == languages
    assert reason(verdict, "technical-language").holds is holds


REFUSED = {"mfa": False}
ONLY_THE_PHONE_IS_SHUT = {"line": "phone", "phone_verified": False}
HIGH, LOW = {"issue_type": "tax-anomaly"}, {"issue_type": "general-question"}


@pytest.mark.parametrize(
    ("changes", "promised", "with_chat", "without_chat"),
    [
        (REFUSED, 30, "chat", "email"),
        ({**REFUSED, **HIGH}, 30, "chat", "email"),
        (HIGH, None, "phone", "phone"),
        (HIGH, 900, "phone", "phone"),
        ({}, 120, "phone", "phone"),
        ({}, 120.5, "chat", "email"),
        ({}, None, "chat", "email"),
        (LOW, 5, "chat", "email"),
        (LOW, None, "chat", "email"),
        ({**ONLY_THE_PHONE_IS_SHUT, **HIGH}, None, "phone", "phone"),
        (ONLY_THE_PHONE_IS_SHUT, 60, "phone", "phone"),
        (ONLY_THE_PHONE_IS_SHUT, None, "chat", "email"),
        ({**ONLY_THE_PHONE_IS_SHUT, **LOW}, 5, "chat", "email"),
    ],
)
def test_a_channel_is_recommended(
    changes: dict[str, Any], promised: float | None, with_chat: str, without_chat: str
) -> None:
    for chat_open, channel in ((True, with_chat), (False, without_chat)):
        verdict = asked(**changes, promised_by_minutes=promised, chat_open=chat_open)
        assert verdict.recommended_channel == channel
        assert ("chat" in verdict.channels) is chat_open
        assert reason(verdict, "recommend").holds


def test_the_promise_changes_the_recommendation_alone() -> None:
    first = asked(monthly_sales_usd=18_400)
    second = recommend(AMAZON, ada(monthly_sales_usd=18_400), first, promised_by_minutes=45)
    assert second == asked(monthly_sales_usd=18_400, promised_by_minutes=45)
    assert (first.recommended_channel, second.recommended_channel) == ("email", "phone")
    before, after = first.as_json(), second.as_json()
    before.pop("recommended_channel"), after.pop("recommended_channel")
    assert (before["reasons"].pop()["rule"], after["reasons"].pop()["rule"]) == ("recommend", "recommend")
    assert before == after


@pytest.mark.parametrize(
    "changes", [{}, HIGH, LOW, ONLY_THE_PHONE_IS_SHUT, {**ONLY_THE_PHONE_IS_SHUT, **HIGH}]
)
@pytest.mark.parametrize("line", ["phone", "in-app"])
def test_the_second_question_is_answered_as_if_it_had_been_the_first(
    changes: dict[str, Any], line: str
) -> None:
    on_line = {**changes, "line": line}
    first = asked(**on_line)
    assert first.lines == asked(**changes).lines
    for promised in (None, 5, 600):
        second = recommend(AMAZON, ada(**on_line), first, promised_by_minutes=promised)
        assert second == asked(**on_line, promised_by_minutes=promised)


def test_the_terms_of_the_preset() -> None:
    assert {name: terms.target_minutes for name, terms in AMAZON.classes.items()} == {
        "high": 30,
        "medium": 120,
        "low": 480,
    }
    assert AMAZON.classes["low"].redial.waits == (timedelta(minutes=45), timedelta(minutes=120), None)
    assert AMAZON.talk == timedelta(minutes=12)
    assert AMAZON.attempts.per_request == 4
    levels = AMAZON.service_levels
    assert [(level.site, level.measured, level.share, level.on_average) for level in levels] == [
        ("na", "answered", None, True),
        ("eu", "solved", 0.85, False),
        ("", "written", None, False),
        ("", "helped", 0.62, False),
    ]
    assert levels[3].rating == 4


def test_every_fact_of_the_language_is_used_by_the_preset() -> None:
    assert AMAZON.facts_used >= SELLER_FACTS | REQUEST_FACTS


SELLER_FACTS, REQUEST_FACTS = (set(part) for part in ada().values())
