"""Whether those who were picked are those whom the pure law names over everybody who waits, pick by pick."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import psycopg

from bench.rounds import ask_anew, picking
from ringback.records.agents.models import Agent
from ringback.records.callbacks.law import law
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.rules.hours import opening_minutes
from ringback.rules.queue import discipline
from ringback.rules.queue.waiting import Agent as Crew
from ringback.rules.queue.waiting import Waiting

PICKS = 1_000
Served = tuple[int, str]  # an agent, and whom they serve


def picked_by_the_law(url: str) -> int:
    """How many picks were compared; fails where one is another's."""
    return asyncio.run(_compare(url))


async def _compare(url: str) -> int:
    compared = 0
    with psycopg.connect(url, autocommit=True) as server:
        async with picking() as rounds:
            while compared < PICKS:
                waiting, sites = await asyncio.to_thread(_waiting), await asyncio.to_thread(_sites)
                held = await rounds.pick()
                expected = await asyncio.to_thread(
                    _by_the_law, rounds.order, waiting, sites, now=rounds.clock.at
                )
                assert [(one.agent, str(one.callback)) for one in held] == expected
                compared += len(held)
                await asyncio.to_thread(ask_anew, server, datetime.now(UTC))
    return compared


def _waiting() -> dict[int, list[Waiting]]:
    """Everybody, by site."""
    found: dict[int, list[Waiting]] = {}
    for one in Callback.objects.filter(state="waiting"):
        broken, spoken = one.broken_at is not None, frozenset(one.languages)
        each = Waiting(str(one.pk), one.priority, one.target, one.asked, one.effective, spoken, broken=broken)
        found.setdefault(one.site_id, []).append(each)
    return found


def _sites() -> dict[int, Site]:
    return Site.objects.in_bulk()


def _by_the_law(
    groups: Iterable[tuple[int, ...]],
    waiting: Mapping[int, list[Waiting]],
    sites: Mapping[int, Site],
    *,
    now: datetime,
) -> list[Served]:
    """Each group is the agents of one site."""
    crew = {one.pk: one for one in Agent.objects.prefetch_related("sites")}
    found = []
    for group in groups:
        (site,) = crew[group[0]].sites.all()
        left, opened = list(waiting[site.pk]), opening_minutes(calendar_of(site), now)
        for picks, pk in enumerate(group, sites[site.pk].picks):
            agent = Crew(pk, frozenset(crew[pk].languages), frozenset(crew[pk].skills))
            mine = [one for one in left if discipline.may_serve(agent, one, now=now)]
            lane = discipline.is_lane_pick(picks, law())
            one = discipline.pick(mine, opened=opened, law=law(), lane=lane)
            assert one is not None
            left.remove(one)
            found.append((pk, one.id))
    return found
