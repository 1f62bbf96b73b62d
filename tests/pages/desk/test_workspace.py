"""What an agent sees and does: the reserved card, the call, notes and outcome, the search; and what stays hidden."""

import re
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest

from ringback.records.callbacks.models import Callback
from ringback.records.calls import attempts, shifts
from ringback.records.rosters.models import RosterDay
from ringback.rules.calls.lifecycle import Outcome
from tests.pages.desk.conftest import Browser, World
from tests.people import (
    a_case,
    a_site,
    answers,
    asks,
    is_reserved,
    is_rung,
    opens_page,
    sells,
    supervises,
    talks,
)

pytestmark = pytest.mark.django_db


def test_the_card_says_who_and_why_and_accepting_takes_it(world: World, browser: Browser) -> None:
    is_reserved(world.bo, epoch=world.epoch, at=world.now)
    bo = browser(world.bo.person)
    page = bo.get("/").content.decode()
    assert f"Case {world.callback.case.number} is yours" in page
    assert "It is the only one that you can serve" in page
    bo.post("/hold/accept/")
    world.bo.hold.refresh_from_db()
    assert world.bo.hold.accepted_at is not None


def test_not_now_gives_it_back_at_its_place_and_says_what_follows(world: World, browser: Browser) -> None:
    is_reserved(world.bo, epoch=world.epoch, at=world.now)
    bo = browser(world.bo.person)
    bo.post("/hold/not-now/")
    before = world.callback.effective
    world.callback.refresh_from_db()
    assert (world.callback.state, world.callback.effective) == ("waiting", before)
    assert "You chose “not now”, so you are set away" in bo.get("/").content.decode()


def test_too_late_is_said_at_once_and_not_on_a_page_of_later(world: World, browser: Browser) -> None:
    bo = browser(world.bo.person)
    late = bo.post("/hold/accept/", headers={"hx-request": "true"}).content.decode()
    assert "The time to accept was over" in late
    assert "The time to accept was over" not in bo.get("/").content.decode()


def test_the_search_finds_by_record_number_seller_and_case(world: World, browser: Browser) -> None:
    call, bo = world.talks(), browser(world.bo.person)
    number = world.callback.case.number
    for text in (call.record_number, world.ada.code, "ada trad", str(number)):
        assert f'href="/cases/{number}/"' in bo.get("/search/", {"q": text}).content.decode(), text
    assert "Nothing on your sites matches" in bo.get("/search/", {"q": "nobody"}).content.decode()


def test_cy_of_another_site_sees_nothing_and_changes_nothing(world: World, browser: Browser) -> None:
    call = world.talks()
    cy = browser(answers("Cy", a_site("eu")).person)
    number = world.callback.case.number
    assert cy.get(f"/cases/{number}/").status_code == 404
    assert cy.post(f"/cases/{number}/answer/", {"body": "mine"}).status_code == 404
    assert cy.post(f"/calls/{call.pk}/notes/", {"notes": "mine"}).status_code == 404
    assert cy.post(f"/calls/{call.pk}/hang-up").status_code == 404
    assert cy.post(f"/calls/{call.pk}/finish/", {"outcome": "solved"}).status_code == 404
    assert f'href="/cases/{number}/"' not in cy.get("/search/", {"q": call.record_number}).content.decode()


def test_an_empty_answer_is_refused_and_a_written_one_is_in_the_case(world: World, browser: Browser) -> None:
    bo, number = browser(world.bo.person), world.callback.case.number
    assert "Write an answer" in bo.post(f"/cases/{number}/answer/", {"body": " "}).content.decode()
    bo.post(f"/cases/{number}/answer/", {"body": "Please send the invoice."})
    assert "Please send the invoice." in bo.get(f"/cases/{number}/").content.decode()


def test_owed_answers_stand_in_the_order_of_their_published_time(world: World, browser: Browser) -> None:
    for number, hours in ((901, 5), (902, 2)):
        a_case(
            world.ada, world.site, at=world.now, number=number, answer_by=world.now + timedelta(hours=hours)
        )
    page = browser(world.bo.person).get("/").content.decode()
    assert page.index("/cases/902/") < page.index("/cases/901/")


def waits(_world: World) -> None:
    """Nothing happens: Bo is free."""


def is_reserved_for_bo(world: World) -> None:
    is_reserved(world.bo, epoch=world.epoch, at=world.now)


def is_rung_for_bo(world: World) -> None:
    is_rung(world.bo, epoch=world.epoch, at=world.now)


def talks_with_bo(world: World) -> None:
    world.talks()


def has_talked_with_bo(world: World) -> None:
    assert attempts.hang_up(world.talks().attempt, by=world.ada.person, now=world.now)


MOMENTS = {
    waits: "No callback is reserved for you.",
    is_reserved_for_bo: "Accept, and we ring Ada.",
    is_rung_for_bo: "You accepted.",
    talks_with_bo: "End call",
    has_talked_with_bo: "The call is over.",
}


@pytest.mark.parametrize(("happens", "shown"), MOMENTS.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_the_workspace_asks_the_database_at_most_twelve_times(
    world: World,
    browser: Browser,
    happens: Callable[[World], None],
    shown: str,
    django_assert_max_num_queries: Any,
) -> None:
    world.has_a_lot_to_show()
    happens(world)
    bo = browser(world.bo.person)
    with django_assert_max_num_queries(12):
        page = bo.get("/").content.decode()
    assert shown in page
    assert "/cases/902/" in page  # an answer is owed


def test_who_waits_stands_in_the_order_of_the_law_and_the_reserved_one_on_top(
    world: World, browser: Browser
) -> None:
    other = a_site("eu")
    world.bo.sites.add(other)
    old_low, fresh_high = (
        asks(sells(name, site), site, issue, at=world.now - age)
        for name, site, issue, age in (
            ("Old", world.site, "advertising-charges", timedelta(hours=30)),
            ("Fresh", other, "account-deactivated", timedelta(minutes=1)),
        )
    )
    opens_page(old_low.seller.person, world.now)
    numbers = [one.case.number for one in (old_low, world.callback, fresh_high)]
    page = browser(world.bo.person).get("/").content.decode()
    assert "You can serve 3" in page
    assert _cases_in(page) == [numbers[0], numbers[2], numbers[1]]
    is_reserved(world.bo, epoch=world.epoch, at=world.now)
    page = browser(world.bo.person).get("/parts/queue/").content.decode()
    assert "You can serve 3" in page
    assert "reserved" in page
    assert _cases_in(page) == [numbers[0], numbers[2], numbers[1]]
    old_low.refresh_from_db()
    assert old_low.state == Callback.State.RESERVED


def _cases_in(page: str) -> list[int]:
    """In the order of the list of who waits."""
    return [
        int(number) for number in re.findall(r'class="id [^"]+ link link-hover" href="/cases/(\d+)/"', page)
    ]


def test_who_reads_another_case_still_sees_what_is_reserved_and_stays_at_the_desk(
    world: World, browser: Browser
) -> None:
    other = a_case(sells("Dee", world.site), world.site)
    is_reserved(world.bo, epoch=world.epoch, at=world.now)
    bo = browser(world.bo.person)
    for page in (f"/cases/{other.number}/", "/search/?q=Dee", "/parts/bar/"):
        assert f"Case {world.callback.case.number} is yours." in bo.get(page).content.decode(), page
    assert "ringback/workspace.js" in bo.get("/search/").content.decode(), "whose page is silent is set away"


def test_who_reads_another_case_goes_on_talking(world: World, browser: Browser) -> None:
    attempt = talks(world.bo, epoch=world.epoch, at=world.now)
    page = browser(world.bo.person).get("/search/?q=nobody").content.decode()
    assert f'data-call-attempt="{attempt.pk}"' in page
    assert "You are talking with Ada" in page


def test_a_case_without_files_says_so_and_counts_none(world: World, browser: Browser) -> None:
    page = browser(world.bo.person).get(f"/cases/{world.callback.case.number}/").content.decode()
    assert "The seller sent no file." in page
    assert "Evidence, 0" not in page


def test_a_supervisor_who_reads_a_case_has_no_bar(world: World, browser: Browser) -> None:
    is_reserved(world.bo, epoch=world.epoch, at=world.now)
    page = browser(supervises("Rosa")).get(f"/cases/{world.callback.case.number}/").content.decode()
    assert "data-reserved" not in page
    assert "ringback/supervisor.js" in page


def test_an_agent_reads_when_nothing_new_comes_and_stays_longer(world: World, browser: Browser) -> None:
    bo, at = browser(world.bo.person), world.now.replace(second=0, microsecond=0)
    midnight = at.astimezone(UTC).replace(hour=0, minute=0)
    ends = round((at - midnight) / timedelta(minutes=1)) + 45
    world.site.zone = "UTC"
    world.site.save(update_fields=["zone"])
    RosterDay.objects.create(site=world.site, agent=world.bo, day=at.date(), spans=[[ends - 90, ends]])
    assert "your shift ends" not in bo.get("/").content.decode()
    shifts.turn_agents(epoch=world.epoch, now=world.now)
    assert "your shift ends at" in bo.get("/").content.decode()
    page = bo.post("/presence/stay/", {"minutes": "60"}, follow=True).content.decode()
    assert "you stay until" in page
    assert "Stay longer?" not in page
    assert "Stay longer?" in bo.post("/presence/stay/", {"minutes": ""}, follow=True).content.decode()


def test_a_length_that_is_not_offered_is_refused_and_said(world: World, browser: Browser) -> None:
    bo = browser(world.bo.person)
    for wrong in ("61", "-30", "soon", "９０", "9" * 30):
        assert bo.post("/presence/stay/", {"minutes": wrong}).status_code == 400
    page = bo.post("/presence/stay/", {"minutes": "60"}, follow=True).content.decode()
    assert "nothing to stay beyond" in page


def test_a_time_that_cannot_be_agreed_is_said_with_free_ones_to_click(world: World, browser: Browser) -> None:
    call, bo = world.talks(), browser(world.bo.person)
    world.ends(call.attempt, Outcome.ANSWERED, world.now, "agent")
    world.site.zone = world.ada.person.zone = "UTC"
    world.site.save(update_fields=["zone"])
    world.ada.person.save(update_fields=["zone"])
    tomorrow = (world.now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    RosterDay.objects.create(site=world.site, agent=world.bo, day=tomorrow.date(), spans=[[840, 1020]])
    address = f"/calls/{call.pk}/finish/"
    form = {"outcome": "call_back_at", "next_at": f"{tomorrow:%Y-%m-%d}T13:00"}
    said = bo.post(address, form, headers={"HX-Request": "true"}).content.decode()
    assert "You are not on shift then" in said
    free = re.findall(r'name="next_at" value="([^"]+)" class="btn', said)
    assert free == [f"{tomorrow:%Y-%m-%d}T14:{minute}" for minute in ("00", "15", "30")]
    bo.post(address, {**form, "next_at": free[1]}, headers={"HX-Request": "true"})
    booked = Callback.objects.get(window_from__isnull=False)
    assert booked.window_from == tomorrow + timedelta(hours=14, minutes=15)
