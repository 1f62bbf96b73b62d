"""The list of callbacks and the story of one, for supervisors alone."""

from datetime import timedelta

import pytest

from ringback.records.promises.models import Promise
from tests.pages.desk.conftest import Browser
from tests.pages.desk.test_workspace import World
from tests.people import supervises

pytestmark = pytest.mark.django_db


def test_a_promise_at_risk_stands_first_and_is_counted(db: None, browser: Browser) -> None:
    world, rosa = World(), browser(supervises("Rosa"))
    assert "No promise is at risk." in rosa.get("/supervisor/").content.decode()
    Promise.objects.update(shown_from=world.now, shown_until=world.now + timedelta(minutes=3))
    page = rosa.get("/supervisor/").content.decode()
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


def test_the_list_filters_searches_and_survives_strange_pages(db: None, browser: Browser) -> None:
    world, rosa = World(), browser(supervises("Rosa"))
    number = f"{world.callback.case.number}-1"
    assert number in rosa.get("/supervisor/", {"q": "Ada"}).content.decode()
    assert number not in rosa.get("/supervisor/", {"show": "finished"}).content.decode()
    assert rosa.get("/supervisor/", {"page": "999999", "show": "all"}).status_code == 200
    assert rosa.get("/supervisor/", {"page": "x\0", "q": "\0"}).status_code == 200


def test_agents_have_no_supervisor_pages(db: None, browser: Browser) -> None:
    world = World()
    bo = browser(world.bo.person)
    assert bo.get("/supervisor/").status_code == 404
    assert bo.get(f"/supervisor/callbacks/{world.callback.pk}/").status_code == 404
