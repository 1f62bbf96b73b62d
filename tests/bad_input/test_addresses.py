"""Whatever stands in an address, in its path or behind its question mark: a page or a clear no, never a fault."""

from collections.abc import Iterator
from urllib.parse import quote, unquote

import pytest
from django.urls import Resolver404, get_resolver

from tests.bad_input.asking import browser_of, looked_for, send
from tests.bad_input.judging import CHINESE, SCRIPT
from tests.bad_input.words import LONG, bad
from tests.bad_input.worlds import Desk
from tests.pages.shared.every_url import Address, every_address, urlconf_of
from tests.pages.shared.rules import ANYBODY, RULES

pytestmark = pytest.mark.django_db
NUMBERS = ("0", str(2**31), str(2**63), "9" * 40)
WORDS = (
    "%00",
    "x" * 2_000,
    quote("\u202egnp"),
    quote("😀"),
    quote("<script>alert(1)</script>"),
    "..%2f..",
    "%ff%fe",
)
# What a view looks up, and would not without the value that stands in its form already.
QUERIES = ("nul", "html", "huge", "no-such-day", LONG)
HOSTS = sorted({one.host for one in every_address()})
ONLY_POSTS = 405
FINE = frozenset({200, 204, 301, 302, 303, 400, 403, 404, 405, 410, 422})


def paths(desk: Desk, address: Address) -> Iterator[str]:
    """Each argument in turn is something else, where the address still reads as one of ours."""
    good = desk.path(address)
    for part in {part for part in good.split("/") if part and part not in address.route.split("/")}:
        for other in (*NUMBERS, *WORDS):
            there = good.replace(f"/{part}/", f"/{other}/", 1)
            if there != good and _is_ours(there, address):
                yield there


def _is_ours(path: str, address: Address) -> bool:
    try:
        get_resolver(urlconf_of(address.host)).resolve(unquote(path))
    except Resolver404:
        return False
    return True


def asked(desk: Desk, address: Address, path: str) -> list[str]:
    person = None if RULES[address.name] == ANYBODY else desk.whose(address)
    answer = send(browser_of(person, address.host), "get", path)
    if answer.status == ONLY_POSTS:
        answer = send(browser_of(person, address.host), "post", path, {})
    found = [] if answer.status in FINE else [f"{path[:80]}: {answer.status}"]
    if any(script in answer.text for script in SCRIPT):
        found.append(f"{path[:80]}: a script on the page")
    if answer.status == 404 and not CHINESE.search(answer.text):
        found.append(f"{path[:80]}: not in the reader's language")
    return found


@pytest.mark.parametrize("host", HOSTS)
def test_no_argument_of_an_address_breaks_it(host: str) -> None:
    desk, tried, wrong = Desk(), 0, []
    for address in [one for one in every_address() if one.host == host and one.names]:
        for path in paths(desk, address):
            tried += 1
            wrong += asked(desk, address, path)
    assert tried > 100
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("host", HOSTS)
def test_no_query_breaks_a_page(host: str) -> None:
    desk, found, wrong = Desk(), set(), []
    for address in [one for one in every_address() if one.host == host]:
        person = None if RULES[address.name] == ANYBODY else desk.whose(address)
        client, path = browser_of(person, host), desk.path(address)
        for name in sorted(looked_for(client, "get", path).queries):
            found.add(name)
            for kind in QUERIES:
                answer = send(client, "get", path, {name: bad(kind, None)})
                if answer.status not in FINE or any(script in answer.text for script in SCRIPT):
                    wrong.append(f"{path}?{name}={kind}: {answer.status}")
    assert {"q", "next"} <= found, "the pages' queries are not found any more"
    assert not wrong, "\n".join(wrong)
