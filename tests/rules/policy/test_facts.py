"""A fact that a rulebook uses must be there and of its type, or there is no verdict."""

from typing import Any

import pytest

from ringback.rules.policy.decide import decide
from ringback.rules.policy.facts import MissingFact, WrongFact
from tests.rules.policy.ada import AMAZON, ada, asked


@pytest.mark.parametrize("fact", [*ada()["seller"], *ada()["request"]])
def test_each_fact_of_the_preset_must_be_there(fact: str) -> None:
    facts = ada()
    for group in facts.values():
        group.pop(fact, None)
    with pytest.raises(MissingFact) as refused:
        decide(AMAZON, facts)
    assert refused.value.names == (fact,)
    assert fact in str(refused.value)


def test_all_missing_facts_are_named_at_once() -> None:
    facts = ada()
    del facts["seller"]["odr"], facts["seller"]["mfa"], facts["request"]["site"]
    with pytest.raises(MissingFact) as refused:
        decide(AMAZON, facts)
    assert set(refused.value.names) == {"odr", "mfa", "site"}


def test_a_fact_sent_as_null_is_missing() -> None:
    with pytest.raises(MissingFact):
        asked(odr=None)


def test_a_promise_that_could_not_be_made_is_null() -> None:
    assert asked(promised_by_minutes=None).eligible


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("mfa", 1, "true or false"),
        ("mfa", "true", "true or false"),
        ("odr", True, "a number"),
        ("odr", "0.01", "a number"),
        ("odr", float("nan"), "a number"),
        ("odr", 1.5, "at most 1"),
        ("completeness", -0.1, "at least 0"),
        ("store_rating", 101, "at most 100"),
        ("pending_verifications", -1, "at least 0"),
        ("pending_verifications", False, "a number"),
        ("promised_by_minutes", "soon", "a number"),
        ("plan", "gold", "one of professional, individual"),
        ("kyc", 3, "a text"),
        ("line", "fax", "one of in-app, phone"),
        ("site", "mx", "one of na, eu, jp"),
        ("site", 7, "a text"),
        ("issue_type", "", "a text"),
        ("registered_at", "last year", "a date"),
        ("registered_at", "2026-02-30", "a date"),
        ("registered_at", 20250101, "a date"),
        ("registered_at", "0001-01-01", "years"),
        ("now", "2026-01-13", "a date-time"),
        ("now", None, "missing"),
        ("language", "de", "one of en"),
    ],
)
def test_a_wrong_fact_is_named_with_what_is_wrong(fact: str, value: Any, said: str) -> None:
    with pytest.raises((WrongFact, MissingFact)) as refused:
        asked(**{fact: value})
    assert refused.value.names == (fact,)
    assert fact in str(refused.value)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("fact", ["store_rating", "kyc", "urgent_claims_30d"])
def test_a_wrong_fact_refuses_whether_or_not_its_rule_would_fire(fact: str) -> None:
    with pytest.raises(WrongFact):
        asked(**{fact: []})


@pytest.mark.parametrize(("fact", "value"), [("open_warnings", 0.0), ("odr", 0), ("store_rating", 95)])
def test_a_number_may_be_whole_or_decimal(fact: str, value: float) -> None:
    assert asked(**{fact: value}).eligible


def test_facts_that_no_rule_uses_are_not_looked_at() -> None:
    facts = ada()
    facts["seller"]["favourite_colour"] = object()
    assert decide(AMAZON, facts).eligible


@pytest.mark.parametrize("document", [[], {"seller": [], "request": {}}, {}, {"seller": {}}])
def test_a_document_that_holds_no_facts_is_refused(document: Any) -> None:
    with pytest.raises((WrongFact, MissingFact)):
        decide(AMAZON, document)
