"""Whatever is typed into any field of setting up: a clear answer, never a crash, never a script, and nothing half-saved."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from ringback.records.desk.models import IssueType
from ringback.records.history.models import Change
from ringback.records.setup.presets import preset, take_types
from tests.pages.setup.conftest import Browser
from tests.people import NOON, a_site, answers, supervises

pytestmark = pytest.mark.django_db
BAD = {
    "empty": "",
    "long": "x" * 5_000,
    "nul": "a\0b",
    "html": "<script>alert(1)</script>",
    "right-to-left": "\u202egnp.exe",
    "emoji": "😀" * 30,
    "negative": "-1",
    "huge": "9" * 40,
    "not-a-number": "NaN",
    "dots": "....//",
    "fraction": "1/0",
    "time": "25:99-99:99",
}
PAGES = (
    "sites/na/",
    "sites/na/hours/",
    "sites/na/rules/",
    "sites/na/types/new/",
    "sites/na/types/listing-removed/",
    "sites/na/types/listing-removed/fields/new/",
    "sites/na/types/listing-removed/fields/reason/",
    "sites/na/roster/2026-W03/",
    "sites/new/?from=amazon-like/eu",
    "people/invite/",
    "people/{bo}/",
)


class Fields(HTMLParser):
    """What the page's own form would send, as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._in_form, self._area, self._select = False, "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        seen = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in_form = seen.get("method") == "post" and "novalidate" in seen
        name = seen.get("name", "")
        if not self._in_form or (not name and tag != "option"):
            return
        box = seen.get("type") in ("checkbox", "radio")
        if tag == "input" and (not box or "checked" in seen):
            self.values.setdefault(name, []).append(seen.get("value", "on" if box else ""))
        elif tag == "textarea":
            self._area = name
            self.values[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in seen and self._select:
            self.values[self._select] = [seen.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self._select = ""
        if tag == "form":
            self._in_form = False

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] = [self.values[self._area][0] + data]


@pytest.fixture
def rosa(browser: Browser) -> Client:
    site, person = a_site("na"), supervises("Rosa")
    IssueType.objects.filter(slug="listing-removed").delete()
    take_types(preset("amazon-like"), site, by=person, now=NOON)
    return browser(person)


def whole(client: Client, path: str) -> dict[str, list[str]]:
    page = client.get(path)
    assert page.status_code == 200, path
    values = Fields(page.content.decode()).values
    assert values, path
    return values


def refused_or_saved(client: Client, path: str, values: dict[str, Any]) -> None:
    answer = client.post(path, values)
    assert answer.status_code in (303, 422), (path, answer.status_code)
    shown = answer.content.decode() + client.get(path).content.decode()
    assert "<script>alert" not in shown, path


@pytest.mark.parametrize("path", PAGES)
def test_nothing_that_is_typed_breaks_a_page(rosa: Client, path: str) -> None:
    bo = answers("Bo", *[one.site for one in IssueType.objects.select_related("site")[:1]])
    where = f"/setup/{path}".format(bo=bo.person_id)
    for bad in BAD.values():
        values = whole(rosa, where)
        refused_or_saved(rosa, where, {**dict.fromkeys(values, bad), "seen": values.get("seen", ["0"])})
    kinds = list(BAD.values())
    for at, name in enumerate(whole(rosa, where)):
        for bad in (kinds[at % len(kinds)], kinds[(at + 5) % len(kinds)]):
            refused_or_saved(rosa, where, {**whole(rosa, where), name: bad})


def test_a_form_that_comes_back_as_it_was_changes_nothing(rosa: Client) -> None:
    for path in ("sites/na/", "sites/na/hours/", "sites/na/rules/", "sites/na/types/listing-removed/"):
        values = whole(rosa, f"/setup/{path}")
        before = Change.objects.count()
        assert rosa.post(f"/setup/{path}", values).status_code == 303
        assert Change.objects.count() == before, Change.objects.latest("pk").after
    where = "/setup/sites/na/types/listing-removed/fields/reason/"
    before = IssueType.objects.get(slug="listing-removed").template
    rosa.post(where, whole(rosa, where))
    assert IssueType.objects.get(slug="listing-removed").template == before
