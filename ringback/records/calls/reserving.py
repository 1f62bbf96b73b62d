"""Picks become holds: agents bound, callbacks reserved, their stories told and the sites' counts moved, by one statement."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from ringback.records import counted, rows, wake
from ringback.records.callbacks.models import Callback, CallbackEvent
from ringback.records.callbacks.story import line_of, written
from ringback.records.callbacks.waiting import share_of
from ringback.records.calls.heads import case_numbers, given_back_by, waiting_in
from ringback.records.calls.models import AgentHold
from ringback.rules.calls.lifecycle import CallbackEvent as Event
from ringback.rules.calls.lifecycle import move
from ringback.rules.queue.picks import Next, Pick

COUNTED = 1_000  # "number servable" says 1,000 at most, so that the pick stays quick


class AgentsGone(Exception):
    """These agents (pks) went away, or were bound, since they were looked for."""

    def __init__(self, agents: set[int]) -> None:
        super().__init__(f"agents {sorted(agents)} are not free any more")
        self.agents = agents


def reserve(
    picks: Sequence[Pick],
    callbacks: Mapping[UUID, Callback],
    *,
    people: Mapping[int, int],
    epoch: int,
    now: datetime,
) -> list[AgentHold]:
    """For locked callbacks that wait; `people` are the persons of the agents, all by pk. Raises AgentsGone.

    `why` of a hold: servable (how many waited), share (of the target used), credit and target (minutes), lane, broken,
    own_agent (kept for this one), next (case, share and priority of the runner-up, or null), had_before and before (pk and
    name of the agent who gave it back last, if any; the story keeps the pk alone).
    """
    held, lines = [], []
    for pick, why in zip(picks, _whys(picks, callbacks, now), strict=True):
        callback = callbacks[UUID(pick.one.id)]
        held.append(_hold(pick, callback, why, epoch=epoch, now=now))
        told = {name: value for name, value in why.items() if name != "before"}
        lines.append(
            line_of(
                callback, "reserved", now=now, agent=pick.agent.id, urgency=round(pick.urgency, 6), **told
            )
        )
        callback.state = move(callback.state, Event.RESERVE)
    _write(held, lines, picks, now)
    for pick, line in zip(picks, lines, strict=True):
        written(line)
        counted.picked(now - max(pick.agent.idle_since or now, line.callback.state_since))
        line.callback.state_since = now
    wake.wake(*_topics(picks, lines, people))
    return held


def _hold(pick: Pick, callback: Callback, why: dict[str, Any], *, epoch: int, now: datetime) -> AgentHold:
    return AgentHold(
        agent_id=pick.agent.id,
        callback=callback,
        epoch=epoch,
        reserved_at=now,
        accept_by=now + settings.ACCEPT_WITHIN,
        why=why,
    )


def _whys(
    picks: Sequence[Pick], callbacks: Mapping[UUID, Callback], now: datetime
) -> Iterator[dict[str, Any]]:
    """As each pick reads when those before it are made."""
    waited = waiting_in((queue for pick in picks for queue in pick.served), most=COUNTED + len(picks))
    cases = case_numbers(UUID(pick.next.id) for pick in picks if pick.next)
    before = given_back_by(callbacks)
    taken: Counter[int] = Counter()
    for pick in picks:
        callback = callbacks[UUID(pick.one.id)]
        agent, name = before.get(callback.pk, (None, ""))
        yield {
            "servable": min(COUNTED, sum(waited[one.queue] - taken[one.queue] for one in pick.served)),
            "share": round(share_of(callback, now=now), 4),
            "credit": callback.credit,
            "target": callback.target,
            "priority": callback.priority,
            "lane": pick.lane,
            "broken": pick.one.broken,
            "own_agent": pick.heads.only_agent is not None,
            "next": _next(pick.next, cases),
            "had_before": agent,
            "before": name,
        }
        taken[pick.heads.queue] += 1


def _next(one: Next | None, cases: Mapping[UUID, int | None]) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"case": cases[UUID(one.id)], "share": round(one.share, 4), "priority": one.priority}


def _write(
    held: Sequence[AgentHold], lines: Sequence[CallbackEvent], picks: Sequence[Pick], now: datetime
) -> None:
    hold, of_holds = rows.insert(*held, source="taken")
    line, of_lines = rows.insert(*lines, source="(SELECT) AS once")
    picked = Counter(pick.heads.site for pick in picks)
    with connection.cursor() as cursor:
        cursor.execute(
            _RESERVE.format(hold=hold, line=line),
            [
                [one.agent_id for one in held],
                now,
                *of_holds,
                Callback.State.RESERVED,
                now,
                [one.callback_id for one in held],
                *of_lines,
                list(picked),
                list(picked.values()),
            ],
        )
        bound = {agent: pk for pk, agent in cursor.fetchall()}
    if gone := {one.agent_id for one in held} - bound.keys():
        raise AgentsGone(gone)
    for one in held:
        rows.is_saved(one, bound[one.agent_id])


# Whoever is away, goes soon, or is bound by another pick, gives no row of `held`, and then nothing of this stays.
_RESERVE = """
WITH taken AS (
    UPDATE ringback_agent SET free_since = NULL WHERE id = ANY(%s::bigint[]) AND presence = 'available'
        AND (nothing_new_from IS NULL OR nothing_new_from > %s) RETURNING id
), held AS (
    {hold} WHERE row.agent_id = taken.id ON CONFLICT (agent_id) DO NOTHING RETURNING id, agent_id
), reserved AS (
    UPDATE ringback_callback SET state = %s, state_since = %s, rest_reason = '', ready_at = NULL WHERE id = ANY(%s::uuid[])
), told AS (
    {line}
), counted AS (
    UPDATE ringback_site SET picks = ringback_site.picks + more.picks
    FROM unnest(%s::bigint[], %s::bigint[]) AS more(site, picks) WHERE ringback_site.id = more.site
)
SELECT id, agent_id FROM held
"""


def _topics(picks: Sequence[Pick], lines: Sequence[CallbackEvent], people: Mapping[int, int]) -> set[str]:
    """The dispatcher, the agents' and the sellers' pages, and everybody whose place has moved."""
    topics = {wake.DISPATCH, *(wake.person(people[pick.agent.id]) for pick in picks)}
    for line in lines:
        seller, site = line.callback.seller, line.callback.site
        topics |= {wake.person(seller.person_id), wake.desk(site.slug), wake.places(site.slug)}
    return topics
