"""The list of callbacks and the story of one, for supervisors alone."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ringback.pages.supervisor import story_words
from ringback.records.callbacks import story
from ringback.records.calls import wrapping
from ringback.records.calls.attempts import hang_up
from ringback.records.lines.actions import line_is
from ringback.records.promises.models import Promise
from ringback.rules.calls.outcomes import CallOutcome
from tests.pages.desk.conftest import Browser, World
from tests.people import NOON, a_lease, a_site, supervises

RECORDS = Path(story.__file__).resolve().parent.parent

pytestmark = pytest.mark.django_db


def test_a_promise_at_risk_stands_first_and_is_counted(db: None, browser: Browser) -> None:
    world, rosa = World(), browser(supervises("Rosa"))
    assert "No promise is at risk." in rosa.get("/supervisor/callbacks/").content.decode()
    Promise.objects.update(shown_from=world.now, shown_until=world.now + timedelta(minutes=3))
    page = rosa.get("/supervisor/callbacks/").content.decode()
    assert "1 promise is at risk." in page
    assert f"{world.callback.case.number}-1" in page


def test_the_story_tells_each_step_with_its_reason(db: None, browser: Browser) -> None:
    world, rosa = World(), browser(supervises("Rosa"))
    call = world.talks()
    page = rosa.get(f"/supervisor/callbacks/{world.callback.pk}/").content.decode()
    for said in ("Ada asked to be rung", "Reserved for Bo", "Bo accepted", "First ring", "Answered by Ada"):
        assert said in page, said
    assert call.record_number in page
    assert "amazon-like" in page


def test_every_kind_of_event_that_is_ever_told_has_words() -> None:
    told = {
        kind
        for path in RECORDS.rglob("*.py")
        for kind in re.findall(r"\btell\(\s*[\w.]+,\s*\"([a-z-]+)\"", path.read_text())
    }
    assert "rated" in told
    assert told <= set(story_words.SAYS)


def test_the_story_of_a_call_that_helped_says_who_solved_it_and_what_the_seller_thought(
    db: None, browser: Browser
) -> None:
    world, rosa = World(), browser(supervises("Rosa", language="zh-hans"))
    call = world.talks()
    hang_up(call.attempt, by=world.bo.person, now=world.now)
    wrapping.finish(call, outcome=CallOutcome.SOLVED, missing=[], next_at=None, now=world.now)
    wrapping.rate(call, solved=True, rating=5, comment="", now=world.now)
    page = rosa.get(f"/supervisor/callbacks/{world.callback.pk}/").content.decode()
    for said in ("按承诺于", "Bo 填写：已解决", "评分：5 分（满分 5 分）", "卖家表示已解决。"):
        assert said in page, said
    assert "卖家已自行解决" not in page, "it was the call that solved it"
    assert "</a>, " not in page, "Chinese has commas of its own"


def test_the_list_filters_searches_and_survives_strange_pages(db: None, browser: Browser) -> None:
    world, rosa = World(), browser(supervises("Rosa"))
    number = f"{world.callback.case.number}-1"
    assert number in rosa.get("/supervisor/callbacks/", {"q": "Ada"}).content.decode()
    call = world.talks()
    assert number in rosa.get("/supervisor/callbacks/", {"q": call.record_number.lower()}).content.decode()
    other = call.record_number[:-1] + "9"
    assert number not in rosa.get("/supervisor/callbacks/", {"q": other}).content.decode()
    assert number not in rosa.get("/supervisor/callbacks/", {"show": "finished"}).content.decode()
    assert rosa.get("/supervisor/callbacks/", {"page": "999999", "show": "all"}).status_code == 200
    assert rosa.get("/supervisor/callbacks/", {"page": "x\0", "q": "\0"}).status_code == 200


def test_agents_have_no_supervisor_pages(db: None, browser: Browser) -> None:
    world = World()
    bo = browser(world.bo.person)
    assert bo.get("/supervisor/").status_code == 404
    assert bo.get(f"/supervisor/callbacks/{world.callback.pk}/").status_code == 404


def test_a_closed_line_stands_on_top_with_its_reason(db: None, browser: Browser, settings: Any) -> None:
    settings.LINES = {"in-app": "", "phone": ""}
    a_site()
    rosa = browser(supervises("Rosa"))
    line_is("phone", is_open=False, why="no trunk", epoch=a_lease(), now=NOON)
    page = rosa.get("/supervisor/callbacks/").content.decode()
    assert "no trunk" in page
    assert "nobody is picked for it" in page
