"""The ring on Ada's pages: sounding once, answered, declined, missed."""

import pytest

from ringback.rules.calls.lifecycle import Outcome
from tests.pages.portal.conftest import Desk
from tests.people import (
    MINUTE,
    NOON,
    SECOND,
)

pytestmark = pytest.mark.django_db


def test_while_it_rings_every_page_says_who_calls(desk: Desk) -> None:
    attempt = desk.rings()
    for url in (desk.url, "/support/", "/cases/", "/setup/", "/bar/"):
        shown = desk.shows(url=url)
        assert "We are calling you now: Mei, case 41." in shown
        assert f'data-ring-url="/calls/{attempt.pk}/ring/"' in shown
    assert "Your three choices" in desk.shows()


def test_when_nobody_calls_every_page_says_so(desk: Desk) -> None:
    for url in (desk.url, "/support/", "/bar/"):
        assert "We are not calling you right now." in desk.shows(url=url)


def test_one_tab_sounds_and_the_other_is_told_no(desk: Desk) -> None:
    ring = f"/calls/{desk.rings().pk}/ring/"
    first = desk.posts(ring, {"tab": "one"}, content_type="application/json")
    second = desk.posts(ring, {"tab": "two"}, content_type="application/json")
    assert (first.status_code, first.json()) == (200, {"rings": True})
    assert (second.status_code, second.json()) == (409, {"rings": False})
    assert desk.posts(ring, {"tab": "one"}, NOON + MINUTE, content_type="application/json").status_code == 410


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"tab": 3}', '{"tab": ""}', '{"tab": "\\u0000"}', '{"tab": "%s"}' % ("x" * 65)]
)
def test_a_ring_without_a_proper_tab_is_refused(desk: Desk, body: str) -> None:
    answer = desk.posts(f"/calls/{desk.rings().pk}/ring/", body, content_type="application/json")
    assert answer.status_code == 400


def test_an_answered_ring_is_a_call_with_its_times(desk: Desk) -> None:
    attempt = desk.rings()
    assert desk.posts(f"/calls/{attempt.pk}/answer/", headers={"HX-Request": "true"}).status_code == 200
    shown = desk.shows()
    assert "You are talking with Mei." in shown
    assert f'data-call-attempt="{attempt.pk}"' in shown
    assert 'data-cap-at="2026-01-13T20:30:00+08:00"' in shown
    assert 'data-from-time="2026-01-13T20:28:00+08:00"' in shown, "two minutes left at 28 minutes"
    assert "You are talking with us: Mei" in desk.shows(url="/cases/")


def test_answering_from_another_page_leads_to_the_call(desk: Desk) -> None:
    answer = f"/calls/{desk.rings().pk}/answer/"
    reply = desk.posts(
        answer, headers={"HX-Request": "true", "HX-Current-URL": "http://portal.localhost:8080/cases/"}
    )
    assert reply["HX-Redirect"] == desk.url


def test_an_answer_that_comes_too_late_is_told_so(desk: Desk) -> None:
    attempt = desk.rings()
    desk.ends(attempt, Outcome.NO_ANSWER, NOON + 30 * SECOND)
    assert desk.posts(f"/calls/{attempt.pk}/answer/", headers={"HX-Request": "true"}).status_code == 410


def test_a_no_is_final_until_ada_asks_again(desk: Desk) -> None:
    desk.posts(f"/calls/{desk.rings().pk}/decline/")
    assert "You declined the call. We ring again when you ask." in desk.shows()
    assert "You declined" in desk.shows()
    desk.posts(f"{desk.url}ask-again/", at=NOON + 6 * MINUTE)
    desk.callback.refresh_from_db()
    assert desk.callback.state == "waiting"
    told = desk.shows(NOON + 6 * MINUTE, url=f"{desk.url}story/")
    assert "Waiting, at a new place" in told
    assert "old place" not in told


def test_who_declined_is_not_told_that_a_turn_comes(desk: Desk) -> None:
    assert "when your turn comes we send a mail" in desk.shows()
    desk.posts(f"/calls/{desk.rings().pk}/decline/")
    assert "when your turn comes we send a mail" not in desk.shows()


def test_a_missed_ring_is_explained_and_one_click_brings_the_next(desk: Desk) -> None:
    desk.ends(desk.rings(), Outcome.NO_ANSWER, NOON + 30 * SECOND)
    shown = desk.shows(NOON + MINUTE)
    assert "We ring you again from" in shown
    assert "It rang, and nobody answered" in shown
    assert "You keep your place" in shown
    desk.posts(f"{desk.url}call-me-now/", at=NOON + 2 * MINUTE)
    desk.callback.refresh_from_db()
    assert desk.callback.state == "waiting"
    assert "We ring you as soon as your turn comes" in desk.shows(NOON + 2 * MINUTE)
