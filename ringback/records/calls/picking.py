"""Whom free agents serve next, by the law: the heads of the queues that they may serve, in one order for the whole site.

A transaction-level lock per site makes the order exact; skipping a locked head would hide its queue. One look, one lock and
one statement that writes serve all who are free.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from ringback.records import wake
from ringback.records.callbacks.law import law
from ringback.records.callbacks.moving import locked_to_pick
from ringback.records.calls import heads
from ringback.records.calls.models import AgentHold
from ringback.records.calls.passing import pass_over, to_pass_over
from ringback.records.calls.reserving import AgentsGone, reserve
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.lease.actions import Fenced, hold_fast
from ringback.rules.hours import is_open, opening_minutes
from ringback.rules.queue.discipline import lane_comes
from ringback.rules.queue.picks import Pick, SiteNow, pick_in_turn
from ringback.rules.queue.waiting import Agent

log = logging.getLogger(__name__)

PASSED_OVER = 50  # callbacks who cannot be rung, in one batch; the next one goes on


def pick_for(agent: int, *, epoch: int, now: datetime) -> AgentHold | None:
    """As `pick`, for one agent (by pk); None when they are not free or nobody waits for them."""
    return next(iter(pick([agent], epoch=epoch, now=now)), None)


def pick(agents: Sequence[int], *, epoch: int, now: datetime) -> list[AgentHold]:
    """Reserve for each of these agents (by pk), in their order, the callback that the law says, in one transaction.

    Who is not free, or for whom nobody waits, gets none. What cannot be rung now is passed over: it rests, and a promise of
    one whose page is closed ends as ready. When a pick fails all are picked one by one, so that it undoes no other's; that
    failure is logged, or raised where it is the only agent's. Raises Fenced.
    """
    left = list(agents)
    while left:
        try:
            return _together(left, epoch=epoch, now=now)
        except AgentsGone as gone:
            left = [agent for agent in left if agent not in gone.agents]
        except (Fenced, OperationalError, InterfaceError):
            raise
        except Exception:
            if len(agents) == 1:
                raise
            log.warning("%s picks failed together; each is tried alone", len(left), exc_info=True)
            return _one_by_one(left, epoch=epoch, now=now)
    return []


def _one_by_one(agents: Sequence[int], *, epoch: int, now: datetime) -> list[AgentHold]:
    held: list[AgentHold] = []
    for agent in agents:
        try:
            held += pick([agent], epoch=epoch, now=now)
        except (Fenced, OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("pick for agent %s failed", agent)
    return held


@transaction.atomic
def _together(agents: Sequence[int], *, epoch: int, now: datetime) -> list[AgentHold]:
    """Raises AgentsGone, when nothing has been changed."""
    hold_fast(epoch)
    free = heads.free_of(agents, now=now)
    sites = heads.locked_sites({site for one in free for site in one.agent.sites})
    passed = 0
    while passed < PASSED_OVER:
        picks = _picks([one.agent for one in free], sites, now)
        if not picks:
            return []
        callbacks = locked_to_pick((UUID(one.one.id) for one in picks), sites)
        rests = to_pass_over([callbacks[UUID(one.one.id)] for one in picks], now=now)
        if not rests:
            people = {one.agent.id: one.person for one in free}
            return reserve(picks, callbacks, people=people, epoch=epoch, now=now)
        passed += len(rests)
        pass_over(rests, now=now)
    wake.wake(wake.DISPATCH)
    return []


def _picks(free: Sequence[Agent], sites: Mapping[int, Site], now: datetime) -> list[Pick]:
    open_now = {
        pk: SiteNow(opening_minutes(calendar_of(site), now), site.picks)
        for pk, site in sites.items()
        if is_open(calendar_of(site), now)
    }
    if not free or not open_now:
        return []
    lane = [pk for pk, site in open_now.items() if lane_comes(site.picks, law(), within=len(free))]
    queues = heads.heads_for(free, open_now, lane=lane, lines=heads.lines_open_now(now))
    return pick_in_turn(free, queues, sites=open_now, law=law())
