"""Whatever is typed into any field of any form, at any moment of a callback: a clear answer, and nothing lost or half-done.

Nothing is listed here: addresses come from the URLconfs, forms from the pages, and the fields of an address are those that
its form holds and those that its view looks for. So a new one is tried from its first day on.
"""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest

from tests.bad_input.asking import Answer, browser_of, looked_for, send
from tests.bad_input.judging import complaints
from tests.bad_input.words import BAD, LONG, bad
from tests.bad_input.worlds import MOMENTS, Desk
from tests.html_forms import Form
from tests.pages.shared.every_url import Address, every_address
from tests.pages.shared.rules import ANYBODY, RULES

pytestmark = pytest.mark.django_db
KINDS = (*BAD, LONG)
ALONE = "nul"  # into each field by itself, beside one other kind in turn
LARGE = 6  # fields; in a larger form one kind in turn goes into each by itself
AREAS = sorted({(one.host, one.name.partition(":")[0]) for one in every_address()})
# What these show depends on the callback's moment; the other pages are looked at once.
MOVING = {
    "portal:callback",
    "portal:case",
    "portal:channel",
    "supervisor:now",
    "supervisor:story",
    "workspace:page",
    "workspace:case",
}
TOKEN = "csrfmiddlewaretoken"


class Visit:
    """Everything of one area: its pages' forms at this moment, and what they say anyway."""

    def __init__(self, host: str, area: str) -> None:
        self.desk = Desk()
        self.addresses = [
            one for one in every_address() if (one.host, one.name.partition(":")[0]) == (host, area)
        ]
        self.forms: dict[str, Form] = {}
        self.known: frozenset[str] = frozenset()
        self.tried: set[tuple[str, frozenset[str]]] = set()

    def look(self, addresses: list[Address]) -> None:
        self.forms = {}
        for address in addresses:
            page = self.ask(address, "get").page
            self.known |= {" ".join(said.split()) for said in page.wrong}
            for form in page.forms:
                if form.method == "post":
                    self._note(form)

    def _note(self, form: Form) -> None:
        """The fullest of those that lead to one address."""
        before = self.forms.get(form.path)
        if before is None or len(before.fields) < len(form.fields):
            self.forms[form.path] = form

    def ask(self, address: Address, method: str, values: Any = None, **options: Any) -> Answer:
        return send(self.browser(address), method, self.desk.path(address), values, **options)

    def fields_of(self, address: Address, form: Form | None) -> list[str]:
        path = self.desk.path(address)
        looked = looked_for(self.browser(address), "post", path, sent_by(form))
        return sorted((looked.fields | set(form.fields if form else ())) - {TOKEN})

    def browser(self, address: Address) -> Any:
        person = None if RULES[address.name] == ANYBODY else self.desk.whose(address)
        return browser_of(person, address.host)


def sent_by(form: Form | None) -> dict[str, Any]:
    sent = form.values() if form else {}
    return {name: values if len(values) > 1 else values[0] for name, values in sent.items()}


def tries(names: list[str], form: Form | None) -> Iterator[tuple[str, dict[str, str], bool]]:
    """What is sent in place of what the form holds: each kind into all fields, then into each by itself; and whether one of
    them is longer than its field says that it may be."""
    fields = form.fields if form else {}
    limits = any(name in fields and fields[name].longest for name in names)
    for kind in KINDS:
        yield kind, {name: bad(kind, fields.get(name)) for name in names}, limits and kind == LONG
    others = cycle(KINDS)
    for name in names:
        for kind in dict.fromkeys([next(others)] if len(names) > LARGE else [ALONE, next(others)]):
            too_long = kind == LONG and name in fields and fields[name].longest > 0
            yield f"{name} {kind}", {name: bad(kind, fields.get(name))}, too_long


def tried(visit: Visit, address: Address, form: Form | None, names: list[str]) -> Iterator[str]:
    for what, changes, too_long in tries(names, form):
        sent = {**sent_by(form), **changes}
        answer = visit.ask(address, "post", sent)
        found = complaints(address.name, answer, form=form, sent=sent, known=visit.known, too_long=too_long)
        yield from (f"{address.name}: {what}: {one}" for one in found)


def at_this_moment(visit: Visit, *, formless: bool = False) -> Iterator[str]:
    """`formless`: those too that no page has a form for, which scripts send."""
    for address in visit.addresses:
        form = visit.forms.get(visit.desk.path(address))
        names = visit.fields_of(address, form) if form or formless else []
        key = (address.name, frozenset(names))
        if names and key not in visit.tried:
            visit.tried.add(key)
            yield from tried(visit, address, form, names)


@pytest.mark.parametrize(("host", "area"), AREAS, ids=lambda one: one.rpartition("/")[2])
def test_nothing_that_is_typed_breaks_anything(host: str, area: str) -> None:
    visit = Visit(host, area)
    visit.look(visit.addresses)
    wrong = list(at_this_moment(visit, formless=True))
    moving = [one for one in visit.addresses if one.name in MOVING]
    for happens in MOMENTS if moving else ():
        happens(visit.desk)
        visit.look(moving)
        wrong += at_this_moment(visit)
    assert not wrong, "\n".join(wrong)
