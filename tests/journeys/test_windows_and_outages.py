"""Many windows, second devices, and a desk that is away: the sound has one place, and no page pretends to be live."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from ringback.records.callbacks.models import Callback
from tests import people
from tests.journeys import sound
from tests.journeys.actors import AgentAtDesk, AtDesk, AtHome, SellerAtHome
from tests.journeys.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def talking(at_home: AtHome, at_desk: AtDesk) -> Iterator[tuple[SellerAtHome, AgentAtDesk]]:
    """Ada and Bo hear each other, in one window each."""
    bo, ada = at_desk("Bo"), at_home("Ada")
    ada.asks_to_be_rung()
    bo.is_available()
    bo.accepts()
    ada.rings()
    ada.answers()
    ada.is_connected()
    bo.is_connected()
    yield ada, bo
    if Callback.objects.filter(seller=ada.seller, state="talking").exists():
        bo.ends_the_call()


def carries(page: Page) -> bool:
    return page.locator("html[data-sound=connected]").count() == 1


def test_a_second_window_does_not_take_the_sound_and_goes_on_with_it_when_the_first_is_closed(
    talking: tuple[SellerAtHome, AgentAtDesk],
) -> None:
    ada, bo = talking
    second = ada.context.new_page()
    second.goto(ada.page.url)
    expect(second.locator("[data-call-elsewhere]")).to_be_visible()
    second.wait_for_timeout(1_500)
    assert (carries(ada.page), carries(second)) == (True, False)
    ada.page.close()
    second.wait_for_selector("html[data-sound=connected]", state="attached", timeout=5_000)
    expect(second.locator("[data-call-elsewhere]")).to_be_hidden()
    assert sound.hears(second, sound.AGENT_HZ)
    assert sound.hears(bo.page, sound.SELLER_HZ)


def test_a_second_device_takes_the_call_by_a_click_and_the_first_says_where_it_is(
    talking: tuple[SellerAtHome, AgentAtDesk],
) -> None:
    ada, bo = talking
    device = ada.fresh_context()
    try:
        there = device.new_page()
        signs_in_too(there, ada)
        there.goto(ada.page.url)
        expect(there.locator("[data-call-elsewhere]")).to_be_visible()
        assert carries(ada.page)
        there.locator("[data-take-call]").click()
        there.wait_for_selector("html[data-sound=connected]", state="attached", timeout=5_000)
        expect(ada.page.locator("[data-call-elsewhere]")).to_be_visible()
        assert not carries(ada.page)
        assert sound.hears(bo.page, sound.SELLER_HZ)
    finally:
        device.close()


def signs_in_too(page: Page, who: SellerAtHome) -> None:
    page.goto(f"{who.stack.portal}/accounts/login/")
    page.fill("input[name=login]", who.seller.person.email)
    page.fill("input[name=password]", people.PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("html[data-person]", state="attached")


def test_whoever_was_muted_before_a_reload_is_muted_after_it(
    talking: tuple[SellerAtHome, AgentAtDesk],
) -> None:
    ada, bo = talking
    ada.page.locator("[data-mute]").click()
    ada.page.reload()
    ada.is_connected()
    expect(ada.page.locator("[data-mute]")).to_have_attribute("aria-pressed", "true")
    assert not sound.hears(bo.page, sound.SELLER_HZ)


def test_a_copy_of_a_window_has_a_name_of_its_own(at_home: AtHome) -> None:
    ada = at_home("Ada")
    ada.page.wait_for_selector("html[data-live=on]", state="attached")
    with ada.context.expect_page() as copied:
        ada.page.evaluate("window.open(location.href)")
    copy = copied.value
    copy.wait_for_selector("html[data-live=on]", state="attached")
    assert name_of(copy) != name_of(ada.page)


def name_of(page: Page) -> str:
    return str(page.evaluate("sessionStorage.getItem('ringback-tab')"))


def test_what_an_agent_types_stays_while_the_page_refreshes_itself(at_home: AtHome, at_desk: AtDesk) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    bo.page.fill("#q", "NA-0000")
    ada.asks_to_be_rung()
    expect(bo.page.locator("#live-queue")).to_contain_text("Payment on hold")
    assert bo.page.input_value("#q") == "NA-0000"
    assert bo.page.evaluate("document.activeElement.id") == "q"


def test_while_the_desk_is_away_the_page_does_not_say_that_it_knows(at_home: AtHome, stack: Stack) -> None:
    ada = at_home("Ada")
    quiet, away = ada.page.locator("[data-truth-bar=quiet]"), ada.page.locator("[data-offline]")
    expect(quiet).to_be_visible()
    stack.kill("serve")
    try:
        expect(away).to_be_visible(timeout=15_000)
        expect(quiet).to_be_hidden()
    finally:
        stack.run("serve")
        stack.wait_until_it_answers()
    expect(quiet).to_be_visible(timeout=20_000)
    expect(away).to_be_hidden()


def test_an_agent_who_looks_something_up_in_the_call_goes_on_talking(
    talking: tuple[SellerAtHome, AgentAtDesk],
) -> None:
    ada, bo = talking
    bo.page.goto(f"{bo.stack.desk}/search/?q={ada.name}")
    bo.is_connected()
    assert sound.hears(bo.page, sound.SELLER_HZ)
    assert sound.hears(ada.page, sound.AGENT_HZ)
    bo.page.locator("#live-call a").click()
    bo.is_connected()
    assert bo.presence() != "away"
