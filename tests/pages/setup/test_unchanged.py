"""A form of setting up that is sent as it came changes nothing."""

import pytest
from django.test import Client

from ringback.records.desk.models import IssueType
from ringback.records.history.models import Change
from ringback.records.setup.presets import preset, take_types
from tests.html_forms import Page
from tests.pages.setup.conftest import Browser
from tests.people import NOON, a_site, supervises

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(browser: Browser) -> Client:
    site, person = a_site("na"), supervises("Rosa")
    IssueType.objects.filter(slug="listing-removed").delete()
    take_types(preset("amazon-like"), site, by=person, now=NOON)
    return browser(person)


def whole(client: Client, path: str) -> dict[str, list[str]]:
    """What the largest form of the page would send."""
    page = Page(client.get(path).content.decode(), path)
    return max((one.values() for one in page.forms if one.method == "post"), key=len)


def test_a_form_that_comes_back_as_it_was_changes_nothing(rosa: Client) -> None:
    for path in ("sites/na/", "sites/na/hours/", "sites/na/rules/", "sites/na/types/listing-removed/"):
        values = whole(rosa, f"/setup/{path}")
        assert len(values) > 4, path
        before = Change.objects.count()
        assert rosa.post(f"/setup/{path}", values).status_code == 303
        assert Change.objects.count() == before, Change.objects.latest("pk").after
    where = "/setup/sites/na/types/listing-removed/fields/reason/"
    before = IssueType.objects.get(slug="listing-removed").template
    rosa.post(where, whole(rosa, where))
    assert IssueType.objects.get(slug="listing-removed").template == before
