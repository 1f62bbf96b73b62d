"""While the telephone line is down, Ada's pages say so and offer what rings."""

from typing import Any

import pytest
import time_machine

from ringback.records.lines.actions import line_is
from tests.pages.portal.conftest import Browser
from tests.people import NOON, a_case, a_lease, a_site, answers, asks, sells

pytestmark = pytest.mark.django_db


def shown(page: Any, url: str) -> str:
    with time_machine.travel(NOON, tick=False):
        answer = page.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_of_a_callback_and_the_choice_say_that_the_line_is_down(
    browser: Browser, settings: Any
) -> None:
    settings.LINES = {"in-app": "", "phone": ""}
    site = a_site()
    answers("Bo", site)
    ada = sells("Ada", site, zone="UTC")
    callback, other = asks(ada, site, line="phone"), a_case(ada, site)
    page = browser(ada)
    waiting, choice = f"/callbacks/{callback.pk}/", f"/cases/{other.number}/channel/"
    assert "is down" not in shown(page, waiting) + shown(page, choice)
    line_is("phone", is_open=False, why="no trunk", epoch=a_lease(), now=NOON)
    said = shown(page, waiting)
    assert "Our telephone line is down. Your place is kept." in said
    assert "choose this browser" in said
    assert "no trunk" not in said
    assert "Our telephone line is down now." in shown(page, choice)
