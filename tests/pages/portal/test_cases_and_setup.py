"""My cases, the written answer, the first page, my setup and the rules."""

import re
from datetime import time
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ringback.records.callbacks import turning
from ringback.records.cases import actions
from ringback.records.cases.models import Case
from ringback.records.desk.models import Site
from ringback.records.notices.models import Notice
from ringback.records.people.models import Person
from ringback.records.sellers.models import Seller
from tests.pages.portal.conftest import Browser
from tests.people import NOON, SECOND, a_case, a_lease, a_site, answers, asks, sells

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def site() -> Site:
    return a_site()


@pytest.fixture
def ada(site: Site) -> Seller:
    return sells("Ada", site)


def test_a_question_is_written_and_the_answer_read(site: Site, ada: Seller, browser: Browser) -> None:
    case, bo = a_case(ada, site), answers("Bo", site)
    browser(ada).post(f"/cases/{case.number}/messages/", {"body": "Any news?"})
    actions.write_message(Case.objects.get(), author=bo.person, body="It is paid.", now=NOON)
    shown = browser(ada).get(f"/cases/{case.number}/").content.decode()
    assert "Any news?" in shown
    assert "Bo, support" in shown
    assert "It is paid." in shown


@pytest.mark.parametrize("body", ["", "  ", "a\0b", "x" * 8001])
def test_a_message_that_says_nothing_or_too_much_is_refused_beside_its_box(
    site: Site, ada: Seller, browser: Browser, body: str
) -> None:
    case = a_case(ada, site)
    answer = browser(ada).post(f"/cases/{case.number}/messages/", {"body": body})
    assert answer.status_code == 422
    assert 'id="body-problem"' in answer.content.decode()


def test_words_for_a_case_that_was_closed_meanwhile_are_not_lost(
    site: Site, ada: Seller, browser: Browser
) -> None:
    case = actions.close(a_case(ada, site), now=NOON)
    answer = browser(ada).post(f"/cases/{case.number}/messages/", {"body": "But wait"})
    assert answer.status_code == 409
    assert "But wait" in answer.content.decode()
    browser(ada).post(f"/cases/{case.number}/reopen/")
    assert browser(ada).post(f"/cases/{case.number}/messages/", {"body": "But wait"}).status_code == 303


def test_what_ada_writes_is_shown_as_text(site: Site, ada: Seller, browser: Browser) -> None:
    case = a_case(ada, site)
    browser(ada).post(f"/cases/{case.number}/messages/", {"body": "<script>alert(1)</script>"})
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt;" in browser(ada).get(f"/cases/{case.number}/").content.decode()
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [("waiting", "waits to be delivered"), ("delivered", "handed over 20:00"), ("bounced", "refused by")],
)
def test_the_case_says_whether_its_mails_arrived(
    site: Site, ada: Seller, browser: Browser, state: str, words: str
) -> None:
    callback = asks(ada, site)
    Notice.objects.update(state=state, settled_at=NOON)
    assert words in browser(ada).get(f"/cases/{callback.case.number}/").content.decode()


def test_a_case_with_an_open_callback_is_closed_by_saying_so_there(
    site: Site, ada: Seller, browser: Browser
) -> None:
    callback = asks(ada, site)
    answer = browser(ada).post(f"/cases/{callback.case.number}/close/")
    assert answer["Location"] == f"/callbacks/{callback.pk}/"


def test_get_support_begins_with_what_is_open(site: Site, ada: Seller, browser: Browser) -> None:
    answers("Bo", site)
    a_case(ada, site, "technical")
    asks(ada, site)
    page = browser(ada)
    with CaptureQueriesContext(connection) as asked:
        shown = " ".join(page.get("/support/").content.decode().split())
    assert "You are number 1: we ring you between" in shown
    assert "Case 41, Technical" in shown
    assert len(asked) <= 12


def test_each_type_says_what_today_would_bring(site: Site, ada: Seller, browser: Browser) -> None:
    answers("Bo", site)
    shown = browser(ada).get("/support/today/").content.decode()
    assert 'id="today-technical"' in shown
    assert "20:10–20:25" in shown
    refused = browser(sells("Dee", site, mfa=False)).get("/support/today/").content.decode()
    assert "in writing<br>Two-factor authentication is off." in refused


def test_a_search_keeps_what_it_finds_in_either_language(site: Site, ada: Seller, browser: Browser) -> None:
    site.issue_types.filter(slug="technical").update(name={"en": "Technical problem", "zh-hans": "技术问题"})
    for word in ("PROBLEM", "技术"):
        shown = browser(ada).get("/support/", {"q": word}).content.decode()
        assert "Technical problem" in shown
        assert "Shipment lost" not in shown
    assert "Nothing is called" in browser(ada).get("/support/", {"q": "zebra\0"}).content.decode()


def test_a_case_whose_callback_is_open_stands_there_once(site: Site, ada: Seller, browser: Browser) -> None:
    callback = asks(ada, site)
    page = browser(ada).get("/support/").content.decode()
    assert f"/callbacks/{callback.pk}/" in page
    assert f'href="/cases/{callback.case.number}/"' not in page


def test_who_sells_on_two_sites_switches_between_them(site: Site, browser: Browser) -> None:
    europe = a_site("eu")
    page = browser(sells("Eve", site, europe))
    for slug, name in (("na", "North America"), ("eu", "Europe")):
        page.post("/support/site/", {"site": slug})
        assert f"Seller support, {name}" in page.get("/support/").content.decode()
    assert page.post("/support/site/", {"site": "jp"}).status_code == 404


def test_who_reads_chinese_reads_the_names_of_the_sites_in_chinese(site: Site, browser: Browser) -> None:
    page = browser(sells("Eve", site, a_site("eu"), language="zh-hans")).get("/support/").content.decode()
    assert re.findall(r'<button name="site"[^>]*>([^<]+)<', page) == ["欧洲站", "北美站"]


def test_a_seller_of_no_site_is_told_what_is_missing(browser: Browser) -> None:
    assert (
        "has not told us yet on which site you sell"
        in browser(sells("Eve")).get("/support/").content.decode()
    )


def test_language_zone_and_quiet_hours_are_kept(ada: Seller, browser: Browser) -> None:
    choice = {"language": "zh-hans", "zone": "Europe/Berlin", "quiet_from": "22:00", "quiet_until": "08:00"}
    page = browser(ada)
    page.post("/setup/", choice)
    ada.refresh_from_db()
    assert (ada.person.language, ada.person.zone) == ("zh-hans", "Europe/Berlin")
    assert (ada.quiet_from, ada.quiet_until) == (time(22), time(8))
    assert 'lang="zh-Hans"' in page.get("/setup/").content.decode()


@pytest.mark.parametrize(
    "bad",
    [
        {"quiet_from": "22:00"},
        {"quiet_from": "22:00", "quiet_until": "22:00"},
        {"quiet_from": "25:00", "quiet_until": "08:00"},
        {"zone": "Mars/Base"},
        {"language": "tlh"},
    ],
)
def test_a_setup_that_makes_no_sense_is_refused(ada: Seller, browser: Browser, bad: dict[str, str]) -> None:
    choice = {"language": "en", "zone": "Asia/Shanghai", "quiet_from": "", "quiet_until": "", **bad}
    assert browser(ada).post("/setup/", choice).status_code == 422


def test_quiet_hours_that_leave_no_time_to_ring_are_refused_and_nothing_is_lost(
    ada: Seller, browser: Browser
) -> None:
    choice = {"language": "zh-hans", "zone": "Europe/Berlin", "quiet_from": "08:30", "quiet_until": "20:30"}
    answer = browser(ada).post("/setup/", choice)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "no time in which a telephone may ring, which is from 09:00 to 20:00" in shown
    assert 'value="08:30"' in shown
    ada.refresh_from_db()
    assert (ada.quiet_from, ada.person.language) == (None, "en")


def test_shorter_quiet_hours_are_heeded_at_once(
    ada: Seller, site: Site, browser: Browser, settings: Any
) -> None:
    settings.LINES = {"in-app": "", "phone": ""}
    Seller.objects.filter(pk=ada.pk).update(quiet_from=time(8), quiet_until=time(19))
    Person.objects.filter(pk=ada.person_id).update(zone="UTC")
    ada = Seller.objects.select_related("person").get(pk=ada.pk)
    callback = asks(ada, site, line="phone")
    assert callback.rest_reason == "dial-hours"
    choice = {"language": "en", "zone": "UTC", "quiet_from": "", "quiet_until": ""}
    assert browser(ada).post("/setup/", choice).status_code == 303
    turning.tick(site.pk, epoch=a_lease(), now=NOON + SECOND)
    callback.refresh_from_db()
    assert callback.state == "waiting"


def test_the_rules_read_for_ada_with_their_version(ada: Seller, browser: Browser) -> None:
    shown = browser(ada).get("/rules/", {"type": "technical"}).content.decode()
    assert "“amazon-like”" in shown
    assert "You sell on the professional plan." in shown
    assert "This kind of issue is of medium class" in shown


def test_the_page_before_signing_in_is_the_sign_in(settings: Any, site: Site) -> None:

    stranger = Client(headers={"host": "portal.localhost:8080"})
    assert stranger.get("/support/")["Location"].startswith("/accounts/login/")
