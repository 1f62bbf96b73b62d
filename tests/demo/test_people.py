"""The demo's people at work on a real desk: through the pages, the streams and the lines, from asked to completed."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from ringback.cli import presets
from ringback.cli.demo.cast import VISITOR, Part, cast_of
from ringback.cli.demo.sounding import MELODY
from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback
from ringback.records.people.actions import show_times_in
from ringback.records.people.models import Person
from tests.demo.conftest import PRESET, DemoStack, happens
from tests.journeys import sound

pytestmark = pytest.mark.slow
CAST = cast_of(presets.folder() / PRESET)
AtWork = Callable[..., None]


def called(name: str) -> Part:
    return next(part for part in CAST if name in (part.name, part.company))


def lives_where_it_is_noon(part: Part) -> None:
    """So that a telephone may ring whenever this test runs."""
    east = 12 - datetime.now(UTC).hour
    show_times_in(Person.objects.get(email=part.email), zone=f"Etc/GMT{-east:+d}" if east else "Etc/GMT")


@pytest.mark.parametrize(("line", "share"), [("phone", 1.0), ("in-app", 0.0)])
def test_a_seller_asks_and_an_agent_brings_it_to_its_end(
    demo: DemoStack, at_work: AtWork, monkeypatch: pytest.MonkeyPatch, line: str, share: float
) -> None:
    monkeypatch.setattr("ringback.cli.demo.sellers.BY_TELEPHONE", share)
    monkeypatch.setattr("ringback.cli.demo.sellers.TELEPHONE_HOURS", range(24))
    alice, willow = called("Alice Grant"), called("Willow Soaps")
    lives_where_it_is_noon(willow)
    at_work(alice, willow, called("Redwood Pets"))
    theirs = Callback.objects.filter(seller__person__email=willow.email, line=line)
    happens(lambda: theirs.filter(state="completed").exists(), 60)
    first = theirs.earliest("asked_at")
    happens(lambda: first.attempts.filter(call__rating__isnull=False).exists(), 20)
    happens(lambda: bool(demo.mailbox.for_address(willow.email)), 10)


@pytest.mark.browser
def test_a_visitor_who_waits_is_rung_and_hears_somebody(
    demo: DemoStack, at_work: AtWork, sellers_browser: Browser
) -> None:
    window = sellers_browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    window.set_default_timeout(20_000)
    page = window.new_page()
    at_work(called("Alice Grant"), called("Redwood Pets"))
    visitor = called("Yuntu Living")
    enters(page, demo, visitor)
    asks_in_this_browser(page, demo)
    theirs = Callback.objects.get(seller__person__email=visitor.email)
    page.wait_for_selector("html[data-rings]", state="attached", timeout=40_000)
    page.locator("[data-answer]").first.click()
    page.wait_for_selector("html[data-sound=connected]", state="attached")
    assert hears_the_melody(page)
    happens(lambda: Callback.objects.get(pk=theirs.pk).state == "completed", 40)
    alice = Agent.objects.get(person__email=called("Alice Grant").email)
    assert VISITOR not in alice.skills  # the loan is over
    window.close()


def hears_the_melody(page: Page) -> bool:
    heard, above = sound.strongest(page.evaluate(sound.LISTEN, 3))
    return above > 20 and any(abs(heard - pitch) < 12 for pitch, _ in MELODY if pitch)


def enters(page: Page, demo: DemoStack, visitor: Part) -> None:
    """By one click on the first page."""
    page.goto(f"{demo.portal}/")
    page.get_by_role("button", name=f"Be {visitor.company}").click()
    page.wait_for_url("**/support/")


def asks_in_this_browser(page: Page, demo: DemoStack) -> None:
    page.goto(f"{demo.portal}/support/new/account-health-warning/")
    page.select_option("[name=f-warning]", index=1)
    page.fill("[name=description]", "The warning names a product that we never sold.")
    page.get_by_role("button", name="Continue").click()
    page.locator("#ask button[data-start-sound]").click()
    page.wait_for_selector("#live-callback")
    page.locator("h1").first.click()


@pytest.mark.browser
def test_a_visiting_agent_who_is_alone_finds_a_seller_who_sounds(
    demo: DemoStack, at_work: AtWork, agents_browser: Browser
) -> None:
    window = agents_browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    window.set_default_timeout(30_000)
    page = window.new_page()
    at_work(called("Redwood Pets"))
    page.goto(f"{demo.desk}/demo/")
    page.get_by_role("button", name="Be an agent").click()
    page.wait_for_selector("html[data-live=on]", state="attached")
    page.locator("#live-queue button[value=available]").click()
    page.locator("[data-accept]").click()
    page.wait_for_selector("html[data-sound=connected]", state="attached")
    assert hears_the_melody(page)
    window.close()
