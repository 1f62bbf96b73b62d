"""Bo after the call: notes, the outcome and what it asks for."""

import re
from typing import Any

import pytest

from ringback.rules.calls.lifecycle import Outcome
from tests.pages.desk.conftest import Browser, World

pytestmark = pytest.mark.django_db


def test_notes_are_saved_as_they_are_typed_and_the_case_is_not_swapped_meanwhile(
    world: World, browser: Browser
) -> None:
    call, bo = world.talks(), browser(world.bo.person)
    where = f"/calls/{call.pk}/notes/"
    saved = bo.post(
        where, {"notes": "Seen.", "summary": "Friday.", "ticked": ["0"]}, headers={"x-autosave": "1"}
    )
    assert saved.status_code == 204
    call.refresh_from_db()
    assert (call.notes, call.summary, call.ticked) == ("Seen.", "Friday.", [0])
    page = bo.get("/").content.decode()
    shown = page.split("/parts/case/?shown=")[1].split('"')[0]
    assert bo.get(f"/parts/case/?shown={shown}").status_code == 204


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Choose how the call ended."),
        ({"outcome": "needs_seller"}, "Write what is missing"),
        ({"outcome": "call_back_at", "next_at": "2020-01-01T10:00"}, "Choose a time in the future"),
        ({"outcome": "solved"}, "The call goes on."),
    ],
)
def test_an_outcome_that_cannot_be_taken_says_why(
    world: World, browser: Browser, form: dict[str, Any], said: str
) -> None:
    call, bo = world.talks(), browser(world.bo.person)
    assert said in bo.post(f"/calls/{call.pk}/finish/", form, follow=True).content.decode()
    call.refresh_from_db()
    assert call.outcome == ""


def test_a_refused_outcome_stays_chosen_with_the_reason_beside_it(world: World, browser: Browser) -> None:
    call, bo = world.talks(), browser(world.bo.person)
    bo.post(f"/calls/{call.pk}/hang-up")
    form = {"outcome": "call_back_at", "next_at": "2020-01-01T10:00"}
    said = bo.post(f"/calls/{call.pk}/finish/", form, headers={"hx-request": "true"}).content.decode()
    assert "Choose a time in the future" in said
    assert re.search(r'value="call_back_at"[^>]* checked', said)
    assert 'value="2020-01-01T10:00"' in said
    assert "Choose a time in the future" not in bo.get("/").content.decode()
    done = bo.post(f"/calls/{call.pk}/finish/", {"outcome": "solved"}, headers={"hx-request": "true"})
    assert done.headers["HX-Redirect"] == "/"


@pytest.mark.parametrize("presence", ["away", "available"])
def test_whoever_leaves_the_wrap_up_still_gives_the_outcome(
    world: World, browser: Browser, presence: str
) -> None:
    call, bo = world.talks(), browser(world.bo.person)
    bo.post(f"/calls/{call.pk}/hang-up")
    bo.post("/presence/", {"presence": presence})
    assert f"/calls/{call.pk}/finish/" in bo.get("/").content.decode()
    bo.post(f"/calls/{call.pk}/finish/", {"outcome": "solved"})
    call.refresh_from_db()
    world.bo.refresh_from_db()
    assert (call.outcome, world.bo.presence) == ("solved", presence)
    assert f"/calls/{call.pk}/finish/" not in bo.get("/").content.decode()


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.DECLINED, "Ada declined the call"),
        (Outcome.NO_ANSWER, "nobody answered"),
        (Outcome.NOT_DIALLED, "did not come about"),
    ],
)
def test_whoever_rang_in_vain_reads_what_became_of_it(
    world: World, browser: Browser, outcome: Outcome, said: str
) -> None:
    bo = browser(world.bo.person)
    world.ends(world.rings(world.now), outcome, world.now, by="seller")
    assert said in bo.get("/parts/call/").content.decode()


def test_after_the_call_the_list_of_what_is_missing_reaches_the_case(world: World, browser: Browser) -> None:
    call, bo = world.talks(), browser(world.bo.person)
    bo.post(f"/calls/{call.pk}/hang-up")
    bo.post(f"/calls/{call.pk}/finish/", {"outcome": "needs_seller", "missing": "the invoice\nthe stamp"})
    world.callback.case.refresh_from_db()
    assert world.callback.case.missing == ["the invoice", "the stamp"]
    assert world.callback.case.state == "needs-seller"
