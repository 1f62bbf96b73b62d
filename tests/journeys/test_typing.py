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


def the_sign_in_ends(ada: SellerAtHome) -> None:
    ada.context.clear_cookies(name="sid")


def test_a_sign_in_that_ends_while_ada_writes_loses_none_of_it(at_home: AtHome) -> None:
    ada = at_home("Ada", width=360)
    case = ada.has_a_case()
    ada.page.goto(f"{ada.stack.portal}/cases/{case.number}/")
    ada.page.fill("#body", TEXT)
    the_sign_in_ends(ada)
    ada.page.locator("form:has(#body) button").click()
    ada.signs_in_again()
    expect(ada.page.locator("#body")).to_have_value(TEXT)
    expect(ada.page.locator("#body")).to_be_focused()
    ada.page.locator("form:has(#body) button").click()
    expect(ada.page.locator("#messages")).to_contain_text(TEXT)


def test_what_was_chosen_and_ticked_comes_back_as_well(at_home: AtHome) -> None:
    ada = at_home("Ada")
    describes(ada.page, ada.stack.portal)
    the_sign_in_ends(ada)
    ada.page.check("[name=urgent_claimed]")
    expect(ada.page.locator("[data-autosave-state]")).to_have_text("Not saved yet; we try again.")
    ada.page.locator("button[form=draft]").first.click()
    ada.signs_in_again()
    expect(ada.page.locator("[name=description]")).to_have_value(TEXT)
    expect(ada.page.locator("[name=urgent_claimed]")).to_be_checked()
    expect(ada.page.locator("[data-autosave-state]")).to_contain_text(re.compile(r"\d\d:\d\d:\d\d"))
    (case,) = Case.objects.filter(seller=ada.seller)
    assert (case.description, case.urgent_claimed) == (TEXT, True)
