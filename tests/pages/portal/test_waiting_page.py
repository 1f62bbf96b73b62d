"""Ada's callback while it waits, as her page tells it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ringback.records.agents.models import Agent
from ringback.records.calls import attempts
from ringback.records.calls.picking import pick_for
from tests.pages.portal.conftest import Desk
from tests.people import (
    HOUR,
    MINUTE,
    NOON,
    asks,
    closes_page,
    is_reserved,
    opens_page,
    sells,
)

pytestmark = pytest.mark.django_db


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
