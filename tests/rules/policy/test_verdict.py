"""What is true of every verdict, whatever the facts."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.rules.policy.decide import decide
from ringback.rules.policy.facts import FACTS, Kind
from ringback.rules.policy.rulebook import Rulebook
from tests.rules.policy.ada import AMAZON, PLAIN, ada, asked, reason

ISSUES = ["account-deactivated", "account-health-warning", "technical", "general-question", "no-such-issue"]


def any_value(name: str) -> st.SearchStrategy[Any]:
    fact = FACTS[name]
    if name in ("site", "issue_type"):
        return st.sampled_from(["na", "eu", "jp"] if name == "site" else ISSUES)
    if fact.kind is Kind.DAY:
        return st.dates(date(1950, 1, 1), date(2200, 1, 1)).map(str) | st.just("2025-12-14T23:30:00+05:00")
    if fact.kind is Kind.MOMENT:
        return st.datetimes().filter(lambda at: 1900 <= at.year < 9000).map(lambda at: at.isoformat())
    if fact.kind is Kind.NUMBER:
        most = min(fact.most, 10.0**9)
        number = st.floats(max(fact.least, -(10.0**9)), most) | st.integers(0, int(most))
        return number | st.none() if fact.may_be_null else number
    return st.sampled_from(fact.choices or [True, False])


def any_facts() -> st.SearchStrategy[dict[str, Any]]:
    parts = {
        group: st.fixed_dictionaries({name: any_value(name) for name in part})
        for group, part in ada().items()
    }
    return st.fixed_dictionaries(parts)


@given(facts=any_facts(), book=st.sampled_from([AMAZON, PLAIN]))
def test_every_request_has_one_verdict(facts: dict[str, Any], book: Rulebook) -> None:
    verdict = decide(book, facts)
    assert verdict == decide(book, facts)
    assert 0 <= verdict.credit_minutes * 3 <= verdict.target_minutes
    assert verdict.credit_minutes <= verdict.earned_minutes
    assert verdict.eligible is (facts["request"]["line"] in verdict.lines)
    assert verdict.eligible is not bool(verdict.refusals)
    assert verdict.recommended_channel in verdict.channels
    assert ("phone" in verdict.channels) is bool(verdict.lines)
    assert [reason.rule for reason in verdict.reasons] == [rule.name for rule in book.rules]
    assert not any({"{", "}"} & set(reason.because.en + reason.because.zh_hans) for reason in verdict.reasons)
    assert json.loads(json.dumps(verdict.as_json())) == verdict.as_json()


@given(facts=any_facts(), promised=st.none() | st.floats(0, 10_000))
def test_nothing_but_the_recommendation_reads_the_promise(
    facts: dict[str, Any], promised: float | None
) -> None:
    first, second = (
        decide(AMAZON, {**facts, "request": {**facts["request"], "promised_by_minutes": minutes}})
        for minutes in (None, promised)
    )
    assert first.reasons[:-1] == second.reasons[:-1]
    assert (first.lines, first.priority, first.credit_minutes) == (
        second.lines,
        second.priority,
        second.credit_minutes,
    )


def test_the_document_has_exactly_these_keys() -> None:
    document = asked().as_json()
    assert list(document) == [
        "eligible",
        "class",
        "target_minutes",
        "credit_minutes",
        "languages",
        "recommended_channel",
        "channels",
        "lines",
        "reasons",
    ]
    assert {tuple(reason) for reason in document["reasons"]} == {
        ("rule", "holds", "effect", "because", "unlock")
    }
    assert {tuple(reason["because"]) for reason in document["reasons"]} == {("en", "zh-hans")}


@pytest.mark.parametrize(
    ("rule", "changes", "en", "zh_hans"),
    [
        ("na-sales", {"monthly_sales_usd": 18400}, "18,400 USD", "18,400 美元"),
        ("low-odr", {"odr": 0.004}, "0.4%, below", "0.4%，"),
        (
            "low-odr",
            {"odr": 0.009999},
            "0.99%, below",
            "0.99%，",
        ),  # never 1% in a sentence that says below 1%
        ("clear-description", {"completeness": 2 / 3}, "66.66%", "66.66%"),
        ("jp-urgent-rating", {"site": "jp", "store_rating": 97.5, "urgent_claimed": True}, "97.5%", "97.5%"),
        ("account-age", {}, "Fri 1 Mar 2024, 683 days", "2024 年 3 月 1 日注册，已满 683 天"),
        ("recommend", {"promised_by_minutes": 119.2}, "within 120 minutes", "120 分钟"),
        ("technical-language", {"language": "zh-hans"}, "in Mandarin", "（普通话）"),
    ],
)
def test_a_sentence_holds_the_sellers_own_figures(
    rule: str, changes: dict[str, Any], en: str, zh_hans: str
) -> None:
    because = reason(asked(**changes), rule).because
    assert en in because.read_in("en")
    assert zh_hans in because.read_in("zh-hans")
    assert because.read_in("ja") == because.en


def test_the_small_shop_rings_whoever_it_knows() -> None:
    assert asked(PLAIN, plan="individual", mfa=False).recommended_channel == "phone"
    stranger = asked(PLAIN, identity_verified=False, chat_open=True)
    assert (stranger.eligible, stranger.recommended_channel) == (False, "email")
    assert asked(PLAIN, issue_type="account-deactivated").priority == "high"


def test_the_small_shop_asks_for_few_facts() -> None:
    few = {
        "seller": {"identity_verified": True, "language": "en"},
        "request": {"site": "eu", "issue_type": "returns", "line": "phone", "chat_open": False},
    }
    assert decide(PLAIN, few).eligible
