"""Several agents are free at once: one transaction serves them as if each were picked for alone, and none undoes another's."""

from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ringback.records.agents.actions import set_away
from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback, CallbackEvent
from ringback.records.calls import picking, wishes
from ringback.records.calls.free import free_agents
from ringback.records.calls.models import AgentHold
from ringback.records.desk.models import Site
from ringback.records.lease.actions import Fenced
from ringback.records.people.models import Person
from tests.people import (
    MINUTE,
    NOON,
    a_lease,
    a_site,
    answers,
    asks,
    closes_page,
    is_reserved,
    opens_page,
    sells,
)
from tests.racing import Other, before_commit
from tests.records.test_law_in_sql import a_busy_desk, everybody_is_here

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Ada", "Cy", "Eve", "Flo", "Gus")


def desk_of(*agents: str, sellers: int) -> tuple[Site, list[Agent], list[Callback]]:
    """Who asked first is served first."""
    site = a_site()
    free = [answers(name, site) for name in agents]
    asked = [
        asks(sells(name, site), site, at=NOON - (sellers - n) * MINUTE)
        for n, name in enumerate(NAMES[:sellers])
    ]
    for one in asked:
        opens_page(one.seller.person, NOON)
    return site, free, asked


def pick(agents: list[Agent], epoch: int) -> list[AgentHold]:
    return picking.pick([one.pk for one in agents], epoch=epoch, now=NOON)


def states() -> list[str]:
    return list(Callback.objects.order_by("asked_at").values_list("state", flat=True))


def test_readings_of_the_clock_with_and_without_a_fraction_are_counted_alike() -> None:
    """As they come out of JSON: of two queues, one is read as a whole number."""
    site = a_site()
    bo, ada, cy = answers("Bo", site), sells("Ada", site), sells("Cy", site)
    first, second = asks(ada, site, "payment-on-hold"), asks(cy, site, "listing-removed")
    assert first.queue_id != second.queue_id
    for one, effective in ((first, first.asked // 1), (second, first.asked // 1 + 0.5)):
        Callback.objects.filter(pk=one.pk).update(effective=effective)
        opens_page(one.seller.person, NOON)
    [hold] = pick([bo], a_lease())
    assert hold.why["servable"] == 2


@pytest.mark.parametrize("seed", range(4))
def test_together_they_get_what_each_would_have_got_alone(seed: int, settings: Any) -> None:
    settings.LANE_EVERY = 3
    _site, agents = a_busy_desk(Random(seed))
    everybody_is_here(NOON)
    epoch = a_lease()
    with before_commit(
        lambda: [_why(picking.pick_for(one.pk, epoch=epoch, now=NOON)) for one in agents]
    ) as alone:
        connection.set_rollback(True)
    together = [_why(one) for one in pick(agents, epoch)]
    assert together == [one for one in alone if one]
    assert len(together) >= 4


def _why(hold: AgentHold | None) -> Any:
    return (hold.agent_id, hold.callback_id, hold.why, hold.accept_by) if hold else None


def test_the_story_the_count_and_the_agents_are_written_for_each_of_them() -> None:
    site, agents, asked = desk_of("Bo", "Di", sellers=3)
    held = pick(agents, a_lease())
    assert [(one.agent_id, one.callback_id) for one in held] == [
        (agent.pk, callback.pk) for agent, callback in zip(agents, asked, strict=False)
    ]
    assert [one.why["servable"] for one in held] == [3, 2]
    assert [one.pk for one in held] == list(AgentHold.objects.order_by("pk").values_list("pk", flat=True))
    lines = CallbackEvent.objects.filter(kind="reserved").order_by("pk")
    assert [(line.callback_id, line.detail["agent"]) for line in lines] == [
        (one.callback_id, one.agent_id) for one in held
    ]
    assert "before" not in lines[0].detail
    assert states() == ["reserved", "reserved", "waiting"]
    assert not Agent.objects.filter(free_since__isnull=False).exists()
    site.refresh_from_db()
    assert site.picks == 2


def test_as_many_statements_for_ten_as_for_one() -> None:
    site = a_site()
    agents = [answers(f"Agent{n}", site) for n in range(11)]
    for n in range(12):
        asks(sells(f"Seller{n}", site), site)
    epoch = a_lease()
    asked = []
    for some in (agents[:1], agents[1:]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(pick(some, epoch)) == len(some)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_closed_page_is_passed_over_and_everybody_moves_up() -> None:
    _site, agents, asked = desk_of("Bo", "Di", sellers=4)
    for gone in (asked[0], asked[2]):
        closes_page(gone.seller.person)
    held = pick(agents, a_lease())
    assert [one.callback for one in held] == [asked[1], asked[3]]
    assert states() == ["resting", "reserved", "resting", "reserved"]


def test_two_callbacks_of_one_seller_are_not_picked_in_one_batch() -> None:
    site, agents, _asked = desk_of("Bo", "Di", sellers=0)
    ada = sells("Ada", site)
    first, second = asks(ada, site), asks(ada, site)
    (hold,) = pick(agents, a_lease())
    second.refresh_from_db()
    assert hold.callback == first
    assert (second.state, second.rest_reason) == ("resting", "other-call")


def test_two_sellers_with_one_number_are_not_picked_in_one_batch(settings: Any) -> None:
    settings.LINES = {"phone": "", "in-app": ""}
    _site, agents, asked = desk_of("Bo", "Di", sellers=2)
    Person.objects.update(zone="Etc/GMT")
    Callback.objects.update(line="phone", number="+8613800000000")
    (hold,) = pick(agents, a_lease())
    assert hold.callback == asked[0]
    assert states() == ["reserved", "resting"]


def test_what_the_database_refuses_undoes_no_other_pick(caplog: Any) -> None:
    _site, (bo, di, fay), (ada, _cy, eve) = desk_of("Bo", "Di", "Fay", sellers=3)
    epoch = a_lease()
    # Ada's is held by somebody, and yet waits: no pick may bind it a second time.
    is_reserved(fay, epoch=epoch)
    Callback.objects.filter(pk=ada.pk).update(state="waiting")
    Agent.objects.filter(pk=fay.pk).update(presence="away")
    gus = answers("Gus", _site)
    Callback.objects.filter(pk=ada.pk).update(languages=["ja"], queue=_queue_of(_site, "ja"))
    Agent.objects.filter(pk=bo.pk).update(languages=["ja", "en"])
    held = pick([bo, di, gus], epoch)
    assert [one.agent_id for one in held] == [di.pk, gus.pk]
    assert {one.callback_id for one in held} == {_cy.pk, eve.pk}
    assert f"pick for agent {bo.pk} failed" in caplog.text
    assert AgentHold.objects.get(agent=fay).callback == ada


def _queue_of(site: Site, language: str) -> Any:
    like = Callback.objects.select_related("queue").first()
    assert like is not None
    queue = like.queue
    queue.pk, queue.languages = None, [language]
    queue.save(force_insert=True)
    return queue


def test_an_older_epoch_picks_for_nobody() -> None:
    _site, agents, _asked = desk_of("Bo", "Di", sellers=2)
    epoch = a_lease()
    with pytest.raises(Fenced):
        pick(agents, epoch - 1)
    assert states() == ["waiting", "waiting"]


def test_who_goes_away_at_that_moment_is_left_out_and_the_others_are_served_in_order() -> None:
    _site, (bo, di), asked = desk_of("Bo", "Di", sellers=2)
    epoch = a_lease()
    with before_commit(lambda: set_away(bo, reason="break", now=NOON)):
        batch = Other(lambda: pick([bo, di], epoch))
        batch.waits_for_us()
    (hold,) = batch.done()
    assert (hold.agent_id, hold.callback_id) == (di.pk, asked[0].pk)
    assert states() == ["reserved", "waiting"]


def test_who_cancels_at_that_moment_is_not_reserved_and_the_next_moves_up() -> None:
    _site, agents, asked = desk_of("Bo", "Di", sellers=3)
    epoch = a_lease()
    with before_commit(lambda: wishes.cancel(asked[0], by=asked[0].seller.person, now=NOON)):
        batch = Other(lambda: pick(agents, epoch))
        batch.waits_for_us()
    assert [one.callback_id for one in batch.done()] == [asked[1].pk, asked[2].pk]


def test_two_batches_of_one_site_come_one_after_the_other() -> None:
    _site, (bo, di, fay), asked = desk_of("Bo", "Di", "Fay", sellers=4)
    epoch = a_lease()
    with before_commit(lambda: pick([bo, di], epoch)) as first:
        second = Other(lambda: pick([di, fay], epoch))
        second.waits_for_us()
    assert [one.callback_id for one in first] == [asked[0].pk, asked[1].pk]
    (hold,) = second.done()
    assert (hold.agent_id, hold.callback_id) == (fay.pk, asked[2].pk)


def test_one_agent_of_two_sites_is_bound_once_by_picks_that_share_no_site() -> None:
    na, eu = a_site(), a_site("eu")
    bo = answers("Bo", na, eu)
    for site in (na, eu):
        asks(sells(f"Seller-{site.slug}", site), site)
    epoch = a_lease()
    with before_commit(lambda: pick([bo], epoch)) as first:
        bo.sites.set([eu] if first[0].callback.site == na else [na])
        second = Other(lambda: pick([bo], epoch))
        second.waits_for_us()
    assert second.done() == []
    assert AgentHold.objects.get() == first[0]


def test_agents_who_share_a_site_stand_together_those_who_do_not_apart() -> None:
    na, eu, jp = (a_site(slug) for slug in ("na", "eu", "jp"))
    bo, di, fay, gus = (
        answers(name, *sites, free_since=NOON - n * MINUTE)
        for n, (name, sites) in enumerate({"Bo": (na,), "Di": (eu,), "Fay": (na, eu), "Gus": (jp,)}.items())
    )
    for site in (na, eu, jp):
        asks(sells(f"Seller-{site.slug}", site), site)
    found = free_agents(now=NOON)
    assert sorted(map(len, found)) == [1, 3]
    assert (gus.pk,) in found
    assert max(found, key=len) == (di.pk, bo.pk, fay.pk)
