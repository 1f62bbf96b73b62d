"""Carries one callback from the agent's yes to the hang-up; every step that could ring is sent once."""

import asyncio
import logging

from ringback.dispatch.desk import Desk
from ringback.dispatch.recover import drop, recover
from ringback.dispatch.store import Attempt, Hold, StoreAway
from ringback.dispatch.watch import watch
from ringback.lines.line import Line, LineError
from ringback.rules.calls.lifecycle import Outcome

log = logging.getLogger(__name__)


async def carry(desk: Desk, hold: Hold) -> None:
    """From a reservation."""
    accepted = await _accepted(desk, hold)
    if accepted is None or not desk.lease.may_start():
        return
    attempt = await desk.store.arm(accepted, id=desk.ids(), epoch=desk.epoch)
    if attempt is None:
        return
    line = desk.lines[attempt.line]
    with desk.board.following(attempt.id) as follower:
        if await _ring(desk, line, accepted, attempt):
            await watch(desk, line, attempt.id, follower)


async def take_up(desk: Desk, hold: Hold, attempt: Attempt | None) -> None:
    """From wherever another dispatcher, or a failed carry of ours, left it."""
    if attempt is None:
        return await carry(desk, hold)
    line = desk.lines[attempt.line]
    with desk.board.following(attempt.id) as follower:
        if await recover(desk, line, attempt):
            await watch(desk, line, attempt.id, follower)


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


async def _ring(desk: Desk, line: Line, hold: Hold, attempt: Attempt) -> bool:
    """Whether it may be ringing now. Anything but a clear answer is doubt, and doubt never rings again."""
    try:
        return await _steps(desk, line, hold, attempt)
    except LineError as fault:
        log.warning("attempt %s: %s (again: %s)", attempt.id, fault, fault.again)
        await drop(desk, line, attempt.id, why="line fault")
        await desk.store.end(attempt.id, outcome=Outcome.LINE_FAULT, by="line", epoch=desk.epoch)
        return False
    except (TimeoutError, StoreAway) as doubt:
        log.warning("attempt %s: in doubt: %s", attempt.id, doubt or "the line did not answer in time")
        row = await desk.store.attempt(attempt.id)
        return row is not None and await recover(desk, line, row)


async def _steps(desk: Desk, line: Line, hold: Hold, attempt: Attempt) -> bool:
    """P1, T2, P3 of docs/dispatch.md."""
    lengths, answers = desk.lengths, desk.lengths.line_answers.total_seconds()
    async with asyncio.timeout(answers):
        await line.prepare(
            attempt.id,
            agent=str(hold.agent),
            to=hold.number,
            caller_id=hold.caller_id,
            cap=lengths.ring_for + lengths.cap,
        )
    dialing = await desk.store.mark_dialing(attempt.id, epoch=desk.epoch) if desk.lease.may_start() else None
    if dialing is None:
        await drop(desk, line, attempt.id, why="must not ring now")
        await desk.store.end(attempt.id, outcome=Outcome.NOT_DIALLED, by="desk", epoch=desk.epoch)
        return False
    async with asyncio.timeout(answers):
        await line.ring(attempt.id, ring_for=lengths.ring_for)
    return True
