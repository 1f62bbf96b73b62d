"""What Ada filled in is read by both sides as we write it: a choice by its label, a date by its day, an amount in groups."""

import pytest
from django.utils import translation

from ringback.pages.shared.answers import answers
from ringback.records.cases.models import Case
from ringback.records.desk.models import IssueType

TEMPLATE = [
    {"name": name, "kind": kind, "label": {"en": name.capitalize(), "zh-hans": name}, **more}
    for name, kind, more in [
        ("amount", "amount", {}),
        ("fee", "amount", {}),
        ("day", "date", {}),
        ("appealed", "choice", {"choices": [{"value": "yes", "label": {"en": "Yes", "zh-hans": "是"}}]}),
        ("note", "text", {}),
    ]
]
FORMER = {"region": {"kind": "text", "label": {"en": "Region", "zh-hans": "地区"}}}
VALUES = {
    "region": "Europe",
    "amount": "18400",
    "fee": "1,234.50",
    "day": "2026-11-20",
    "appealed": "yes",
    "note": "about 5",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["18,400", "1,234.50", "Fri 20 Nov 2026", "Yes", "about 5", "Europe"]),
        ("zh-hans", ["18,400", "1,234.50", "2026 年 11 月 20 日星期五", "是", "about 5", "Europe"]),
    ],
)
def test_answers_are_told_in_the_readers_language(language: str, said: list[str]) -> None:
    case = Case(issue_type=IssueType(template=TEMPLATE, former=FORMER), values=VALUES)
    with translation.override(language):
        assert [text for _label, text in answers(case)] == said
