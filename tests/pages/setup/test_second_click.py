"""A second click on a button that makes something is answered as the first was, and makes nothing twice."""

from typing import Any

import pytest
from django.test import Client

from ringback.records.desk.models import IssueType, Site
from ringback.records.history.models import Change
from ringback.records.notices.models import Notice
from ringback.records.people.models import Person
from ringback.records.setup.people import invite
from ringback.records.setup.sites import make_site
from ringback.records.setup.wrong import Wrong
from tests.pages.setup.conftest import Browser
from tests.people import NOON, a_site, supervises
from tests.racing import Other, before_commit

MEI = {
    "email": "mei@desk.example",
    "name": "Mei",
    "role": "agent",
    "language": "zh-hans",
    "zone": "Asia/Shanghai",
    "speaks": ["zh-hans", "en"],
    "sites": ["na"],
    "skills": "tax, customs",
}
INVITED = {**MEI, "skills": ["tax", "customs"], "active": True}
TYPE = {
    "slug": "customs",
    "name.en": "Customs",
    "name.zh-hans": "海关",
    "needs.en": "The papers.",
    "needs.zh-hans": "文件。",
    "group": "delivery",
    "evidence-weight": "1",
    "checklist-en": "Papers seen",
    "checklist-zh": "已查看文件",
}
FIELD = {
    "name": "asin",
    "kind": "asin",
    "label-en": "ASIN",
    "label-zh": "ASIN",
    "weight": "2",
    "seen": "0",
}
SITE = {
    "from": "plain-helpdesk/na",
    "slug": "ph",
    "mark": "ph",
    "name.en": "Help desk",
    "name.zh-hans": "服务台",
    "zone": "Europe/Berlin",
    "languages": ["en"],
    "with-types": "on",
}
NEW_FIELD = "/setup/sites/na/types/technical/fields/new/"


@pytest.fixture
def rosa(db: None, browser: Browser) -> Client:
    a_site("na")
    return browser(supervises("Rosa"))


@pytest.mark.parametrize(
    ("path", "values", "made"),
    [
        ("/setup/people/invite/", MEI, Person),
        ("/setup/people/invite/", {**MEI, "role": "supervisor"}, Person),
        ("/setup/sites/new/", SITE, Site),
        ("/setup/sites/na/types/new/", TYPE, IssueType),
        (NEW_FIELD, FIELD, Change),
    ],
    ids=["invite", "invite-supervisor", "site", "type", "field"],
)
def test_the_second_click_is_answered_as_the_first(
    rosa: Client, path: str, values: dict[str, Any], made: Any
) -> None:
    first = rosa.post(path, values)
    there, changes, mails = made.objects.count(), Change.objects.count(), Notice.objects.count()
    second = rosa.post(path, values)
    assert (first.status_code, first.headers["Location"]) == (303, second.headers.get("Location"))
    assert second.status_code == 303
    assert (made.objects.count(), Change.objects.count(), Notice.objects.count()) == (there, changes, mails)


@pytest.mark.parametrize(
    ("path", "values", "other"),
    [
        ("/setup/people/invite/", MEI, {"name": "Mei Lin"}),
        ("/setup/sites/new/", SITE, {"name.en": "Other desk"}),
        ("/setup/sites/na/types/new/", TYPE, {"group": "payment"}),
        (NEW_FIELD, FIELD, {"label-en": "Article"}),
    ],
    ids=["invite", "site", "type", "field"],
)
def test_something_else_of_that_name_is_told_that_it_is_taken(
    rosa: Client, path: str, values: dict[str, Any], other: dict[str, str]
) -> None:
    rosa.post(path, values)
    answer = rosa.post(path, {**values, **other})
    assert answer.status_code == 422
    assert "Something else has this already" in answer.content.decode()


def test_who_has_come_already_is_not_invited_by_a_late_click(rosa: Client) -> None:
    rosa.post("/setup/people/invite/", MEI)
    Person.objects.filter(name="Mei").update(is_active=True)
    assert rosa.post("/setup/people/invite/", MEI).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_invite_one_person() -> None:
    a_site("na")
    rosa = supervises("Rosa")
    with before_commit(lambda: invite(INVITED, by=rosa, now=NOON)) as mei:
        other = Other(lambda: invite(INVITED, by=rosa, now=NOON))
        other.waits_for_us()
    assert other.done() == mei
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_sites_of_one_name_at_once_the_second_is_told() -> None:
    rosa = supervises("Rosa")
    values = {
        "exists": True,
        "name.en": "One",
        "name.zh-hans": "一",
        "mark": "ONE",
        "zone": "UTC",
        "languages": ["en"],
        "round-the-clock": True,
        "rulebook": "plain-helpdesk",
        "answer-within-hours": 24,
    }
    with before_commit(lambda: make_site("one", values, by=rosa, now=NOON)):
        other = Other(lambda: make_site("one", {**values, "name.en": "Two"}, by=rosa, now=NOON))
        other.waits_for_us()
    refused = other.done()
    assert isinstance(refused, Wrong)
    assert refused.problems["slug"] == "taken"
