"""Who would be picked before Ada: counted as it is where something is decided, as it was a moment ago where a long queue is shown."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ringback.records.callbacks import line_up
from ringback.records.callbacks.forecast import Look, forecast, glance, wanted_of
from ringback.records.callbacks.models import Callback
from ringback.records.calls.picking import pick_for
from ringback.records.desk.models import Site
from tests.people import HOUR, MINUTE, NOON, SECOND, a_lease, a_site, answers, asks, opens_page, sells

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db: None) -> Site:
    return a_site()


@pytest.fixture
def long_from_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_up, "LONG", 1)
    monkeypatch.setattr(line_up, "_seen", {})


def three_wait(site: Site) -> Callback:
    """The last of them."""
    return [asks(sells(f"Seller{n}", site), site, at=NOON - (3 - n) * MINUTE) for n in range(3)][-1]


def numbers(callback: Callback, at: Any = NOON) -> tuple[int, int]:
    """As it is shown, and as it is decided on."""
    callback = Callback.objects.select_related("site", "queue").get(pk=callback.pk)
    shown = glance(callback.site, now=at).forecast(wanted_of(callback))
    return shown.number, forecast(callback.site, wanted_of(callback), now=at).number


@pytest.mark.usefixtures("long_from_two")
def test_a_long_queue_is_shown_as_it_was_a_moment_ago_and_decided_on_as_it_is(site: Site) -> None:
    answers("Bo", site)
    last = three_wait(site)
    assert numbers(last) == (3, 3)
    Callback.objects.filter(pk=Callback.objects.earliest("asked_at").pk).update(state="cancelled")
    assert numbers(last, NOON + SECOND) == (3, 2)
    assert numbers(last, NOON + 2 * SECOND) == (2, 2)


def test_a_short_queue_is_counted_each_time(site: Site) -> None:
    answers("Bo", site)
    last = three_wait(site)
    assert numbers(last) == (3, 3)
    Callback.objects.filter(pk=Callback.objects.earliest("asked_at").pk).update(state="cancelled")
    assert numbers(last) == (2, 2)


@pytest.mark.usefixtures("long_from_two")
def test_a_pick_is_seen_at_once_in_a_long_queue_too(site: Site) -> None:
    bo, last = answers("Bo", site), three_wait(site)
    assert numbers(last) == (3, 3)
    for one in Callback.objects.select_related("seller__person"):
        opens_page(one.seller.person, NOON)
    assert pick_for(bo.pk, epoch=a_lease(), now=NOON)
    assert numbers(last, NOON + SECOND) == (2, 2)


@pytest.mark.usefixtures("long_from_two")
def test_an_agent_who_comes_is_seen_at_once_in_a_long_queue_too(site: Site) -> None:
    answers("Bo", site)
    last = three_wait(site)
    numbers(last)
    answers("Di", site)
    assert glance(site, now=NOON).forecast(wanted_of(last)).agents == 2


@pytest.mark.usefixtures("long_from_two")
def test_the_roster_of_a_long_queue_is_read_once_in_a_moment_and_for_each_decision(site: Site) -> None:
    answers("Bo", site)
    last = three_wait(site)

    def asks_for_the_roster(look: Look) -> bool:
        with CaptureQueriesContext(connection) as asked:
            look.forecast(wanted_of(last))
        return any("ringback_rosterday" in one["sql"] for one in asked.captured_queries)

    assert asks_for_the_roster(glance(site, now=NOON))
    assert not asks_for_the_roster(glance(site, now=NOON + SECOND))
    assert asks_for_the_roster(glance(site, now=NOON + 2 * SECOND))
    assert asks_for_the_roster(Look(site, now=NOON + 2 * SECOND))


def test_who_waits_for_other_agents_is_not_ahead(site: Site) -> None:
    answers("Bo", site)
    answers("Jun", site, languages=("ja",))
    asks(sells("Aki", site), site, languages=("ja",), at=NOON - 10 * MINUTE)
    callback = asks(sells("Ada", site), site)
    assert numbers(callback) == (1, 1)
    answers("Both", site, languages=("en", "ja"))
    assert numbers(callback) == (2, 2)


def test_somebody_else_s_own_continuation_is_not_ahead(site: Site) -> None:
    bo, di = answers("Bo", site), answers("Di", site, presence="away")
    other = asks(sells("Cy", site), site, at=NOON - 10 * MINUTE)
    callback = asks(sells("Ada", site), site)
    other.queue = type(other.queue).objects.create(
        site=site, languages=["en"], skills=[], target=30, line="in-app", agent=di
    )
    other.save(update_fields=["queue"])
    assert numbers(callback) == (1, 1)
    type(other.queue).objects.filter(pk=other.queue.pk).update(agent=bo)
    ahead = glance(site, now=NOON).forecast(wanted_of(callback)).ahead
    assert [(one.why, one.count) for one in ahead] == [("continuation", 1)]


def test_several_forecasts_of_one_look_ask_once(site: Site, django_assert_num_queries: Any) -> None:
    answers("Bo", site)
    wanted = wanted_of(three_wait(site))
    look = Look(site, now=NOON)
    look.forecast(wanted)
    with django_assert_num_queries(0):
        look.forecast(wanted)
        assert look.agents(wanted, NOON, NOON + HOUR) == 1
