"""Watches an attempt that may ring or talk until it is over, and ends it when the desk must."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from ringback.dispatch.board import Follower
from ringback.dispatch.desk import Desk
from ringback.dispatch.passage import drop, recover
from ringback.dispatch.store import Attempt
from ringback.lines.line import Answered, Ended, Event, Line, Ringing
from ringback.rules.calls.lifecycle import Outcome

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Over:
    outcome: Outcome
    by: str


@dataclass
class _Sides:
    """When each side's page was last seen. A look that does not see it does not forget when another one did."""

    since: datetime
    last: dict[str, datetime] = field(default_factory=dict)

    def see(self, row: Attempt) -> None:
        if row.answered_at is not None:
            self.since = max(self.since, row.answered_at)
        for side, at in (("seller", row.seller_there_at), ("agent", row.agent_there_at)):
            if at is not None:
                self.last[side] = max(at, self.last.get(side, at))

    def gone_for(self, side: str, now: datetime) -> timedelta:
        return now - max(self.since, self.last.get(side, self.since))


async def watch(desk: Desk, line: Line, id: UUID, follower: Follower) -> None:
    """Until the attempt is ended, by whoever: the line, a page, the seller's cancelling, the cap, a side that is gone."""
    sides = _Sides(desk.clock.now())
    while True:
        for event in follower.take_said():
            if await _write_down(desk, line, event):
                return
        row = desk.board.attempt(id) or await desk.store.attempt(id)
        if row is None or row.state == "ended":
            return await drop(desk, line, id, why=row.outcome if row else "no such attempt")
        sides.see(row)
        over = _over(desk, row, sides)
        if over is not None:
            await drop(desk, line, id, why=over.by)
            await desk.store.end(id, outcome=over.outcome, by=over.by, epoch=desk.epoch)
            log.info("attempt %s: ended as %s by %s", id, over.outcome, over.by)
            return
        await follower.news(within=_look_again_in(desk, row))


async def _write_down(desk: Desk, line: Line, event: Event) -> bool:
    """Record what the line said; whether the attempt is over."""
    match event:
        case Ringing(attempt):
            await desk.store.rang(attempt, epoch=desk.epoch)
        case Answered(attempt):
            await desk.store.answered(attempt, epoch=desk.epoch)
        case Ended(attempt, outcome, by):
            if await desk.store.end(attempt, outcome=outcome, by=by, epoch=desk.epoch):
                return True
            # Somebody was quicker: it is closed, or it was answered in the ring's last moment.
            row = await desk.store.attempt(attempt)
            return row is None or row.state == "ended" or not await recover(desk, line, row)
    return False


def _over(desk: Desk, row: Attempt, sides: _Sides) -> Over | None:
    now, lengths = desk.clock.now(), desk.lengths
    if row.state == "live":
        if row.cap_at is not None and now >= row.cap_at:
            return Over(Outcome.ANSWERED, "cap")
        if any(sides.gone_for(side, now) >= lengths.side_gone for side in row.watched):
            return Over(Outcome.CUT_BY_US, "desk")
    elif "agent" in row.watched and sides.gone_for("agent", now) >= lengths.agent_page_gone:
        return Over(Outcome.AGENT_LOST, "desk")
    if (
        row.state == "dialing"
        and row.ring_deadline is not None
        and now >= row.ring_deadline + lengths.line_answers
    ):
        # The line should have said so itself; its silence must not bind an agent for longer.
        return Over(Outcome.NO_ANSWER if row.rang else Outcome.MAY_HAVE_RUNG, "desk")
    return None


def _look_again_in(desk: Desk, row: Attempt) -> float:
    longest = (desk.lengths.poll if row.watched else desk.lengths.reconcile_every).total_seconds()
    if row.cap_at is None:
        return longest
    return min(longest, max((row.cap_at - desk.clock.now()).total_seconds(), 0.0))
