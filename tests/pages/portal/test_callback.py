"""Ada's callback from waiting to rated, as her page tells it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ringback.pages.portal.steps import steps_of
from ringback.records.agents.models import Agent
from ringback.records.calls import attempts, wrapping
from ringback.records.calls.models import Attempt
from ringback.records.calls.picking import pick_for
from ringback.rules.calls.lifecycle import Outcome
from tests.pages.portal.conftest import Browser
from tests.people import (
    HOUR,
    MINUTE,
    NOON,
    SECOND,
    SmallDesk,
    asks,
    closes_page,
    is_reserved,
    opens_page,
    sells,
    talks,
)

pytestmark = pytest.mark.django_db


class Desk(SmallDesk):
    """Mei answers, and Ada looks at her page."""

    def __init__(self, browser: Browser) -> None:
        super().__init__("account-deactivated", agent="Mei")
        self.mei, self.page = self.bo, browser(self.ada)

    @property
    def url(self) -> str:
        return f"/callbacks/{self.callback.pk}/"

    def shows(self, at: datetime = NOON, url: str = "") -> str:
        with time_machine.travel(at, tick=False):
            answer = self.page.get(url or self.url)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    def posts(self, path: str, data: Any = None, at: datetime = NOON, **options: Any) -> Any:
        with time_machine.travel(at, tick=False):
            return self.page.post(path, data or {}, **options)


@pytest.fixture
def desk(browser: Browser) -> Desk:
    return Desk(browser)


# --- waiting ---


def test_the_promise_is_the_one_large_sentence(desk: Desk) -> None:
    shown = desk.shows()
    assert 'We will ring you between <span class="whitespace-nowrap text-primary">20:10</span>' in shown
    assert "Nobody is ahead of you." in shown
    assert "Why you are high class" in shown
    assert "If you close this page, nothing is lost" in shown


def test_ada_is_number_two_and_reads_why(desk: Desk) -> None:
    dee = sells("Dee", desk.site)
    later = asks(dee, desk.site, "account-deactivated", at=NOON + MINUTE)
    desk.page.force_login(dee.person)
    shown = desk.shows(NOON + MINUTE, f"/callbacks/{later.pk}/")
    assert ">2</p>" in shown
    assert "of your class, further into its target, counted 1 minute before you" in shown
    asks(sells("Eve", desk.site), desk.site, "account-deactivated", at=NOON - 10 * MINUTE)
    shown = desk.shows(NOON + MINUTE, f"/callbacks/{later.pk}/")
    assert "of your class, further into its target, the first counted 11 minutes before you" in shown


def test_who_counts_later_and_goes_first_is_said_to(desk: Desk) -> None:
    dee = sells("Dee", desk.site)
    low = asks(dee, desk.site, "advertising-charges", at=NOON - 30 * MINUTE)
    desk.page.force_login(dee.person)
    assert "of a more urgent class, although counted later" in desk.shows(url=f"/callbacks/{low.pk}/")


def test_the_waiting_page_asks_the_database_little(desk: Desk) -> None:
    with CaptureQueriesContext(connection) as asked:
        desk.shows()
    assert len(asked) <= 12


def test_a_broken_promise_is_said_first_with_what_the_desk_did(desk: Desk) -> None:
    late = NOON + HOUR
    opens_page(desk.mei.person, late)
    desk.turns(late)
    shown = desk.shows(late)
    assert "We promised 20:25 and did not ring." in shown
    assert "You need not ask again" in shown
    assert shown.index("We promised 20:25") < shown.index("We will ring you between")


def test_a_promise_that_broke_is_said_while_nobody_is_there_to_make_another(desk: Desk) -> None:
    Agent.objects.update(presence="away")
    desk.turns(NOON + HOUR)
    shown = desk.shows(NOON + HOUR)
    assert "We promised 20:25 and did not ring." in shown
    assert "You need not ask again" in shown, "although nobody can say a new time yet"


def test_a_short_cap_is_told_in_seconds(desk: Desk, settings: Any) -> None:
    settings.CALL_CAP = timedelta(seconds=20)
    desk.rings()
    assert "You have up to 20 seconds; both of you see the time." in desk.shows()


def test_the_case_says_in_large_type_what_happens_with_its_callback(desk: Desk) -> None:
    case = f"/cases/{desk.callback.case.number}/"
    assert 'We ring you <span class="text-primary whitespace-nowrap">20:10–20:25</span>.' in desk.shows(
        url=case
    )
    attempt = desk.rings()
    assert "We are calling you now about this case." in desk.shows(url=case)
    assert attempts.ring(attempt, tab="tab", now=NOON) == "rings"
    assert attempts.answer(attempt, tab="tab", now=NOON)
    assert "You are in a call about this case." in desk.shows(url=case)
    attempts.hang_up(attempt, by=desk.ada.person, now=NOON + MINUTE)
    assert "The call is over. The agent is writing it up." in desk.shows(NOON + MINUTE, case)
    assert "Choose how we answer" not in desk.shows(NOON + MINUTE, case)


def test_a_page_that_was_closed_in_its_turn_is_told_so_and_keeps_its_place(desk: Desk) -> None:
    closes_page(desk.ada.person)
    assert pick_for(desk.mei.pk, epoch=desk.epoch, now=NOON) is None
    shown = desk.shows()
    assert "It was your turn while this page was closed." in shown
    assert "We were ready" in shown


def test_reserved_ada_knows_who_reads_her_case(desk: Desk) -> None:
    is_reserved(desk.mei, epoch=desk.epoch)
    assert "Mei is reading your case and rings you in a moment." in desk.shows()


# --- changing ---


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


# --- the ring ---


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


# --- after ---


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


# --- strangers ---


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
