"""Now: what is at risk and why, queues, agents, lines; and each act answers on the page with what came of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from ringback.records.agents.models import Agent
from ringback.records.callbacks.intake import closure_of
from ringback.records.callbacks.models import Callback
from ringback.records.promises.models import Promise
from tests.pages.desk.conftest import Browser, World
from tests.people import is_reserved, supervises

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def rosa(world: World, browser: Browser) -> Client:
    return browser(supervises("Rosa"))


def acts(rosa: Client, path: str, **sent: str) -> str:
    answer = rosa.post(f"/supervisor/{path}", sent, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_promise_at_risk_says_when_it_ends_and_what_stands_in_the_way(world: World, rosa: Client) -> None:
    assert "No promise is at risk." in rosa.get("/supervisor/").content.decode()
    until = world.now + timedelta(minutes=4)
    Promise.objects.update(shown_from=world.now, shown_until=until)
    page = rosa.get("/supervisor/").content.decode()
    assert "1 promise is at risk." in page
    assert "1 agent who can serve it is free." in page
    Agent.objects.update(presence="away", presence_since=world.now)
    page = rosa.get("/supervisor/").content.decode()
    assert "Nobody who can serve it is at work: English." in page
    assert "Bo is away since" in page


def test_a_broken_one_stands_before_it(world: World, rosa: Client) -> None:
    Callback.objects.update(broken_at=world.now)
    page = rosa.get("/supervisor/").content.decode()
    assert "1 promise is broken." in page


def test_queues_agents_and_lines_are_told(world: World, rosa: Client) -> None:
    is_reserved(world.bo, epoch=world.epoch, at=world.now)
    page = rosa.get("/supervisor/").content.decode()
    assert f"reserved, case {world.callback.case.number}" in page
    assert "1 of 1 agents’ browsers connected" in page
    assert "picks and rings" in page


def test_an_empty_desk_is_set_up_first(browser: Browser, db: None) -> None:
    rosa = browser(supervises("Rosa"))
    assert rosa.get("/supervisor/").headers["Location"] == "/setup/"
    assert rosa.get("/supervisor/parts/now/").status_code == 404


def test_setting_away_is_confirmed_and_undone_on_the_page(world: World, rosa: Client) -> None:
    page = acts(rosa, f"agents/{world.bo.pk}/away/?site=na", said="Training at two.")
    assert "Bo is set away." in page
    assert 'hx-swap-oob="true"' in page
    assert "away, set by Rosa: Training at two." in page
    page = acts(rosa, f"agents/{world.bo.pk}/back/?site=na")
    assert "Bo is available again." in page
    assert Agent.objects.get().presence == "available"


def test_the_agent_reads_who_set_them_away_and_why(world: World, rosa: Client, browser: Browser) -> None:
    acts(rosa, f"agents/{world.bo.pk}/away/", said="Training at two.")
    page = browser(world.bo.person).get("/").content.decode()
    assert "Rosa set you away: Training at two." in page


def test_closing_the_intake_is_confirmed_and_opened_again(world: World, rosa: Client) -> None:
    page = acts(rosa, "sites/na/close/", said_en="Down until four.", said_zh="四点恢复。")
    assert "The intake is closed." in page
    assert "四点恢复。" in page
    assert closure_of(world.site) is not None
    assert "It was closed already" in acts(rosa, "sites/na/close/", said_en="Again.", said_zh="再次。")
    assert "The intake is open again." in acts(rosa, "sites/na/open/")
    assert closure_of(world.site) is None


def test_one_language_is_not_enough(world: World, rosa: Client) -> None:
    page = acts(rosa, "sites/na/close/", said_en="Down until four.", said_zh=" ")
    assert 'role="alert"' in page
    assert closure_of(world.site) is None


@pytest.mark.parametrize(
    ("act", "sent", "said"),
    [
        ("cancel", {}, "The seller gets a mail"),
        ("move", {"when": "soonest"}, "The new promise is"),
        ("give", {"agent": ""}, "Open to every agent now."),
        ("class", {"priority": "high"}, "of the class “High” now"),
    ],
)
def test_each_act_needs_a_reason_and_answers_with_what_came_of_it(
    world: World, rosa: Client, act: str, sent: dict[str, Any], said: str
) -> None:
    path = f"callbacks/{world.callback.pk}/{act}/"
    assert "write the reason" in acts(rosa, path, **sent)
    page = acts(rosa, path, said="The refund is on its way.", **sent)
    assert said in page
    assert "The refund is on its way." in page  # in the story, below


def test_an_act_that_comes_too_late_says_what_it_is_now(world: World, rosa: Client) -> None:
    is_reserved(world.bo, epoch=world.epoch, at=world.now)
    page = acts(rosa, f"callbacks/{world.callback.pk}/move/", when="soonest", said="Now.")
    assert "Too late, and nothing was changed: it is “Reserved” now." in page


def test_a_call_is_ended_from_the_agents_row_and_both_read_why(
    world: World, rosa: Client, browser: Browser
) -> None:
    call = world.talks()
    page = rosa.get("/supervisor/").content.decode()
    assert f"/supervisor/calls/{call.pk}/end/" in page
    page = acts(rosa, f"calls/{call.pk}/end/?site=na", said="Threats are not part of a call.")
    assert "Both sides read your reason." in page
    page = browser(world.bo.person).get("/").content.decode()
    assert "A supervisor ended the call: Threats are not part of a call." in page
    assert "the call is over already" in acts(rosa, f"calls/{call.pk}/end/", said="Once more.")


def test_without_a_script_the_page_is_loaded_again_and_says_it(world: World, rosa: Client) -> None:
    path = f"/supervisor/callbacks/{world.callback.pk}/"
    answer = rosa.post(f"{path}cancel/", {"said": "A duplicate."}, follow=True)
    assert answer.redirect_chain == [(path, 302)]
    assert "Cancelled. The seller gets a mail" in answer.content.decode()


@pytest.mark.parametrize("sent", [{"when": "x/y"}, {"when": "2026-01-01T00:00:00+00:00/z"}, {"when": ""}])
def test_a_window_that_is_none_is_refused(world: World, rosa: Client, sent: dict[str, str]) -> None:
    page = acts(rosa, f"callbacks/{world.callback.pk}/move/", said="Why not.", **sent)
    assert "no longer on offer" in page


@pytest.mark.parametrize("agent", ["0", "x", "9" * 30])
def test_an_agent_that_is_none_is_refused(world: World, rosa: Client, agent: str) -> None:
    page = acts(rosa, f"callbacks/{world.callback.pk}/give/", said="Why not.", agent=agent)
    assert "this agent cannot serve it" in page


def test_an_agent_confirms_and_lowers_a_class_with_a_reason(world: World, browser: Browser) -> None:
    bo, number = browser(world.bo.person), world.callback.case.number
    path = f"/cases/{number}/class/"
    assert "write the reason" in bo.post(path, {"priority": "low", "said": " "}, follow=True).content.decode()
    page = bo.post(path, {"priority": "medium", "said": "The figures fit."}, follow=True).content.decode()
    assert "The class is confirmed." in page
    page = bo.post(path, {"priority": "low", "said": "It can wait."}, follow=True).content.decode()
    assert "The class is lowered." in page
    page = bo.post(path, {"priority": "high", "said": "They insist."}, follow=True).content.decode()
    assert "can be confirmed or lowered here" in page
    world.callback.refresh_from_db()
    assert world.callback.priority == "low"
