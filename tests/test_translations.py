"""Every string that a person may read has its Chinese; what is missing is named with its place."""

import importlib.util
from pathlib import Path

import pytest
from babel.messages import Catalog

ROOT = Path(__file__).resolve().parent.parent
spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
assert spec is not None
assert spec.loader is not None
messages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(messages)


def test_every_string_has_its_chinese() -> None:
    catalogue, contradictions = messages.merged()
    assert contradictions + messages.problems(catalogue) == []


@pytest.mark.parametrize(
    ("english", "chinese", "flags", "problem"),
    [
        ("Cancel", "", [], "is empty"),
        ("Cancel", "取消", ["fuzzy"], "is marked fuzzy"),
        ("Case {number}", "工单 {nummer}", [], "other placeholders"),
        (("%(n)s file", "%(n)s files"), ("%(m)s 个文件",), [], "other placeholders"),
        ("Your case", "你的工单", [], "您"),
    ],
)
def test_what_is_wrong_with_an_entry_is_found(
    english: str | tuple[str, str], chinese: str | tuple[str], flags: list[str], problem: str
) -> None:
    catalogue = Catalog(locale="zh_Hans")
    catalogue.add(english, chinese, flags=flags)
    entry = next(message for message in catalogue if message.id)
    assert any(problem in said for said in messages.problems_of(entry))


def test_a_plural_may_leave_out_the_number_where_english_does() -> None:
    catalogue = Catalog(locale="zh_Hans")
    catalogue.add(("One file", "%(n)s files"), ("%(n)s 个文件",))
    assert [list(messages.problems_of(entry)) for entry in catalogue if entry.id] == [[]]


@pytest.mark.parametrize(
    ("source", "texts", "context"),
    [
        ("_('Nobody has put this into Chinese')", ("Nobody has put this into Chinese",), None),
        ("ngettext('%(n)s call', '%(n)s calls', n)", ("%(n)s call", "%(n)s calls"), None),
        ("pgettext('state of a case', 'Open')", ("Open",), "state of a case"),
    ],
)
def test_a_string_is_found_with_its_place(source: str, texts: tuple[str, ...], context: str | None) -> None:
    path = ROOT / "ringback" / "spoken.py"
    assert list(messages.found_in(source, path)) == [messages.Used("ringback/spoken.py:1", texts, context)]
