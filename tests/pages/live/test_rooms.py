"""Ada's page and Bo's page find each other through the hub; Cy's finds nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest

from ringback.pages.live import ice
from ringback.records import wake
from ringback.records.calls.models import Attempt
from tests.pages.live.page import Running, wait_until
from tests.pages.live.ringing import an_attempt
from tests.people import NOON, a_site, answers, sells


def test_a_call_begins_when_both_have_joined_and_the_messages_go_across(hub: Running) -> None:
    site = a_site()
    ada, bo = sells("Ada", site), answers("Bo", site)
    attempt = an_attempt(ada, bo, site)
    hers, his = hub.page_of(ada.person).opens(), hub.page_of(bo.person).opens()
    joined = his.joins(attempt.pk)
    assert joined.json() == {
        "role": "agent",
        "ice": {"iceServers": [], "iceTransportPolicy": "all"},
        "listen_only": False,
    }
    assert hers.joins(attempt.pk).json()["role"] == "seller"
    begun = hers.hears("signal")
    assert begun | {"tab": ""} == his.hears("signal") | {"tab": ""}
    assert (begun["kind"], begun["attempt"]) == ("begin", str(attempt.pk))
    epoch = begun["epoch"]
    assert his.signals(attempt.pk, "offer", epoch, {"sdp": "v=0"}).status_code == 204
    assert hers.hears("signal") == {**begun, "kind": "offer", "data": {"sdp": "v=0"}}
    assert hers.signals(attempt.pk, "answer", epoch, {"sdp": "v=1"}).status_code == 204
    assert his.hears("signal")["data"] == {"sdp": "v=1"}


def test_a_reload_begins_anew_and_messages_of_before_are_refused(hub: Running) -> None:
    site = a_site()
    ada, bo = sells("Ada", site), answers("Bo", site)
    attempt = an_attempt(ada, bo, site)
    hers, his = hub.page_of(ada.person).opens(), hub.page_of(bo.person).opens()
    his.joins(attempt.pk)
    hers.joins(attempt.pk)
    before = his.hears("signal")["epoch"]
    hers.joins(attempt.pk)
    assert his.hears("signal")["epoch"] == before + 1
    assert his.signals(attempt.pk, "offer", before, {}).status_code == 409
    assert his.signals(attempt.pk, "offer", before + 1, {}).status_code == 204


def test_the_page_that_carries_the_call_keeps_it_until_it_has_left(hub: Running) -> None:
    site = a_site()
    ada, bo = sells("Ada", site), answers("Bo", site)
    attempt = an_attempt(ada, bo, site)
    assert hub.hub.house is not None
    hub.hub.house.rooms._fresh = 30
    first, his = hub.page_of(ada.person, "first").opens(), hub.page_of(bo.person).opens()
    other = hub.page_of(ada.person, "other").opens()
    his.joins(attempt.pk)
    first.joins(attempt.pk)
    begun = first.hears("signal")["epoch"]
    for _ in range(3):
        assert other.joins(attempt.pk).status_code == 409
        first.beats(in_attempt=str(attempt.pk))
        first.hears("beat")
    assert his.signals(attempt.pk, "offer", begun, {}).status_code == 204
    hub.hub.house.rooms._fresh = 0.1
    wait_until(lambda: other.joins(attempt.pk).status_code == 200)
    assert other.hears("signal")["epoch"] == begun + 1
    assert first.signals(attempt.pk, "answer", begun + 1, {}).status_code == 409


def test_a_page_that_takes_the_call_has_it_and_the_other_is_told(hub: Running) -> None:
    site = a_site()
    ada, bo = sells("Ada", site), answers("Bo", site)
    attempt = an_attempt(ada, bo, site)
    assert hub.hub.house is not None
    hub.hub.house.rooms._fresh = 30
    first, his = hub.page_of(ada.person, "first").opens(), hub.page_of(bo.person).opens()
    phone = hub.page_of(ada.person, "phone").opens()
    his.joins(attempt.pk)
    first.joins(attempt.pk)
    begun = first.hears("signal")["epoch"]
    assert phone.joins(attempt.pk, take=True).status_code == 200
    told = first.hears("signal")
    assert (told["kind"], told["data"]) == ("end", {"because": "joined elsewhere"})
    assert phone.hears("signal")["epoch"] == begun + 1
    assert first.joins(attempt.pk).status_code == 409


def test_cy_can_neither_join_nor_speak(hub: Running) -> None:
    site = a_site()
    ada, bo, cy, di = sells("Ada", site), answers("Bo", site), sells("Cy", site), answers("Di", site)
    attempt = an_attempt(ada, bo, site)
    for stranger in (hub.page_of(cy.person).opens(), hub.page_of(di.person).opens()):
        assert stranger.joins(attempt.pk).status_code == 403
        assert stranger.signals(attempt.pk, "offer", 1, {}).status_code == 409


def test_a_call_that_is_over_takes_nobody_in_and_tells_who_is_there(hub: Running) -> None:
    site = a_site()
    ada, bo = sells("Ada", site), answers("Bo", site)
    attempt = an_attempt(ada, bo, site)
    hers = hub.page_of(ada.person).opens()
    hers.joins(attempt.pk)
    Attempt.objects.filter(pk=attempt.pk).update(state="ended", outcome="answered")
    wake.wake(wake.person(ada.person_id))
    assert hers.hears("signal")["kind"] == "end"
    assert hers.joins(attempt.pk).status_code == 410
    assert hers.signals(attempt.pk, "ice", 1, {}).status_code == 410
    assert hers.joins(uuid4()).status_code == 410


def test_the_other_side_hears_that_a_browser_has_gone(hub: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ringback.pages.live.house.LEFT_AFTER", 0.2)
    site = a_site()
    ada, bo = sells("Ada", site), answers("Bo", site)
    attempt = an_attempt(ada, bo, site)
    hers, his = hub.page_of(ada.person).opens(), hub.page_of(bo.person).opens()
    his.joins(attempt.pk)
    hers.joins(attempt.pk)
    assert his.hears("signal")["kind"] == "begin"
    hers.closes()
    assert his.hears("signal")["kind"] == "gone"
    back = hub.page_of(ada.person, session=hers.session).opens()
    back.joins(attempt.pk)
    assert his.hears("signal")["kind"] == "begin"


def test_with_a_relay_nothing_else_is_used_and_the_password_ends() -> None:
    told = ice.configuration(
        7, urls=("turn:relay.example:3478",), secret="s3cret", lifetime=timedelta(minutes=10), now=NOON
    )
    assert told["iceTransportPolicy"] == "relay"
    assert told["iceServers"] == [
        {
            "urls": ["turn:relay.example:3478"],
            "username": "1768306200:7",
            "credential": "lVplZ6b9RZXLQ6u/latKROUmDvY=",
        }
    ]  # as `openssl dgst -sha1 -hmac s3cret` says
