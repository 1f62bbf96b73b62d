"""Completeness is the weight of what is filled over the weight of what applies."""

import pytest

from ringback.records.cases.template import (
    applying,
    completeness,
    fields_of,
    normalised,
    problems,
    subject_of,
)
from ringback.records.desk.models import IssueType
from tests.records_cases.world import TEMPLATE

LISTING = IssueType(slug="listing-removed", template=TEMPLATE, evidence_weight=2, subject_field="asin")


@pytest.mark.parametrize(
    ("values", "description", "evidence", "share"),
    [
        ({}, "", 0, 0),
        ({"asin": "B01"}, "", 0, 0.33),
        ({"asin": "B01"}, "It is gone.", 0, 0.55),
        ({"asin": "B01", "amount": "10", "appealed": "no"}, "It is gone.", 3, 1),
        ({"asin": "B01", "amount": "10", "appealed": "yes"}, "It is gone.", 1, 0.81),
        ({"asin": "   "}, " ", 0, 0),
    ],
)
def test_completeness_weighs_the_fields_that_apply(
    values: dict[str, str], description: str, evidence: int, share: float
) -> None:
    """In whole hundredths, cut."""
    found = completeness(LISTING, values=values, description=description, evidence=evidence)
    assert found.share == share


def test_what_is_missing_is_named_heaviest_first() -> None:
    found = completeness(LISTING, values={"appealed": "yes"}, description="", evidence=0)
    assert found.missing == ("asin", "appeal_answer", "description", "evidence", "amount")


def test_a_field_appears_once_its_condition_is_met() -> None:
    assert "appeal_answer" not in [one.name for one in applying(fields_of(LISTING), {"appealed": "no"})]
    assert "appeal_answer" in [one.name for one in applying(fields_of(LISTING), {"appealed": "yes"})]


def test_every_type_has_a_description_even_if_its_data_forgot_it() -> None:
    assert [one.name for one in fields_of(IssueType(template=[]))] == ["description"]


@pytest.mark.parametrize("text", ["b07xyz1234", " B07 XYZ 1234 ", "Ｂ０７ＸＹＺ１２３４", "#B07XYZ1234"])
def test_one_asin_written_many_ways_is_one_subject(text: str) -> None:
    assert normalised(text) == "B07XYZ1234"


def test_a_type_about_the_whole_account_has_no_subject() -> None:
    assert subject_of(IssueType(template=TEMPLATE), {"asin": "B07XYZ1234"}) == ""


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"asin": "B07XYZ1234", "amount": "18,400.50", "appealed": "no"}, {}),
        ({"asin": "b07 xyz1234"}, {}),
        ({"asin": "B07"}, {"asin": "asin"}),
        ({"asin": "B07XYZ1234", "amount": "a lot"}, {"amount": "amount"}),
        ({"asin": "B07XYZ1234", "appealed": "perhaps"}, {"appealed": "choice"}),
    ],
)
def test_what_cannot_be_read_is_named_with_its_kind(values: dict[str, str], found: dict[str, str]) -> None:
    assert problems(LISTING, values=values, description="Gone.") == found
