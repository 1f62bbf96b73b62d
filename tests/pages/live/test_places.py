"""When a place moves, everybody who waits is told; a crowd looks one after the other, and a few at once."""

from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from ringback.records.calls.wishes import cancel
from tests.pages.live.page import Running, wait_until
from tests.people import a_site, answers, asks, sells


def now() -> datetime:
    return datetime.now(UTC)


def look(page: object) -> dict[str, object]:
    while "place" not in (said := page.hears("look"))["topics"]:  # type: ignore[attr-defined]
        continue
    return said  # type: ignore[no-any-return]


def test_ada_hears_that_cy_has_left_the_queue_and_a_stranger_does_not(hub: Running) -> None:
    na, eu = a_site("na"), a_site("eu")
    answers("Bo", na)
    ada, cy, eve = sells("Ada", na), sells("Cy", na), sells("Eve", eu)
    theirs = asks(cy, na, at=now())
    asks(ada, na, at=now())
    asks(eve, eu, at=now())
    page, stranger = hub.page_of(ada.person).opens(), hub.page_of(eve.person).opens()
    page.hears("beat")
    stranger.hears("beat")
    cancel(theirs, by=cy.person, now=now())
    assert look(page)["topics"] == ["place"]
    stranger.hears("beat")
    assert "place" not in str(stranger.kept)


def test_a_crowd_is_told_in_how_many_seconds_it_may_look_and_not_again_meanwhile(
    hub: Running, settings: Settings
) -> None:
    house = hub.hub.house
    assert house is not None
    house.places._rate = 1.0
    na = a_site("na")
    answers("Bo", na)
    ada, others = sells("Ada", na), [sells(name, na) for name in ("Cy", "Eve", "Fu")]
    asks(ada, na, at=now())
    leaving = [asks(other, na, at=now()) for other in others]
    page = hub.page_of(ada.person).opens()
    page.hears("beat")
    cancel(leaving[0], by=others[0].person, now=now())
    assert look(page)["within"] == 1.0
    told = datetime.now(UTC)
    for one, other in zip(leaving[1:], others[1:], strict=True):
        cancel(one, by=other.person, now=now())
    look(page)
    assert 0.7 < (datetime.now(UTC) - told).total_seconds() < 5


def test_whoever_asks_while_another_tab_holds_the_stream_hears_of_places_from_the_next_beat_on(
    hub: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ringback.pages.live.guests.REMEMBERED_FOR", 0.1)
    na = a_site("na")
    answers("Bo", na)
    ada, cy = sells("Ada", na), sells("Cy", na)
    page = hub.page_of(ada.person).opens()
    page.beats()
    asks(ada, na, at=now())
    theirs = asks(cy, na, at=now())
    house = hub.hub.house
    assert house is not None
    wait_until(lambda: page.beats().status_code == 204 and house.streams.listeners("live:places:na") == 1)
    cancel(theirs, by=cy.person, now=now())
    assert look(page)
    page.closes()
    wait_until(lambda: len(house.streams) == 0)
    assert house.streams.listeners("live:places:na") == 0
