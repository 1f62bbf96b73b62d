"""While a line is closed nobody is picked for it, nothing is promised on it, and whoever waits keeps their place."""

from typing import Any

import pytest

from ringback.records.callbacks import asking, turning
from ringback.records.calls import picking
from ringback.records.calls.free import free_agents
from ringback.records.desk.models import Site
from ringback.records.lease.actions import Fenced
from ringback.records.lines.actions import line_is
from ringback.records.lines.readers import closed_lines, open_lines
from ringback.records.promises.models import Promise
from tests.people import (
    HOUR,
    MINUTE,
    NOON,
    a_case,
    a_lease,
    a_site,
    answers,
    asks,
    is_reserved,
    opens_page,
    sells,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Any) -> Site:
    settings.LINES = {"in-app": "", "phone": ""}
    return a_site()


def closes(epoch: int) -> None:
    line_is("phone", is_open=False, why="no trunk", epoch=epoch, now=NOON)


def opens(epoch: int) -> None:
    line_is("phone", is_open=True, why="", epoch=epoch, now=NOON + MINUTE)


def test_every_line_that_is_set_can_ring_until_the_dispatcher_says_otherwise(site: Site) -> None:
    assert open_lines() == ["in-app", "phone"]
    epoch = a_lease()
    closes(epoch)
    assert open_lines() == ["in-app"]
    assert [(one.name, one.why, one.since) for one in closed_lines()] == [("phone", "no trunk", NOON)]
    with pytest.raises(Fenced):
        opens(epoch - 1)
    opens(epoch)
    assert open_lines() == ["in-app", "phone"]


def test_nobody_is_picked_for_a_closed_line_and_others_are(site: Site) -> None:
    bo, epoch = answers("Bo", site), a_lease()
    first = asks(sells("Ada", site, zone="UTC"), site, line="phone", at=NOON - HOUR)
    closes(epoch)
    opens_page(bo.person, NOON)
    assert free_agents(now=NOON) == []
    assert picking.pick_for(bo.pk, epoch=epoch, now=NOON) is None
    first.refresh_from_db()
    assert first.state == "waiting"
    here = asks(sells("Cy", site), site)
    assert free_agents(now=NOON) == [(bo.pk,)]
    assert is_reserved(bo, epoch=epoch).callback == here


def test_nobody_asks_for_a_closed_line(site: Site) -> None:
    answers("Bo", site)
    closes(a_lease())
    with pytest.raises(asking.LineShut):
        asking.ask_for_callback(a_case(sells("Ada", site, zone="UTC"), site), line="phone", now=NOON)


def test_its_promise_breaks_with_that_reason_and_the_next_is_made_when_it_is_open(site: Site) -> None:
    answers("Bo", site)
    epoch = a_lease()
    callback = asks(sells("Ada", site, zone="UTC"), site, line="phone")
    closes(epoch)
    for later in (HOUR, 2 * HOUR):
        turning.tick(site.pk, epoch=epoch, now=NOON + later)
    callback.refresh_from_db()
    assert Promise.objects.get(request=callback.pk).broken_because == "line-closed"
    assert (callback.promise, callback.events.last().detail["because"]) == (None, "line-closed")  # type: ignore[union-attr]
    opens(epoch)
    turning.tick(site.pk, epoch=epoch, now=NOON + 3 * HOUR)
    callback.refresh_from_db()
    assert callback.promise is not None
