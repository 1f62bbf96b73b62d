"""Who is let in to the hub, and what is refused with which status."""

import httpx
from django.conf import settings

from tests.pages.live.page import Page, Running, signed_in
from tests.people import a_site, answers, sells

POSTS = ("beat", "join", "signal")


WRONG = [
    ({"X-CSRFToken": "-"}, 403),
    ({"X-CSRFToken": "f" * 32}, 403),
    ({"Origin": "https://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "-"}, 403),
    ({"Origin": "http://desk.localhost:8080"}, 403),
    ({"Host": "evil.example"}, 400),
    ({"Cookie": "-"}, 401),
]


def test_a_post_from_elsewhere_is_refused(hub: Running) -> None:
    ada = hub.page_of(sells("Ada", a_site()).person)
    for what in POSTS:
        for wrong, status in WRONG:
            assert ada.posts(what, {"tab": "t"}, **wrong).status_code == status, (what, wrong)


def test_each_host_admits_its_own_people_only(hub: Running) -> None:
    site = a_site()
    ada, bo = sells("Ada", site).person, answers("Bo", site).person
    lost = [
        Page(hub.port, settings.DESK_URL, signed_in(ada), "t"),
        Page(hub.port, settings.PORTAL_URL, signed_in(bo), "t"),
    ]
    for page in lost:
        assert {page.posts(what, {}).status_code for what in POSTS} == {403}
        assert page.opens().status == 403


def test_a_stream_needs_a_session(hub: Running) -> None:
    assert Page(hub.port, settings.PORTAL_URL, "made-up", "t").opens().status == 401


def test_only_what_the_hub_knows_is_answered(hub: Running) -> None:
    ada = hub.page_of(sells("Ada", a_site()).person)
    assert ada.posts("other", {}).status_code == 404
    assert ada.client.get("/live/beat", headers=ada.headers).status_code == 405
    assert ada.posts("events", {}).status_code == 405
    assert ada.client.get("/", headers=ada.headers).status_code == 404


def test_what_no_page_of_ours_sends_is_refused(hub: Running) -> None:
    ada = hub.page_of(sells("Ada", a_site()).person)
    tabs = ("", "../x", "t\0", "t" * 65, 7, None)
    wrong: list[object] = [None, [], "text", {}, {"tab": "t", "n": "1"}, *({"tab": tab} for tab in tabs)]
    for said in wrong:
        assert {ada.posts(what, said).status_code for what in POSTS} == {400}, said


def test_a_body_that_is_too_big_is_refused_before_it_is_read(hub: Running) -> None:
    ada = hub.page_of(sells("Ada", a_site()).person)
    assert ada.posts("signal", {"data": "x" * 70_000}).status_code == 413

    def endless() -> object:
        while True:
            yield b"x" * 4096

    try:
        status = ada.client.post("/live/beat", content=endless(), headers=ada.headers).status_code  # type: ignore[arg-type]
    except httpx.TransportError:
        return  # the connection was closed under it
    assert status == 413


def test_whoever_posts_too_often_is_slowed_down(hub: Running) -> None:
    assert hub.hub.house is not None
    hub.hub.house.guests._rate = 2
    ada = hub.page_of(sells("Ada", a_site()).person)
    statuses = [ada.posts("beat", {}).status_code for _ in range(20)]
    assert statuses[:8] == [400] * 8
    assert 429 in statuses
