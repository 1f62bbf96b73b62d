"""Ada reads which facts the desk holds on her, from when, and from whom."""

import pytest

from ringback.records.sellers import importing
from tests.pages.portal.conftest import Browser
from tests.people import HOUR, NOON, a_case, a_site, sells

pytestmark = pytest.mark.django_db


def test_each_fact_with_its_day_and_where_it_is_mended(browser: Browser) -> None:
    site = a_site("na", mend_links={"plan": "https://marketplace.example/plan"})
    ada = sells("Ada", site)
    importing.take_in(
        b"seller,site,as_of,odr\nS-ADA,na,2026-01-13T12:00,0.5%\n", file_name="f.csv", by=None, now=NOON + 12 * HOUR
    )  # fmt: skip
    page = browser(ada).get("/facts/").content.decode()
    assert "order defect rate" in page
    assert "0.5%" in page
    assert "from the marketplace, as of Wed 14 Jan" in page, "in her own zone"
    assert "from the marketplace, as of Mon 12 Jan" in page
    assert 'href="https://marketplace.example/plan"' in page
    assert "urgent claims in the last 30 days" in page
    assert "+86 138 ••••" in page
    assert "+8613810" not in page, "no more of a number than is needed"


def test_what_was_not_sent_is_said(browser: Browser) -> None:
    site = a_site("na")
    ada = sells("Ada", site)
    ada.standings.update(facts={"plan": "professional"}, phone="")
    page = browser(ada).get("/facts/").content.decode()
    assert "Not sent to us" in page
    assert "store rating" in page


def test_with_two_sites_she_switches_and_stays_on_the_page(browser: Browser) -> None:
    ada = sells("Ada", a_site("na"), a_site("eu"))
    client = browser(ada)
    assert client.post("/support/site/", {"site": "eu", "back": "facts"}).headers["Location"] == "/facts/"
    assert "Known on Europe" in client.get("/facts/").content.decode()


def test_a_seller_of_no_site_is_told_so(browser: Browser) -> None:
    assert "has not told us yet" in browser(sells("Ada")).get("/facts/").content.decode()


def test_a_refusal_leads_to_the_facts_it_was_decided_by(browser: Browser) -> None:
    site = a_site("na")
    ada = sells("Ada", site, mfa=False)
    page = browser(ada).get(f"/cases/{a_case(ada, site).number}/channel/").content.decode()
    assert 'href="/facts/"' in page
    assert 'href="/facts/"' in browser(ada).get("/setup/").content.decode()
