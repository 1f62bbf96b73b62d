"""Ada changes her callback, or cancels it."""

import pytest

from ringback.pages.portal.steps import steps_of
from tests.pages.portal.conftest import Desk
from tests.people import (
    HOUR,
    NOON,
    asks,
    sells,
)

pytestmark = pytest.mark.django_db


def test_ada_changes_the_window_and_gets_a_new_promise(desk: Desk) -> None:
    begin = NOON + HOUR
    window = f"{begin.isoformat()}/{(begin + HOUR).isoformat()}"
    assert "21:00–22:00" in desk.shows(url=f"{desk.url}change/")
    desk.posts(f"{desk.url}change/", {"line": "in-app", "when": window, "languages": ["en"]})
    assert "We will ring you between" in desk.shows()
    assert "the one you chose" in desk.shows()
    assert "checked" in desk.shows(url=f"{desk.url}change/")


def test_cancelling_leaves_the_case_open_and_solving_closes_it(desk: Desk) -> None:
    desk.posts(f"{desk.url}cancel/", {"because": "seller"})
    assert "This callback was cancelled." in desk.shows()
    desk.callback.case.refresh_from_db()
    assert desk.callback.case.state == "open"
    again = asks(sells("Dee", desk.site), desk.site)
    desk.page.force_login(again.seller.person)
    desk.posts(f"/callbacks/{again.pk}/cancel/", {"because": "solved"})
    again.case.refresh_from_db()
    assert again.case.state == "closed"


def test_a_callback_that_was_cancelled_before_it_rang_never_came_to_a_call(desk: Desk) -> None:
    desk.posts(f"{desk.url}cancel/", {"because": "seller"})
    desk.callback.refresh_from_db()
    assert [step.name for step in steps_of(desk.callback, [])] == [
        "Asked",
        "Waiting",
        "We are calling",
        "Talking",
        "Done",
    ]
    assert [step.done for step in steps_of(desk.callback, [])] == [True, True, False, False, False]


def test_one_that_was_declined_and_then_cancelled_was_called_and_not_talked_about(desk: Desk) -> None:
    desk.posts(f"/calls/{desk.rings().pk}/decline/")
    desk.posts(f"{desk.url}cancel/", {"because": "seller"})
    desk.callback.refresh_from_db()
    steps = steps_of(desk.callback, list(desk.callback.attempts.all()))
    assert [step.done for step in steps] == [True, True, True, False, False]
