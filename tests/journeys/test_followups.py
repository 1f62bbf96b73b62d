"""What comes after a call, in both languages: a time that is agreed, and things that the seller is asked for."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from ringback.records.callbacks.models import Callback
from ringback.records.rosters.models import RosterDay
from tests.journeys.actors import AgentAtDesk, AtDesk, AtHome, SellerAtHome, the_site
from tests.journeys.test_accessible import too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BOTH = pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])


def have_talked(
    at_home: AtHome, at_desk: AtDesk, language: str, width: int
) -> tuple[SellerAtHome, AgentAtDesk]:
    bo = at_desk("Bo", language=language, width=width)
    ada = at_home("Ada", language=language, width=width)
    ada.asks_to_be_rung()
    bo.is_available()
    bo.accepts()
    ada.rings()
    ada.answers()
    bo.talks()
    bo.ends_the_call()
    return ada, bo


@BOTH
def test_a_time_off_the_shift_is_refused_and_a_free_one_is_a_click_away(
    at_home: AtHome, at_desk: AtDesk, language: str, width: int
) -> None:
    ada, bo = have_talked(at_home, at_desk, language, width)
    site, tomorrow = the_site(), datetime.now(UTC).date() + timedelta(days=1)
    days = [tomorrow + timedelta(days=n) for n in range(4)]
    for day in days:
        RosterDay.objects.create(site=site, agent=bo.agent, day=day, spans=[[600, 840]])
    try:
        bo.page.locator("#outcome-form [value=call_back_at]").check()
        bo.page.locator("#next_at").fill(f"{tomorrow + timedelta(days=1):%Y-%m-%d}T00:01")
        bo.page.locator("#outcome-form button.btn-primary").click()
        free = bo.page.locator("#outcome-form button[name=next_at]")
        expect(free).to_have_count(3)
        assert violations(bo.page) == []
        assert not too_wide(bo.page)
        at = free.nth(1).get_attribute("value") or ""
        free.nth(1).click()
        expect(bo.page.locator("#outcome-form")).to_have_count(0)
        expect(ada.page.locator("main a[href*='/callbacks/']").first).to_contain_text(at[-5:])
        assert Callback.objects.get(seller=ada.seller, state="resting").wants_agent == bo.agent
    finally:
        RosterDay.objects.filter(agent=bo.agent).delete()


@BOTH
def test_what_is_missing_is_ticked_and_the_callback_is_back(
    at_home: AtHome, at_desk: AtDesk, language: str, width: int
) -> None:
    ada, bo = have_talked(at_home, at_desk, language, width)
    bo.page.locator("#outcome-form [value=needs_seller]").check()
    bo.page.locator("#missing").fill("The invoice of 3 January\nThe stamp on it: round or square?")
    bo.page.locator("#outcome-form button.btn-primary").click()
    expect(bo.page.locator("#outcome-form")).to_have_count(0)
    before = ada.callback()

    ada.page.locator("main a[href$='#missing']").click()
    things = ada.page.locator("#missing")
    assert violations(ada.page) == []
    assert not too_wide(ada.page)
    things.locator("[name=given]").first.check()
    things.locator("button.btn-primary").click()
    expect(ada.page.locator("#missing [name=given]")).to_have_count(1)
    assert violations(ada.page) == []
    ada.page.locator("#missing [name=note]").fill("Round")
    ada.page.locator("#missing button.btn-primary").click()
    ada.page.wait_for_url(re.compile(r"/callbacks/"))
    back = ada.callback()
    assert back.promise is not None  # Bo is free, so it may be reserved by now
    assert (back.continues, back.effective) == (before, before.effective)
    assert ada.page.url.endswith(f"/callbacks/{back.pk}/")
