"""A sign-in that ends while somebody writes: what they typed is kept for them, and for nobody else."""

import json
import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from ringback.records.cases.models import Message
from ringback.records.people.models import Person
from tests.bad_input.asking import browser_of
from tests.people import PASSWORD, a_case, a_site, answers, sells, supervises

pytestmark = pytest.mark.django_db
WORDS = "The money has not come.\nSince <Monday>."
PORTAL, DESK = "http://portal.localhost:8080", "http://desk.localhost:8080"
CASE, WRITE = "/cases/41/", "/cases/41/messages/"


@pytest.fixture
def ada() -> Client:
    """At the page of her case."""
    site = a_site()
    seller = sells("Ada", site)
    sells("Cy", site)
    a_case(seller, site)
    return signed_in(seller.person, PORTAL, CASE)


def signed_in(person: Person, host: str, page: str) -> Client:
    client = browser_of(person, host)
    assert client.get(page).status_code == 200
    return client


def sign_in_ends() -> None:
    Session.objects.all().delete()


def signs_in(client: Client, name: str, where: str) -> Any:
    """Where the sign-in leads to."""
    answer = client.post(where, {"login": f"{name}@seller.example", "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer.headers["Location"])


def kept(page: Any) -> dict[str, Any] | None:
    found = re.search(r'<script id="kept" type="application/json">(.*?)</script>', page.content.decode())
    return json.loads(found[1]) if found else None


def test_what_ada_wrote_stands_in_its_form_again_after_the_sign_in(ada: Client) -> None:
    sign_in_ends()
    led = ada.post(WRITE, {"body": WORDS}, headers={"Referer": f"{PORTAL}{CASE}#messages"})
    where = led.headers["Location"]
    assert where == "/accounts/login/?next=%2Fcases%2F41%2F"
    assert "您填写的内容已保留" in ada.get(where).content.decode()
    page = signs_in(ada, "ada", where)
    assert kept(page) == {"action": WRITE, "fields": {"body": [WORDS]}}
    assert "so this was not sent" in page.content.decode()
    assert not Message.objects.exists(), "nothing is sent behind her back"
    assert kept(ada.get(CASE)) is None, "it is told once"


def test_nobody_else_who_signs_in_there_gets_it(ada: Client) -> None:
    sign_in_ends()
    led = ada.post(WRITE, {"body": WORDS}, headers={"Referer": f"{PORTAL}/support/"})
    page = signs_in(ada, "cy", led.headers["Location"])
    assert page.status_code == 200
    assert kept(page) is None
    assert WORDS[:10] not in page.content.decode()


def test_a_stranger_makes_the_desk_keep_nothing() -> None:
    stranger = browser_of(None, PORTAL)
    stranger.post(WRITE, {"body": "x" * 1000}, headers={"Referer": f"{PORTAL}{CASE}"})
    stranger.cookies["who"] = "1:forged"
    stranger.post(WRITE, {"body": "x" * 1000}, headers={"Referer": f"{PORTAL}{CASE}"})
    assert not Session.objects.exists()


def test_passwords_and_tokens_are_not_kept(ada: Client) -> None:
    sign_in_ends()
    ada.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "a", "password2": "b"})
    assert "kept" not in ada.session
    ada.post(WRITE, {"body": "b", "csrfmiddlewaretoken": "t" * 32})
    assert ada.session["kept"]["fields"] == [["body", ["b"]]]


def test_a_script_that_saves_is_told_that_it_did_not(ada: Client) -> None:
    sign_in_ends()
    draft = "/support/new/technical/draft/"
    assert ada.post(draft, {"description": "x"}, headers={"X-Autosave": "1"}).status_code == 401
    assert ada.post(WRITE, "{}", content_type="application/json").status_code == 401


def test_a_form_that_stays_on_its_page_is_led_to_the_sign_in_and_back() -> None:
    bo = answers("Bo", a_site())
    client = signed_in(bo.person, DESK, "/")
    sign_in_ends()
    headers = {"HX-Request": "true", "HX-Current-URL": f"{DESK}/search/?q=41"}
    led = client.post("/presence/", {"presence": "away", "reason": "lunch"}, headers=headers)
    assert (led.status_code, led.headers["HX-Redirect"]) == (
        204,
        "/accounts/login/?next=%2Fsearch%2F%3Fq%3D41",
    )


def test_a_refused_reason_stands_in_its_form_again() -> None:
    site = a_site()
    rosa = signed_in(supervises("Rosa"), DESK, "/supervisor/")
    close = f"/supervisor/sites/{site.slug}/close/"
    led = rosa.post(close, {"said_en": "We move house.", "said_zh": ""})
    page = rosa.get(led.headers["Location"])
    assert kept(page) == {"action": close, "fields": {"said_en": ["We move house."], "said_zh": [""]}}
    assert "so this was not sent" not in page.content.decode()


def test_another_sites_page_is_no_way_back(ada: Client) -> None:
    sign_in_ends()
    led = ada.post(WRITE, {"body": "b"}, headers={"Referer": "http://evil.example/cases/41/"})
    assert led.headers["Location"] == "/accounts/login/?next=%2F"
