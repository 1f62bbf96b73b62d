"""Each page of a role has the same sections, and says in which of them the reader is."""

import re

import pytest
from django.test import Client

from ringback.records.people.models import Person
from tests.pages.shared.every_url import Address, every_address
from tests.pages.shared.rules import AGENTS, OWNER, RULES, SELLERS, SITE, SUPERVISORS
from tests.pages.shared.world import World

LINK = re.compile(r'<a class="btn btn-ghost [^>]*href="([^"]*)"( aria-current="[a-z]+")?>')
NAVIGATION = re.compile(r'<nav class="order-last.*?</nav>', re.DOTALL)
# These stand beside the sections, and are reached from the foot of the page or from a notice.
ASIDE = {"portal:home", "portal:rules", "portal:find-record", "portal:record", "supervisor:restored"}


def navigation_of(person: Person, address: Address, path: str) -> list[tuple[str, str]] | None:
    """Address and mark of each section, or None when this is no page."""
    client = Client(headers={"host": address.host.split("://")[1]})
    client.force_login(person)
    answer = client.get(path)
    found = NAVIGATION.findall(answer.content.decode()) if answer.status_code == 200 else []
    if answer.status_code != 200 or b"<html" not in answer.content:
        return None
    assert len(found) == 1, address
    return LINK.findall(found[0])


@pytest.mark.django_db
def test_every_page_has_the_sections_of_its_reader_and_marks_where_they_are() -> None:
    world = World()
    seen: dict[str, set[tuple[str, ...]]] = {}
    for address in every_address():
        rule = RULES[address.name]
        if rule not in (SELLERS, OWNER, AGENTS, SITE, SUPERVISORS) or "evidence" in address.name:
            continue
        person = world.whose(address)
        links = navigation_of(person, address, world.path(address))
        if links is None:
            continue
        seen.setdefault(person.role, set()).add(tuple(url for url, _mark in links))
        marked = [url for url, mark in links if mark]
        assert len(marked) == (0 if address.name in ASIDE else 1), (address.name, marked)
    assert {role: len(kinds) for role, kinds in seen.items()} == {"seller": 1, "agent": 1, "supervisor": 1}
    assert len(next(iter(seen["supervisor"]))) == 5
