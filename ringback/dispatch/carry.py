"""Carries one callback from the agent's yes to the hang-up."""

import logging

from ringback.dispatch.desk import Desk
from ringback.dispatch.passage import recover, ring
from ringback.dispatch.store import Attempt, Hold
from ringback.dispatch.watch import watch
from ringback.lines.line import Line
from ringback.rules.calls.dialling import outcome_after_doubt
from ringback.rules.calls.lifecycle import AttemptState

log = logging.getLogger(__name__)


async def carry(desk: Desk, hold: Hold) -> None:
    """From a reservation."""
    accepted = await _accepted(desk, hold)
    if accepted is None or not desk.lease.may_start():
        return
    attempt = await desk.store.arm(accepted, id=desk.ids(), epoch=desk.epoch)
    line = await _line_of(desk, attempt) if attempt else None
    if attempt is None or line is None:
        return
    with desk.board.following(attempt.id) as follower:
        if await ring(desk, line, attempt, accepted):
            await watch(desk, line, attempt.id, follower)


async def take_up(desk: Desk, hold: Hold, attempt: Attempt | None) -> None:
    """From wherever another dispatcher, or a failed carry of ours, left it."""
    if attempt is None:
        return await carry(desk, hold)
    line = await _line_of(desk, attempt)
    if line is None:
        return
    with desk.board.following(attempt.id) as follower:
        if await recover(desk, line, attempt):
            await watch(desk, line, attempt.id, follower)


async def _line_of(desk: Desk, attempt: Attempt) -> Line | None:
    """None for a line that was taken out of the settings: nothing of it can ring any more, so the attempt is over."""
    line = desk.lines.get(attempt.line)
    if line is None:
        log.warning("attempt %s: there is no line %s any more", attempt.id, attempt.line)
        outcome = outcome_after_doubt(AttemptState(attempt.state), answered=False)
        await desk.store.end(attempt.id, outcome=outcome, by="desk", epoch=desk.epoch)
    return line


async def _accepted(desk: Desk, hold: Hold) -> Hold | None:
    """The hold once its agent has accepted; None when it was declined, ran out or was taken back."""
    longest = desk.lengths.reconcile_every.total_seconds()
    seen: Hold | None = hold
    with desk.board.following(hold.id) as follower:
        while seen is not None and not seen.accepted:
            left = (seen.accept_by - desk.clock.now()).total_seconds()
            if left <= 0:
                await desk.store.lapse(seen, epoch=desk.epoch)
                return None
            await follower.news(within=min(left, longest))
            seen = desk.board.hold(hold.id) or await desk.store.hold(hold.id)
    return seen
