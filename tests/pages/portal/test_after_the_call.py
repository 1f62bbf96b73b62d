"""After the call: its record, its summary, Ada's word, its story; and for Cy nothing of it."""

import pytest

from ringback.records.calls import wrapping
from ringback.records.calls.models import Attempt
from ringback.rules.calls.lifecycle import Outcome
from tests.pages.portal.conftest import Desk
from tests.people import (
    MINUTE,
    NOON,
    sells,
    talks,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def talked(desk: Desk) -> Attempt:
    attempt = talks(desk.mei, epoch=desk.epoch)
    desk.posts(f"/calls/{attempt.pk}/hang-up/", at=NOON + 10 * MINUTE)
    attempt.refresh_from_db()
    return attempt


def test_after_the_call_ada_has_its_number_its_summary_and_her_say(desk: Desk, talked: Attempt) -> None:
    later = NOON + 11 * MINUTE
    assert "The call has ended. Mei is writing it up." in desk.shows(later)
    wrapping.save_notes(talked.call, notes="secret", summary="We unlock it today.", ticked=[], now=later)
    wrapping.finish(talked.call, outcome="solved", now=later)
    shown = desk.shows(later)
    assert "NA-000041-1" in shown
    assert "We unlock it today." in shown
    assert "secret" not in shown
    assert "10:00" in shown
    desk.posts(f"{desk.url}rate/", {"solved": "yes", "rating": "5", "comment": "Kind."}, later)
    assert "Thank you for rating this call." in desk.shows(later)


@pytest.mark.parametrize(
    "bad", [{}, {"solved": "yes"}, {"solved": "yes", "rating": "6"}, {"solved": "?", "rating": "1"}]
)
def test_a_rating_of_other_numbers_is_not_taken(desk: Desk, talked: Attempt, bad: dict[str, str]) -> None:
    desk.posts(f"{desk.url}rate/", bad)
    talked.call.refresh_from_db()
    assert talked.call.rated_at is None


def test_at_the_cap_the_continuation_is_shown(desk: Desk) -> None:
    attempt = talks(desk.mei, epoch=desk.epoch)
    desk.ends(attempt, Outcome.ANSWERED, NOON + 30 * MINUTE, by="cap")
    shown = desk.shows(NOON + 30 * MINUTE)
    assert "The next callback is booked for you" in shown
    assert "The longest time for one call was reached" in desk.shows(url=f"{desk.url}story/")


def test_the_record_is_looked_up_by_its_number(desk: Desk, talked: Attempt) -> None:
    found = desk.page.get("/records/", {"number": "na-000041-1"})
    assert found["Location"] == "/records/NA-000041-1/"
    assert "is a call of ours with you." in desk.shows(url=found["Location"])
    missing = desk.page.get("/records/", {"number": "NA-000041-9"})
    assert missing.status_code == 404
    assert "You have no call with this record number." in missing.content.decode()


def test_the_story_is_told_in_adas_words(desk: Desk, talked: Attempt) -> None:
    wrapping.finish(talked.call, outcome="needs_seller", missing=["The invoice"], now=NOON + 11 * MINUTE)
    shown = desk.shows(url=f"{desk.url}story/")
    for words in (
        "You asked to be rung",
        "Your turn: Mei got your case",
        "The promise was kept",
        "You answered",
    ):
        assert words in shown


def test_for_cy_nothing_of_ada_exists(desk: Desk, talked: Attempt) -> None:
    cy = sells("Cy", desk.site)
    desk.page.force_login(cy.person)
    number = desk.callback.case.number
    for path in (
        desk.url,
        f"{desk.url}story/",
        f"{desk.url}change/",
        f"/cases/{number}/",
        f"/cases/{number}/channel/",
        "/records/NA-000041-1/",
    ):
        assert desk.page.get(path).status_code == 404, path
    for path in (
        *(f"{desk.url}{verb}/" for verb in ("change", "cancel", "call-me-now", "ask-again", "rate")),
        *(f"/calls/{talked.pk}/{verb}/" for verb in ("ring", "answer", "decline", "hang-up")),
        *(
            f"/cases/{number}/{verb}/"
            for verb in ("messages", "written", "evidence", "close", "reopen", "channel")
        ),
    ):
        assert desk.page.post(path).status_code == 404, path


def test_looking_never_changes_anything(desk: Desk) -> None:
    number, attempt = desk.callback.case.number, desk.rings()
    for path in (
        *(f"{desk.url}{verb}/" for verb in ("cancel", "call-me-now", "ask-again", "rate")),
        *(f"/calls/{attempt.pk}/{verb}/" for verb in ("ring", "answer", "decline", "hang-up")),
        *(f"/cases/{number}/{verb}/" for verb in ("messages", "written", "evidence", "close", "reopen")),
    ):
        assert desk.page.get(path).status_code == 405, path
