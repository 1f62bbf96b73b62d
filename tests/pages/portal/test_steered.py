"""What a seller reads of what the desk decided: the closed intake, a surge, claims, a class, a move, a cancelling, languages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ringback.records.callbacks import intake, surge
from ringback.records.callbacks.asking import ask_for_callback
from ringback.records.callbacks.models import Callback
from ringback.records.steering import calls, classes, moving
from tests.pages.portal.conftest import Browser
from tests.people import a_case, a_site, answers, asks, opens_page, sells, supervises

pytestmark = pytest.mark.django_db
SAID = {"en": "Our lines are down until four.", "zh-hans": "线路故障，四点恢复。"}


class World:
    """Ada sells, Bo answers, Rosa supervises; pages read the real clock, so everything happens now."""

    def __init__(self) -> None:
        self.now, self.site = datetime.now(UTC), a_site()
        self.bo, self.rosa, self.ada = answers("Bo", self.site), supervises("Rosa"), sells("Ada", self.site)
        opens_page(self.ada.person, self.now + timedelta(minutes=5))

    def asks(self, issue: str = "payment-on-hold", **how: Any) -> Callback:
        case = a_case(self.ada, self.site, issue, at=self.now, **how)
        return ask_for_callback(case, line="in-app", now=self.now)


@pytest.fixture
def world(db: None) -> World:
    surge._usual.cache_clear()
    return World()


def test_a_closed_intake_says_why_and_leaves_the_written_answer(world: World, browser: Browser) -> None:
    ada, case = browser(world.ada), a_case(world.ada, world.site)
    intake.close_intake(world.site, said=SAID, by=world.rosa, now=world.now)
    assert SAID["en"] in ada.get("/support/news/").content.decode()
    page = ada.get(f"/cases/{case.number}/channel/").content.decode()
    assert "We take no new requests to be rung at present." in page
    assert SAID["en"] in page
    assert f"/cases/{case.number}/written/" in page
    wish = {"line": "in-app", "when": "soonest", "languages": ["en"]}
    answer = ada.post(f"/cases/{case.number}/channel/", wish)
    assert SAID["en"] in ada.get(answer["Location"]).content.decode()
    assert not Callback.objects.exists()


def test_a_draft_that_is_sent_while_the_intake_is_closed_becomes_a_case(
    world: World, browser: Browser
) -> None:
    ada = browser(world.ada)
    intake.close_intake(world.site, said=SAID, by=world.rosa, now=world.now)
    answer = ada.post("/support/new/payment-on-hold/ring-me/", {"description": "The money has not come."})
    assert SAID["en"] in ada.get(answer["Location"]).content.decode()
    assert world.ada.cases.exclude(number=None).count() == 1


def test_a_surge_says_why_with_todays_count_and_nothing_without_history(
    world: World, browser: Browser, settings: Any
) -> None:
    settings.SURGE_LEAST = 1
    ada = browser(world.ada)
    world.asks()
    assert "usual day" not in ada.get("/support/news/").content.decode()
    Callback.objects.update(asked_at=world.now - timedelta(days=40))
    world.asks()
    world.asks("technical")
    surge._usual.cache_clear()
    page = ada.get("/support/news/").content.decode()
    assert "2 requests today; 0 by this hour on a usual day." in page


def test_the_form_says_how_many_claims_are_left_and_when_none_counts(world: World, browser: Browser) -> None:
    ada = browser(world.ada)

    def form(issue: str = "technical") -> str:
        return ada.get(f"/support/new/{issue}/").content.decode()

    assert "You have 2 claims left." in form()
    world.asks(urgent_claimed=True)
    assert "You have 1 claim left." in form()
    world.asks("shipment-lost", urgent_claimed=True)
    assert "left." not in form()
    assert "you have made 2" in form()
    assert "keeps its class" in form("advertising-charges")


def test_a_lowered_class_is_read_with_its_reason(world: World, browser: Browser) -> None:
    callback = world.asks(urgent_claimed=True)
    classes.change_class(
        callback, priority="medium", said="Nothing is blocked.", by=world.bo.person, now=world.now
    )
    page = browser(world.ada).get(f"/callbacks/{callback.pk}/").content.decode()
    assert "the desk changed it from high class to medium class. The reason: Nothing is blocked." in page
    assert "two of them cost one more" in page
    story = browser(world.ada).get(f"/callbacks/{callback.pk}/story/").content.decode()
    assert "Nothing is blocked." in story


def test_a_move_and_a_cancelling_are_read_with_their_reasons(world: World, browser: Browser) -> None:
    callback, ada = world.asks(), browser(world.ada)
    moving.move(callback, window=None, said="Half of us are ill.", by=world.rosa, now=world.now)
    assert "The reason: Half of us are ill." in ada.get(f"/callbacks/{callback.pk}/").content.decode()
    calls.cancel(callback, said="The refund is on its way.", by=world.rosa, now=world.now)
    page = ada.get(f"/callbacks/{callback.pk}/").content.decode()
    assert "We have cancelled this callback." in page
    assert "The reason: The refund is on its way." in page


class Chinese(World):
    """Ada speaks Chinese and asks about something technical: an English agent may call, too. One speaks Chinese, three English."""

    def __init__(self) -> None:
        super().__init__()
        self.yan = answers("Yan", self.site, languages=("zh-hans",))
        self.ada = sells("Ada2", self.site, language="zh-hans")
        for name in ("Cy", "Di", "Eve"):
            asks(sells(name, self.site, language="zh-hans"), self.site, at=self.now)
        self.case = a_case(self.ada, self.site, "technical", at=self.now)


def test_mandarin_only_shows_what_it_costs_before_it_is_chosen(db: None, browser: Browser) -> None:
    world = Chinese()
    page = browser(world.ada).get(f"/cases/{world.case.number}/channel/").content.decode()
    assert "仅中文" in page
    basis = page.split("<dl")[-1]
    assert basis.count("–") >= 2  # two windows beside each other


def test_mandarin_only_is_taken_back_on_the_waiting_page(db: None, browser: Browser) -> None:
    world = Chinese()
    callback = ask_for_callback(world.case, line="in-app", languages=("zh-hans",), now=world.now)
    place, ada = callback.effective, browser(world.ada)
    part = ada.get(f"/callbacks/{callback.pk}/languages/").content.decode()
    assert "您选择了仅使用" in part
    wish = {"line": "in-app", "when": "soonest", "languages": ["zh-hans", "en"]}
    ada.post(f"/callbacks/{callback.pk}/change/", wish)
    callback.refresh_from_db()
    assert (sorted(callback.languages), callback.effective) == (["en", "zh-hans"], place)
    assert "<section" not in ada.get(f"/callbacks/{callback.pk}/languages/").content.decode()
