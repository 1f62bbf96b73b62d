"""Issue types change, and what was answered to an old template stays to be read."""

from typing import Any

import pytest

from ringback.records.cases import drafts
from ringback.records.cases.template import former_answers
from ringback.records.desk.models import IssueType, Site
from ringback.records.history.models import Change
from ringback.records.people.models import Person
from ringback.records.sellers.readers import issue_types_of
from ringback.records.setup import undoing
from ringback.records.setup.issue_types import ISSUE_TYPE, from_preset, make_issue_type
from ringback.records.setup.presets import preset, take_types
from ringback.records.setup.saving import read, save
from ringback.records.setup.wrong import Strands, Wrong
from tests.people import NOON, a_case, a_site, answers, asks, sells, supervises

pytestmark = pytest.mark.django_db
ASIN = {"kind": "asin", "label": {"en": "ASIN", "zh-hans": "ASIN"}, "weight": 2}
DATE = {"kind": "date", "label": {"en": "Date", "zh-hans": "日期"}, "weight": 1}
KEY = "na:listing-removed"


def set_type(rosa: Person, fields: dict[str, Any], *, all_the_same: bool = False) -> Change:
    seen = read(ISSUE_TYPE, KEY)
    made = save(
        ISSUE_TYPE,
        KEY,
        {**seen.values, **fields},
        seen=seen.version,
        all_the_same=all_the_same,
        by=rosa,
        now=NOON,
    )
    assert made is not None
    return made


def the_type() -> IssueType:
    return IssueType.objects.get(slug="listing-removed")


def test_a_preset_comes_whole_and_only_once() -> None:
    site = Site.objects.get(pk=a_site().pk)
    site.issue_types.all().delete()
    found, rosa = preset("amazon-like"), supervises("Rosa")
    assert take_types(found, site, by=rosa, now=NOON) == len(found.issue_types)
    assert take_types(found, site, by=rosa, now=NOON) == 0
    for values in found.issue_types:
        one = site.issue_types.get(slug=values["slug"])
        assert [field["name"] for field in one.template] == [each["name"] for each in values["template"]]
        assert {
            name: value
            for name, value in read(ISSUE_TYPE, f"na:{one.slug}").values.items()
            if name != "position"
        } == from_preset(values)


def test_undoing_a_field_in_the_middle_keeps_the_fields_that_came_later() -> None:
    a_site()
    rosa = supervises("Rosa")
    first = set_type(rosa, {"field.asin": ASIN, "order": ["asin"]})
    set_type(rosa, {"field.date": DATE, "order": ["asin", "date"]})
    set_type(rosa, {"needs.en": "The ASIN."})
    undoing.undo(first, later_too=True, by=rosa, now=NOON)
    assert [field["name"] for field in the_type().template] == ["date"]
    assert the_type().needs["en"] == "The ASIN."


def test_answers_to_a_field_that_is_gone_are_kept_and_told_by_its_old_name() -> None:
    site = a_site()
    rosa, ada = supervises("Rosa"), sells("Ada", site)
    set_type(rosa, {"field.asin": ASIN, "field.date": DATE, "order": ["asin", "date"]})
    case = a_case(ada, site, "listing-removed", values={"asin": "B0TEST1234", "date": "2026-01-12"})
    draft = drafts.draft_of(ada, the_type(), now=NOON)
    drafts.save_draft(draft, values={"asin": "B0TEST1234"}, description="", urgent_claimed=False, now=NOON)
    set_type(rosa, {"field.asin": None, "order": ["date"]})
    case.refresh_from_db()
    assert [(label["en"], told) for label, told in former_answers(the_type(), case.values)] == [
        ("ASIN", "B0TEST1234")
    ]
    draft = drafts.draft_of(ada, the_type(), now=NOON)
    drafts.save_draft(draft, values={"date": "2026-01-13"}, description="", urgent_claimed=False, now=NOON)
    draft.refresh_from_db()
    assert draft.values == {"asin": "B0TEST1234", "date": "2026-01-13"}


def test_undoing_the_making_takes_it_out_of_the_offer_and_cases_keep_it() -> None:
    site, rosa = a_site(), supervises("Rosa")
    values = from_preset(preset("plain-helpdesk").issue_types[1])
    made = make_issue_type(site, "returns", values, by=rosa, now=NOON)
    a_case(sells("Ada", site), site, "returns")
    undoing.undo(Change.objects.get(key="na:returns"), by=rosa, now=NOON)
    assert made.slug not in [one.slug for one in issue_types_of(site)]
    assert site.cases.get().issue_type == made


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"name.en": ""}, "name.en"),
        ({"field.x": {**ASIN, "kind": "video"}}, "field.x"),
        ({"field.x": {**ASIN, "label": {"en": "A"}}}, "field.x"),
        ({"field.x": {**ASIN, "kind": "choice"}}, "field.x"),
        ({"field.x": {**ASIN, "when": {"field": "later", "equals": "yes"}}}, "field.x"),
        ({"subject": "nothing"}, "subject"),
        ({"skills": ["Not A Slug"]}, "skills"),
    ],
)
def test_a_template_that_could_not_be_filled_is_refused(fields: dict[str, Any], where: str) -> None:
    a_site()
    with pytest.raises(Wrong) as told:
        set_type(supervises("Rosa"), fields)
    assert list(told.value.problems) == [where]


def test_a_skill_that_nobody_has_is_said_before_it_is_saved() -> None:
    site, rosa = a_site(), supervises("Rosa")
    answers("Bo", site)
    with pytest.raises(Strands) as told:
        set_type(rosa, {"skills": ["customs"]})
    assert [(one.why, one.skills, one.subject) for one in told.value.found] == [
        ("nobody-for-type", ("customs",), "listing-removed")
    ]
    waiting = asks(sells("Ada", site), site, "listing-removed")
    set_type(rosa, {"skills": ["customs"]}, all_the_same=True)
    waiting.refresh_from_db()
    assert waiting.skills == []
