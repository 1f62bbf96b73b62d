"""Every address × everybody: an address without a rule fails, and nobody gets what is somebody else's."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ringback.records.people.models import Person
from tests.pages.shared.every_url import Address, every_address
from tests.pages.shared.rules import AGENTS, ANYBODY, OWNER, RULES, SITE, SUPERVISORS, SUPERVISORS_TOO
from tests.pages.shared.world import World

WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE)\b(?!.*(django_session|last_login))", re.IGNORECASE | re.DOTALL
)

TOKEN = "t" * 32


def status(person: Person | None, address: Address, path: str, method: str) -> int:
    """0 stands for the way to the sign-in page."""
    client = Client(headers={"host": address.host.split("://")[1]})
    client.raise_request_exception = False
    if person is not None:
        client.force_login(person)
    answer = getattr(client, method)(path)
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
    return 0 if to_sign_in else int(answer.status_code)


def signed_in(person: Person) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
    return client


def test_every_address_has_its_rule() -> None:
    found = {address.name for address in every_address()}
    assert found - set(RULES) == set(), "say in RULES who may use these"
    assert set(RULES) - found == set(), "these are gone"


@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page() -> None:
    world = World()
    for address in every_address():
        for method in ("get", "post"):
            got = status(None, address, world.path(address), method)
            if RULES[address.name] == ANYBODY:
                assert got in (200, 302, 303, 400, 405, 410), (address, method, got)
            else:
                assert got == 0, (address, method, got)


@pytest.mark.django_db
def test_each_host_admits_its_own_roles_only() -> None:
    world = World()
    for address in every_address():
        if RULES[address.name] == ANYBODY:
            continue
        on_portal = address.host == settings.PORTAL_URL
        strangers = [world.bo.person, world.rosa] if on_portal else [world.ada.person]
        for person in strangers:
            for method in ("get", "post"):
                assert status(person, address, world.path(address), method) == 403, (address, method)


@pytest.mark.django_db
def test_what_is_adas_does_not_exist_for_cy() -> None:
    world = World()
    for address in [one for one in every_address() if RULES[one.name] == OWNER]:
        for method in ("get", "post"):
            got = status(world.cy.person, address, world.path(address), method)
            assert got in (404, 405), (address, method, got)


@pytest.mark.django_db
def test_what_is_on_bos_site_does_not_exist_for_di() -> None:
    world = World()
    for address in [one for one in every_address() if RULES[one.name] == SITE]:
        for method in ("get", "post"):
            got = status(world.di.person, address, world.path(address), method)
            assert got in (404, 405), (address, method, got)


@pytest.mark.django_db
def test_an_agent_is_no_supervisor_and_a_supervisor_no_agent() -> None:
    world = World()
    for address in every_address():
        rule = RULES[address.name]
        if rule not in (SUPERVISORS, AGENTS, SITE) or address.name in SUPERVISORS_TOO:
            continue
        person = world.bo.person if rule == SUPERVISORS else world.rosa
        for method in ("get", "post"):
            got = status(person, address, world.path(address), method)
            assert got in (302, 403, 404, 405), (address, method, got)


@pytest.mark.django_db
def test_everybody_reaches_what_is_theirs_and_looking_changes_nothing() -> None:
    """Without this, a desk that refuses everybody would pass."""
    world = World()
    for address in [one for one in every_address() if RULES[one.name] != ANYBODY]:
        with CaptureQueriesContext(connection) as queries:
            got = status(world.whose(address), address, world.path(address), "get")
        # The file of the evidence is not on the disk.
        assert got in (200, 204, 302, 303, 405) or "evidence" in address.name, (address, got)
        assert [one["sql"] for one in queries if WRITES.match(one["sql"])] == [], address


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"headers": {"X-CSRFToken": "f" * 32}},
        {"headers": {"Origin": "https://evil.example"}, "token": True},
        {"headers": {"Origin": "null"}, "token": True},
        {"headers": {"Origin": "http://desk.localhost:8080.evil.example"}, "token": True},
        {"headers": {"Sec-Fetch-Site": "cross-site"}, "token": True},
    ],
    ids=["no token", "foreign token", "foreign origin", "null origin", "look-alike origin", "cross-site"],
)
def test_no_other_site_makes_anybody_change_anything(wrong: dict[str, Any]) -> None:
    world = World()
    for address in every_address():
        client = Client(enforce_csrf_checks=True, headers={"host": address.host.split("://")[1]})
        client.force_login(world.whose(address))
        client.cookies[settings.CSRF_COOKIE_NAME] = "t" * 32
        sent = {"X-CSRFToken": "t" * 32} if wrong.get("token") else {}
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(
                world.path(address), headers={**sent, **wrong.get("headers", {})}
            )
            assert answer.status_code == 403, (address, method, answer.status_code)


@pytest.mark.django_db
def test_our_own_pages_are_let_in() -> None:
    """The same request as above, from here and with its token, is not refused."""
    world = World()
    headers = {
        "Host": "portal.localhost:8080",
        "X-CSRFToken": TOKEN,
        "Origin": settings.PORTAL_URL,
        "Sec-Fetch-Site": "same-origin",
    }
    assert (
        signed_in(world.ada.person).post("/language/", {"language": "zh-hans"}, headers=headers).status_code
        == 303
    )
