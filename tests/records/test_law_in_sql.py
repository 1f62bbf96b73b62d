"""The SQL that asks whom an agent serves, and whose turn it is, says what the pure law says."""

from datetime import datetime
from math import inf
from random import Random
from typing import Any

import pytest

from ringback.records.agents.models import Agent
from ringback.records.callbacks.law import law, queue_for
from ringback.records.callbacks.models import Callback
from ringback.records.calls import heads, picking
from ringback.records.calls.free import free_agents
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.rules.hours import opening_minutes
from ringback.rules.queue import discipline
from ringback.rules.queue.floor import Asked, Caller, Rostered, Terms
from ringback.rules.queue.forward import Forward
from ringback.rules.queue.picks import Pick, SiteNow, pick_in_turn
from ringback.rules.queue.waiting import Agent as Idle
from ringback.rules.queue.waiting import Waiting
from tests.people import HOUR, MINUTE, NOON, a_lease, a_site, answers, asks, opens_page, sells

pytestmark = pytest.mark.django_db
ISSUES = ("account-deactivated", "payment-on-hold", "advertising-charges")
LANGUAGES, SKILLS = ("en", "zh-hans", "ja"), ("tax", "technical")


def a_busy_desk(chance: Random) -> tuple[Site, list[Agent]]:
    """Agents of all kinds, and twice as many who wait for all kinds of them."""
    site = a_site()
    agents = [
        answers(
            f"Agent{n}",
            site,
            languages=tuple(chance.sample(LANGUAGES, chance.randint(1, 3))),
            skills=tuple(chance.sample(SKILLS, chance.randint(0, 2))),
            free_since=NOON - chance.randint(1, 90) * MINUTE,
        )
        for n in range(7)
    ]
    for n in range(14):
        _asks(site, n, agents, chance)
    return site, agents


def _asks(site: Site, n: int, agents: list[Agent], chance: Random) -> None:
    seller = sells(f"Seller{n}", site)
    seller.skills = chance.sample(SKILLS, chance.choice([0, 0, 1, 2]))
    seller.save()
    languages = tuple(chance.sample(LANGUAGES, chance.randint(1, 2)))
    at = NOON - chance.randint(0, 300) * MINUTE
    callback = asks(seller, site, chance.choice(ISSUES), languages=languages, at=at)
    if chance.random() < 0.3:
        Callback.objects.filter(pk=callback.pk).update(broken_at=NOON - HOUR)
    if chance.random() < 0.2:
        kept = queue_for(
            site,
            languages=languages,
            skills=callback.skills,
            target=callback.target,
            line=callback.line,
            agent=chance.choice(agents),
        )
        Callback.objects.filter(pk=callback.pk).update(queue=kept)


def waiting() -> list[Waiting]:
    return [
        Waiting(
            str(one.pk),
            one.priority,
            one.target,
            one.asked,
            one.effective,
            frozenset(one.languages),
            frozenset(one.skills),
            broken=one.broken_at is not None,
            only_agent=one.queue.agent_id,
        )
        for one in Callback.objects.select_related("queue").filter(state="waiting")
    ]


def idle(agent: Agent) -> Idle:
    return Idle(agent.pk, frozenset(agent.languages), frozenset(agent.skills), agent.free_since)


@pytest.mark.parametrize("seed", range(6))
def test_whose_turn_it_is_of_those_who_are_free(seed: int) -> None:
    _site, agents = a_busy_desk(Random(seed))
    expected = discipline.in_turn([idle(agent) for agent in agents], waiting(), now=NOON)
    assert free_agents(now=NOON) == [tuple(agent.id for agent in expected)]


@pytest.mark.parametrize(("seed", "lane_every"), [(1, 7), (2, 3), (3, 2), (4, 0)])
def test_whom_each_of_them_serves(seed: int, lane_every: int, settings: Any) -> None:
    settings.LANE_EVERY = lane_every
    site, agents = a_busy_desk(Random(seed))
    epoch, picked = a_lease(), 0
    for one in agents:
        everybody_is_here(NOON)
        expected = _by_the_law(site, one, picked, at=NOON)
        hold = picking.pick_for(one.pk, epoch=epoch, now=NOON)
        assert (str(hold.callback_id) if hold else None) == expected
        picked += hold is not None
    assert picked >= 5


def _by_the_law(site: Site, agent: Agent, picked: int, *, at: datetime) -> str | None:
    mine = [one for one in waiting() if discipline.may_serve(idle(agent), one, now=at)]
    lane = discipline.is_lane_pick(picked, law())
    opened = opening_minutes(calendar_of(site), at)
    found = discipline.pick(mine, opened=opened, law=law(), lane=lane)
    return found.id if found else None


def everybody_is_here(at: datetime) -> None:
    for callback in Callback.objects.select_related("seller__person"):
        opens_page(callback.seller.person, at)


def in_another_order(chance: Random, opened: float) -> int:
    """Everybody has asked at another time, other promises are broken; and so many picks there were."""
    callbacks = list(Callback.objects.filter(state="waiting"))
    for one in callbacks:
        credit = one.asked - one.effective
        one.asked = opened - chance.randrange(300)
        one.effective = one.asked - credit
        one.broken_at = NOON - HOUR if chance.random() < 0.3 else None
    Callback.objects.bulk_update(callbacks, ["asked", "effective", "broken_at"])
    return chance.randrange(50)


def by_the_run_forward(agent: Agent, opened: float, picks: int) -> str | None:
    """Whom the engine rings first when this agent comes now and everybody else has gone home."""
    everybody = sorted(
        (one for one in waiting() if one.only_agent in (None, agent.pk)), key=lambda one: (one.asked, one.id)
    )
    kinds = sorted({one.queue[:3] for one in everybody}, key=repr)
    comes = Rostered(frozenset(agent.languages), frozenset(agent.skills), ((opened, inf),))
    desk = Forward(
        [Asked(languages, target, skills) for languages, skills, target in kinds],
        [comes],
        Terms(law().protect, law().lane_every),
        promise=lambda _now, caller: -inf if everybody[caller.number].broken else inf,
    )
    desk.picks = picks
    callers = [
        Caller(number, one.asked, kinds.index(one.queue[:3]), 1.0, one.effective)
        for number, one in enumerate(everybody)
    ]
    desk.run(callers, until=opened)
    return next((everybody[one.number].id for one in callers if one.attempts), None)


def by_the_desk(agent: Agent, opened: float, picks: int) -> Pick | None:
    """Whom the dispatcher would reserve for this agent."""
    (free,) = heads.free_of([agent.pk], now=NOON)
    sites = {site: SiteNow(opened, picks) for site in free.agent.sites}
    queues = heads.heads_for([free.agent], sites, lane=sites, lines=heads.lines_open_now(NOON))
    return next(iter(pick_in_turn([free.agent], queues, sites=sites, law=law())), None)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_desk_and_the_run_forward_pick_the_same_from_a_thousand_snapshots() -> None:
    chance = Random(1000)
    site, agents = a_busy_desk(chance)
    opened = opening_minutes(calendar_of(site), NOON)
    picked = lanes = 0
    for _ in range(1000):
        picks, one = in_another_order(chance, opened), chance.choice(agents)
        found = by_the_desk(one, opened, picks)
        assert (found.one.id if found else None) == by_the_run_forward(one, opened, picks)
        picked += found is not None
        lanes += bool(found and found.lane)
    assert picked > 800
    assert lanes > 20
