"""From Get support to the record number: the main journey, in both languages, on a desk screen and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import sound
from tests.journeys.actors import AtDesk, AtHome

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BOTH = pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])


@BOTH
def test_ask_ring_talk_and_a_record_number_that_both_can_look_up(
    at_home: AtHome, at_desk: AtDesk, language: str, width: int
) -> None:
    bo = at_desk("Bo", language=language)
    ada = at_home("Ada", language=language, width=width)
    bo.is_available()

    ada.page.goto(f"{ada.stack.portal}/support/")
    ada.page.locator("a[href*='/support/new/payment-on-hold/']").first.click()
    expect(ada.page.locator("html")).to_have_attribute("lang", "zh-Hans" if language == "zh-hans" else "en")
    ada.page.fill("[name=description]", "The settlement of last week has not come.")
    ada.page.locator("button[form=draft]").first.click()
    ada.page.wait_for_url(re.compile("/channel/"))
    expect(ada.page.locator("h1")).to_contain_text(re.compile(r"\d\d:\d\d–\d\d:\d\d"))
    address = ada.page.url
    for choice in ("input[name=when]:enabled:not(#when-soonest) >> nth=0", "#when-soonest"):
        with ada.page.expect_response(lambda answer: "/channel/?" in answer.url) as asked:
            ada.page.locator(choice).check()
        assert "csrf" not in asked.value.url, "a token does not travel in an address"
    assert ada.page.url == address, "what is being chosen is no step to go back to"
    ada.page.locator("#ask button[data-start-sound]").click()
    ada.page.wait_for_url(re.compile(r"/callbacks/"))
    ada.can_be_rung()

    bo.accepts()
    ada.rings()
    ada.answers()
    bo.talks()
    ada.is_connected()
    bo.is_connected()
    assert sound.hears(bo.page, sound.SELLER_HZ)
    assert sound.hears(ada.page, sound.AGENT_HZ)

    bo.writes(notes="Settlement found.", summary="The money arrives on Friday.")
    bo.ends_the_call()
    bo.finishes("solved")
    number = ada.attempt().record_number
    expect(ada.page.locator("main")).to_contain_text(number)
    expect(ada.page.locator("main")).to_contain_text("The money arrives on Friday.")
    expect(ada.page.locator("main")).not_to_contain_text("Settlement found.")

    ada.page.goto(f"{ada.stack.portal}/records/{number}/")
    expect(ada.page.locator("main")).to_contain_text(number)
    bo.page.goto(f"{bo.stack.desk}/search/?q={number}")
    expect(bo.page.locator("main tbody")).to_contain_text(str(ada.callback().case.number))


@BOTH
def test_who_may_not_be_rung_reads_why_and_is_answered_in_writing(
    at_home: AtHome, at_desk: AtDesk, language: str, width: int
) -> None:
    bo = at_desk("Bo", language=language)
    ada = at_home("Ada", language=language, width=width, mfa=False)
    case = ada.has_a_case()
    ada.page.goto(f"{ada.stack.portal}/cases/{case.number}/channel/")
    assert ada.page.locator("#ask").count() == 0
    ada.page.locator("form[action*='/written/'] button").first.click()
    ada.wait(lambda: type(case).objects.get(pk=case.pk).answer_by is not None)

    bo.page.goto(f"{bo.stack.desk}/cases/{case.number}/")
    bo.page.fill("#answer", "Turn on two-factor sign-in, then ask again.")
    bo.page.locator("form[action*='/answer/'] button").click()
    bo.page.wait_for_load_state()
    ada.page.goto(f"{ada.stack.portal}/cases/{case.number}/")
    expect(ada.page.locator("main")).to_contain_text("Turn on two-factor sign-in, then ask again.")
    ada.wait(lambda: any(ada.seller.person.email in text for _to, text in ada.stack.mailbox.mails))


def test_a_declined_ring_waits_until_the_seller_asks_again(at_home: AtHome, at_desk: AtDesk) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    bo.is_available()
    ada.asks_to_be_rung()
    bo.accepts()
    ada.rings()
    ada.declines()
    ada.wait(lambda: ada.callback().rest_reason == "seller")
    bo.wait(lambda: bo.presence() == "available")
    bo.page.wait_for_timeout(1_500)
    assert bo.page.locator("[data-reserved]").count() == 0
    ada.page.locator("form[action*='ask-again'] button").first.click()
    bo.is_reserved()


def test_a_missed_ring_keeps_its_place_and_call_me_now_rings_at_once(
    at_home: AtHome, at_desk: AtDesk
) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    bo.is_available()
    ada.asks_to_be_rung()
    place = ada.callback().effective
    bo.accepts()
    ada.rings()
    ada.wait(lambda: ada.callback().rest_reason == "spacing")
    assert ada.callback().effective == place
    ada.page.locator("form[action*='call-me-now'] button").first.click()
    bo.accepts()
    ada.rings()
    ada.answers()
    assert ada.seller.attempts.count() == 2
    bo.ends_the_call()
