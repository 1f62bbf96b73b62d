"""Pages are closed, reloaded and opened many times; the ring sounds once, and nobody loses a place."""

import pytest
from playwright.sync_api import Page, expect

from ringback.records.agents.models import Agent
from tests.journeys import sound
from tests.journeys.actors import AtDesk, AtHome

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_page_closed_at_ring_time_uses_no_attempt_and_is_rung_when_it_is_back(
    at_home: AtHome, at_desk: AtDesk
) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    callback = ada.asks_to_be_rung()
    waiting = ada.page.url
    ada.page.goto("about:blank")
    ada.page.wait_for_timeout(6_000)  # longer than a page counts as there
    bo.is_available()
    ada.wait(lambda: ada.callback().rest_reason == "page-closed")
    assert ada.seller.attempts.count() == 0
    assert ada.callback().effective == callback.effective
    ada.wait(lambda: any(ada.seller.person.email in text for _to, text in ada.stack.mailbox.mails))
    ada.page.goto(waiting)
    ada.can_be_rung()
    bo.accepts()
    ada.rings()
    ada.answers()
    bo.ends_the_call()


def test_after_a_reload_without_a_click_the_page_asks_for_one_and_is_not_reachable(
    at_home: AtHome, at_desk: AtDesk
) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    ada.asks_to_be_rung()
    ada.page.reload()
    ada.page.wait_for_selector("[data-needs-click]:not([hidden])")
    ada.page.wait_for_timeout(6_000)
    bo.is_available()
    bo.page.wait_for_timeout(2_000)
    assert bo.page.locator("[data-reserved]").count() == 0
    ada.can_be_rung()
    bo.accepts()
    ada.rings()
    ada.answers()
    bo.ends_the_call()


def sounding(pages: list[Page]) -> int:
    return sum(page.locator("html[data-rings]").count() for page in pages)


def test_of_two_tabs_one_sounds(at_home: AtHome, at_desk: AtDesk) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    ada.asks_to_be_rung()
    other = ada.context.new_page()
    other.goto(ada.page.url)
    other.locator("h1").first.click()
    bo.is_available()
    bo.accepts()
    for page in (ada.page, other):
        page.wait_for_selector("[data-truth-bar=calling]")
    ada.wait(lambda: sounding([ada.page, other]) == 1)
    ada.page.wait_for_timeout(1_000)
    assert sounding([ada.page, other]) == 1
    ringing = next(page for page in (ada.page, other) if page.locator("html[data-rings]").count())
    ringing.locator("[data-answer]").first.click()
    ringing.wait_for_selector("[data-call-attempt][data-state=live]")
    bo.ends_the_call()


def test_eight_tabs_are_open_and_every_one_loads_and_hears(at_home: AtHome, at_desk: AtDesk) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    ada.asks_to_be_rung()
    tabs = [ada.page]
    for _ in range(7):
        tabs.append(ada.context.new_page())
        tabs[-1].goto(ada.page.url)
    bo.is_available()
    bo.accepts()
    for page in tabs:
        page.wait_for_selector("[data-truth-bar=calling]")
    ada.wait(lambda: sounding(tabs) == 1)
    ringing = next(page for page in tabs if page.locator("html[data-rings]").count())
    ringing.locator("[data-answer]").first.click()
    ringing.wait_for_selector("[data-call-attempt][data-state=live]")
    bo.ends_the_call()


def test_an_agent_who_lets_the_countdown_run_out_is_away_and_the_place_is_kept(
    at_home: AtHome, at_desk: AtDesk
) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    place = ada.asks_to_be_rung().effective
    bo.is_available()
    bo.is_reserved()
    bo.wait(lambda: bo.presence() == Agent.Presence.AWAY)
    assert ada.callback().effective == place
    assert ada.seller.attempts.count() == 0
    expect(bo.page.locator("#live-queue")).to_contain_text("away")


def test_an_agent_whose_page_is_gone_is_away(at_home: AtHome, at_desk: AtDesk) -> None:
    bo = at_desk("Bo")
    bo.is_available()
    bo.page.goto("about:blank")
    bo.wait(lambda: bo.presence() == Agent.Presence.AWAY)
    assert Agent.objects.get(pk=bo.agent.pk).presence_reason == "page-gone"


def test_not_now_gives_the_callback_to_the_next_agent(at_home: AtHome, at_desk: AtDesk) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    ada.asks_to_be_rung()
    bo.is_available()
    bo.says_not_now()
    cy = at_desk("Cy")
    cy.is_available()
    cy.accepts()
    ada.rings()
    ada.answers()
    cy.ends_the_call()


@pytest.mark.parametrize("side", ["seller", "agent"])
def test_a_reload_in_mid_call_is_back_in_the_call(at_home: AtHome, at_desk: AtDesk, side: str) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    ada.asks_to_be_rung()
    bo.is_available()
    bo.accepts()
    ada.rings()
    ada.answers()
    ada.is_connected()
    bo.is_connected()
    who = ada if side == "seller" else bo
    who.page.reload()
    who.page.wait_for_selector("html[data-sound=connected]", state="attached", timeout=5_000)
    assert sound.hears(bo.page, sound.SELLER_HZ)
    assert sound.hears(ada.page, sound.AGENT_HZ)
    bo.ends_the_call()


def test_at_the_cap_the_call_ends_and_goes_on_with_the_same_agent(at_home: AtHome, at_desk: AtDesk) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    first = ada.asks_to_be_rung()
    bo.is_available()
    bo.accepts()
    ada.rings()
    ada.answers()
    bo.talks()
    expect(ada.page.locator("[data-from-time]")).to_be_visible(timeout=25_000)
    ada.wait(lambda: ada.attempt().ended_by == "cap", seconds=35)
    continuation = ada.callback()
    assert (continuation.continues_id, continuation.wants_agent_id) == (first.pk, bo.agent.pk)
    ada.page.wait_for_selector("[data-call-attempt]", state="detached")
    assert ada.page.locator("html[data-sound]").count() == 0
