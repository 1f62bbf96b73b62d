"""Whom an agent serves next, by the law: the heads of the queues that they may serve, in one order for the whole site.

A transaction-level lock per site makes the order exact; skipping a locked head would hide its queue.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from ringback.records import counted, wake
from ringback.records.agents.actions import Presence, be_taken
from ringback.records.agents.actions import locked as locked_agent
from ringback.records.agents.models import Agent
from ringback.records.callbacks.law import law
from ringback.records.callbacks.models import Callback, CallbackEvent
from ringback.records.callbacks.moving import change, locked, wake_pages
from ringback.records.callbacks.promising import ready
from ringback.records.callbacks.resting import PHONE, Rest, rest_of
from ringback.records.callbacks.story import tell
from ringback.records.callbacks.turning import rest_now, under_way_with
from ringback.records.callbacks.waiting import share_of
from ringback.records.calls.models import AgentHold
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.lease.actions import hold_fast
from ringback.records.presence.readers import reachable
from ringback.rules.calls.lifecycle import CallbackEvent as Event
from ringback.rules.hours import is_open, opening_minutes
from ringback.rules.queue.discipline import is_lane_pick, urgency
from ringback.rules.queue.waiting import Waiting

LOCK = 7_216  # this program's first key of two; the second is the site
PASSED_OVER = 50  # callbacks whose pages are closed, in one pick; the next pick goes on
COUNTED = 1_000  # "number servable" says 1,000 at most, so that the pick stays quick


@dataclass(frozen=True)
class Head:
    """The first of one queue. `opened` is the reading of its site's clock."""

    one: Waiting
    site: int
    own: bool
    lane: bool
    opened: float

    @property
    def rank(self) -> tuple[float, float, int]:
        """Ties go to whoever asked first; ids rise with time."""
        urgent = urgency(self.one, opened=self.opened, protect=law().protect)
        return (urgent, -self.one.asked, -UUID(self.one.id).int)


@transaction.atomic
def pick_for(agent: int, *, epoch: int, now: datetime) -> AgentHold | None:
    """Reserve for an agent (by pk) the callback that the law says; None when they are not free or nobody waits for them.

    In-app callbacks whose page is closed are passed over: their promise ends as ready, and they rest. `why` of the hold:
    servable (how many waited), share (of the target used), credit and target (minutes), lane, broken, own_agent (kept for
    this one), next (case, share and priority of the runner-up, or null), had_before and before (pk and name of the agent
    who gave it back last, if any; the story keeps the pk alone). Raises Fenced.
    """
    hold_fast(epoch)
    me = Agent.objects.filter(pk=agent, presence=Presence.AVAILABLE, hold__isnull=True).first()
    sites = _open_sites(me, now) if me else []
    if me is None or not sites:
        return None
    _lock(sites)
    for _ in range(PASSED_OVER):
        heads = _heads(me, sites, now)
        if not heads:
            return None
        callback = locked(UUID(heads[0].one.id))
        if callback.state != Callback.State.WAITING:
            continue  # cancelled, or changed, since we looked
        if not _may_be_rung(callback, now):
            continue
        return _reserve(me.pk, callback, heads, epoch=epoch, now=now)
    wake.wake(wake.DISPATCH)
    return None


def _open_sites(agent: Agent, now: datetime) -> list[Site]:
    return [site for site in agent.sites.order_by("pk") if is_open(calendar_of(site), now)]


def _lock(sites: Sequence[Site]) -> None:
    with connection.cursor() as cursor:
        for site in sites:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, site.pk])
    for site in sites:
        site.refresh_from_db(fields=["picks"])


def _may_be_rung(callback: Callback, now: datetime) -> bool:
    """Otherwise it is at rest now, with its reason, and the seller knows."""
    rest = rest_of(callback, now=now)
    if rest is None and _is_busy(callback):
        rest = Rest("other-call", None)
    elif rest is None and callback.line != PHONE:
        if reachable(callback.seller.person, now=now, within=settings.SELLER_REACHABLE):
            return True
        rest = Rest("page-closed", None)
    if rest is None:
        return True
    if rest.reason in ("page-closed", "dial-hours"):
        ready(callback, because=rest.reason, now=now)
    rest_now(callback, rest.reason, until=rest.until, now=now)
    return False


def _is_busy(callback: Callback) -> bool:
    """Another callback of the same seller or number is under way: nobody is rung twice at once (I3)."""
    return under_way_with(callback.seller_id, callback.number).exists()


def _reserve(
    agent: int, callback: Callback, heads: list[Head], *, epoch: int, now: datetime
) -> AgentHold | None:
    me = locked_agent(agent)
    if me.presence != Presence.AVAILABLE or AgentHold.objects.filter(agent=me).exists():
        return None
    head = heads[0]
    why = _why(me, callback, heads, now)
    Site.objects.filter(pk=callback.site_id).update(picks=F("picks") + 1)
    hold = AgentHold.objects.create(
        agent=me,
        callback=callback,
        epoch=epoch,
        reserved_at=now,
        accept_by=now + settings.ACCEPT_WITHIN,
        why={**why, "before": _name(why["had_before"])},
    )
    counted.picked(now - max(me.free_since or now, callback.state_since))
    change(callback, Event.RESERVE, now=now)
    tell(callback, "reserved", now=now, agent=me.pk, urgency=round(head.rank[0], 6), **why)
    be_taken(me)
    wake_pages(callback, wake.DISPATCH, wake.person(me.person_id))
    return hold


def _why(agent: Agent, callback: Callback, heads: list[Head], now: datetime) -> dict[str, Any]:
    head = heads[0]
    before = (
        CallbackEvent.objects.filter(callback=callback, kind="given-back")
        .order_by("-at")
        .values_list("detail__agent", flat=True)
        .first()
    )
    return {
        "servable": _servable(agent, heads, now),
        "share": round(share_of(callback, now=now), 4),
        "credit": callback.credit,
        "target": callback.target,
        "priority": callback.priority,
        "lane": head.lane,
        "broken": head.one.broken,
        "own_agent": head.own,
        "next": _runner_up(heads[1:]),
        "had_before": before,
    }


def _runner_up(heads: list[Head]) -> dict[str, Any] | None:
    head = max(heads, key=lambda one: one.rank, default=None)
    if head is None:
        return None
    case = Callback.objects.values_list("case__number", flat=True).get(pk=head.one.id)
    share = max(0.0, (head.opened - head.one.asked) / head.one.target)
    return {"case": case, "share": round(share, 4), "priority": head.one.priority}


def _name(agent: int | None) -> str:
    return Agent.objects.values_list("person__name", flat=True).get(pk=agent) if agent is not None else ""


# The heads that an agent may serve; within a queue the law never looks past the first. %(lane)s are sites whose turn is
# the lane's: of those, the first broken promise of each queue comes as well.
_HEADS = """
SELECT q.site_id, q.agent_id IS NOT NULL, lane, h.id, h.priority, q.target, h.asked, h.effective, h.broken_at IS NOT NULL
FROM ringback_queue q CROSS JOIN (VALUES (false), (true)) AS turn(lane) CROSS JOIN LATERAL (
    (SELECT c.id, c.priority, c.asked, c.effective, c.broken_at FROM ringback_callback c
     WHERE NOT lane AND c.queue_id = q.id AND c.state = 'waiting' ORDER BY c.effective, c.id LIMIT 2)
    UNION ALL
    (SELECT c.id, c.priority, c.asked, c.effective, c.broken_at FROM ringback_callback c
     WHERE lane AND q.site_id = ANY(%(lane)s) AND c.queue_id = q.id AND c.state = 'waiting' AND c.broken_at IS NOT NULL
     ORDER BY c.effective, c.id LIMIT 1)
) h
WHERE q.site_id = ANY(%(sites)s) AND q.line = ANY(%(lines)s) AND q.languages && %(languages)s::varchar[]
  AND q.skills <@ %(skills)s::varchar[] AND (q.agent_id IS NULL OR q.agent_id = %(agent)s)
"""


def _heads(agent: Agent, sites: Sequence[Site], now: datetime) -> list[Head]:
    """The winner first, then the rest in no order. The second of each queue is there for the runner-up alone."""
    lane = {site.pk for site in sites if is_lane_pick(site.picks, law())}
    opened = {site.pk: opening_minutes(calendar_of(site), now) for site in sites}
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, {**_may_serve(agent, now), "sites": list(opened), "lane": list(lane)})
        heads = list(_read(cursor.fetchall(), opened))
    best = [_winner([head for head in heads if head.site == site]) for site in opened]
    first = max((head for head in best if head), key=lambda head: head.rank, default=None)
    return [first, *(head for head in heads if head.one.id != first.one.id)] if first else []


def _winner(heads: list[Head]) -> Head | None:
    in_lane = [head for head in heads if head.lane]
    return max(in_lane or heads, key=lambda head: head.rank, default=None)


def _read(rows: list[tuple[Any, ...]], opened: dict[int, float]) -> Iterator[Head]:
    for site, own, lane, pk, priority, target, asked, effective, broken in rows:
        one = Waiting(str(pk), priority, target, asked, effective, broken=broken)
        yield Head(one, site=site, own=own, lane=lane, opened=opened[site])


_SERVABLE = """
SELECT count(*) FROM (
    SELECT FROM ringback_queue q JOIN ringback_callback c ON c.queue_id = q.id AND c.state = 'waiting'
    WHERE q.site_id = ANY(%(sites)s) AND q.line = ANY(%(lines)s) AND q.languages && %(languages)s::varchar[]
      AND q.skills <@ %(skills)s::varchar[] AND (q.agent_id IS NULL OR q.agent_id = %(agent)s) LIMIT %(most)s
) servable
"""


def _servable(agent: Agent, heads: list[Head], now: datetime) -> int:
    sites = list({head.site for head in heads})
    with connection.cursor() as cursor:
        cursor.execute(_SERVABLE, {**_may_serve(agent, now), "sites": sites, "most": COUNTED})
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def _may_serve(agent: Agent, now: datetime) -> dict[str, Any]:
    return {
        "agent": agent.pk,
        "languages": list(agent.languages),
        "skills": list(agent.skills),
        "lines": _open_lines(now),
    }


def _open_lines(now: datetime) -> list[str]:
    """While nobody's page is heard of, it is our hub that is away: no seller is called absent for that."""
    with connection.cursor() as cursor:
        cursor.execute(_CANNOT_RING, [now - settings.SELLER_REACHABLE])
        hub_is_up, closed = cursor.fetchone() or (False, [])
    return [line for line in settings.LINES if line not in closed and (line == PHONE or hub_is_up)]


_CANNOT_RING = """
SELECT EXISTS (SELECT FROM ringback_pagepresence WHERE seen_at >= %s),
       ARRAY(SELECT name FROM ringback_linehealth WHERE NOT is_open)
"""
