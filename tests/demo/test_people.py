"""The demo's people at work on a real desk: through the pages, the streams and the lines, from asked to completed."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from ringback.cli import presets
from ringback.cli.demo.cast import Part, cast_of
from ringback.records.callbacks.models import Callback
from ringback.records.people.actions import show_times_in
from ringback.records.people.models import Person
from tests.demo.conftest import PRESET, DemoStack, happens

pytestmark = pytest.mark.slow
CAST = cast_of(presets.folder() / PRESET)
AtWork = Callable[..., None]


def called(name: str) -> Part:
    return next(part for part in CAST if name in (part.name, part.company))


def lives_where_it_is_noon(part: Part) -> None:
    """So that a telephone may ring whenever this test runs."""
    east = 12 - datetime.now(UTC).hour
    show_times_in(Person.objects.get(email=part.email), zone=f"Etc/GMT{-east:+d}" if east else "Etc/GMT")


def test_a_seller_asks_on_the_telephone_and_an_agent_brings_it_to_its_end(
    demo: DemoStack, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ringback.cli.demo.sellers.TELEPHONE_HOURS", range(24))
    alice, willow = called("Alice Grant"), called("Willow Soaps")
    lives_where_it_is_noon(willow)
    at_work(alice, willow, called("Redwood Pets"))
    theirs = Callback.objects.filter(seller__person__email=willow.email)
    happens(lambda: theirs.filter(state="completed").exists(), 60)
    first = theirs.earliest("asked_at")
    assert [event.kind for event in first.events.order_by("pk")][:1] == ["asked"]
    happens(lambda: first.attempts.filter(call__rating__isnull=False).exists(), 20)
    happens(lambda: bool(demo.mailbox.for_address(willow.email)), 10)
