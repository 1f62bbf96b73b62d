"""What is typed is neither lost nor there twice, however quickly somebody goes on."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from ringback.records.calls.models import Call
from ringback.records.cases.models import Case
from tests.journeys.actors import AtDesk, AtHome, SellerAtHome

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SAVES_ITSELF = re.compile(r"/support/new/payment-on-hold/draft/")
TEXT = "The settlement of last week has not come."


def describes(page: Page, portal: str) -> None:
    page.goto(f"{portal}/support/new/payment-on-hold/")
    page.fill("[name=description]", TEXT)


def one_case_and_no_draft(ada: SellerAtHome) -> None:
    (case,) = Case.objects.filter(seller=ada.seller)
    assert (case.number is not None, case.description) == (True, TEXT)


def test_whoever_types_and_goes_on_at_once_leaves_no_draft(at_home: AtHome) -> None:
    ada = at_home("Ada")
    describes(ada.page, ada.stack.portal)
    ada.page.locator("button[form=draft]").first.click()
    ada.page.wait_for_url(re.compile("/channel/"))
    ada.page.wait_for_timeout(1_500)
    one_case_and_no_draft(ada)


def test_a_save_that_is_under_way_comes_before_the_case(at_home: AtHome) -> None:
    ada = at_home("Ada")

    def slowly(route: Route) -> None:
        ada.page.wait_for_timeout(1_500)
        route.continue_()

    describes(ada.page, ada.stack.portal)
    ada.page.route(SAVES_ITSELF, slowly)
    with ada.page.expect_request(SAVES_ITSELF):
        pass
    ada.page.locator("button[form=draft]").first.click()
    ada.page.wait_for_url(re.compile("/channel/"))
    one_case_and_no_draft(ada)


def test_a_draft_that_was_just_typed_can_be_thrown_away(at_home: AtHome) -> None:
    ada = at_home("Ada")
    describes(ada.page, ada.stack.portal)
    expect(ada.page.locator("[data-autosave-state]")).to_contain_text(re.compile(r"\d\d:\d\d:\d\d"))
    ada.page.reload()
    ada.page.fill("[name=description]", f"{TEXT} Not so.")
    ada.page.locator("button[form=throw-away]").click()
    ada.page.wait_for_url(re.compile("/support/$"))
    ada.page.wait_for_timeout(1_500)
    assert not Case.objects.filter(seller=ada.seller).exists()


def test_a_summary_that_was_just_typed_is_read_by_the_seller(at_home: AtHome, at_desk: AtDesk) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    bo.is_available()
    ada.asks_to_be_rung()
    bo.accepts()
    ada.rings()
    ada.answers()
    bo.talks()
    bo.ends_the_call()
    bo.page.fill("#summary", "The money arrives on Friday.")
    bo.finishes("solved")
    expect(ada.page.locator("main")).to_contain_text("The money arrives on Friday.")
    assert Call.objects.get(attempt=ada.attempt()).summary == "The money arrives on Friday."
