"""What sellers are told of the last promises: how many were kept, by class, and nothing on too few cases."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from ringback.records.agents.models import Agent
from ringback.records.desk.models import Site
from ringback.records.promises.models import Promise
from ringback.records.reports import kept
from ringback.records.reports.kept import kept_lately
from tests.past import was_rung
from tests.people import DAY, HOUR, MINUTE, NOON, a_site, answers, asks, sells

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db: None, settings: Any) -> Iterator[Site]:
    settings.REPORT_LEAST, settings.KEPT_SHOWN = 3, 5
    kept._kept.cache_clear()
    site = a_site()
    answers("Bo", site)
    yield site
    kept._kept.cache_clear()


def was(site: Site, name: str, state: str, *, at: datetime, issue: str = "payment-on-hold") -> None:
    """A request of that day whose first promise ended so."""
    callback = asks(sells(name, site), site, issue, at=at)
    if state == "kept":
        was_rung(callback, Agent.objects.filter(sites=site).get(), at + MINUTE)
    span = {"shown_from": at, "shown_until": at + HOUR}
    Promise.objects.filter(request=callback.pk).update(
        state=state, settled_at=None if state == "pending" else at + MINUTE, made_at=at, **span
    )


def told(site: Site) -> dict[str, tuple[int, int]]:
    shares = kept_lately(site, now=NOON + 20 * DAY)
    return {priority: (share.part, share.of) for priority, share in shares.items()}


def test_of_the_last_few_of_a_class_so_many_were_kept(site: Site) -> None:
    for n, state in enumerate(["broken", "broken", "kept", "broken", "kept", "kept", "kept"]):
        was(site, f"S{n}", state, at=NOON + n * HOUR)
    assert told(site) == {"medium": (4, 5)}


def test_what_says_nothing_is_passed_over(site: Site) -> None:
    for n, state in enumerate(["kept", "kept", "broken", "withdrawn", "pending", "ready"]):
        was(site, f"S{n}", state, at=NOON + n * HOUR)
    # A promise that is still pending when its bound has passed is as good as broken.
    assert told(site) == {"medium": (2, 4)}


def test_a_moved_promise_is_judged_as_if_it_had_stayed(site: Site) -> None:
    for n in range(4):
        was(site, f"S{n}", "moved", at=NOON + n * HOUR)
    assert told(site) == {"medium": (0, 4)}


def test_too_few_old_ones_and_those_of_another_site_are_not_told(site: Site) -> None:
    for n in range(2):
        was(site, f"S{n}", "kept", at=NOON + n * HOUR)
    other = a_site("eu")
    answers("Eve", other)
    for n in range(3):
        was(other, f"E{n}", "kept", at=NOON + n * HOUR)
        was(site, f"O{n}", "kept", at=NOON - 30 * DAY)
    assert told(site) == {}
    assert told(other) == {"medium": (3, 3)}
