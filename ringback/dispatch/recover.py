"""What to do with an attempt in doubt: find it, go on with what rings or talks, and end the rest for good."""

import asyncio
import logging
from uuid import UUID

from ringback.dispatch.desk import Desk
from ringback.dispatch.store import Attempt
from ringback.lines.line import Leg, Line, LineError, State
from ringback.rules.calls.lifecycle import Outcome

log = logging.getLogger(__name__)


async def recover(desk: Desk, line: Line, attempt: Attempt) -> bool:
    """Whether the attempt rings or talks and is to be watched; otherwise it is closed, and its id never rings again."""
    state = await find(desk, line, attempt.id)
    if state.leg in (Leg.DIALING, Leg.RINGING, Leg.UP) and attempt.state != "armed":
        log.info("attempt %s: taken up %s", attempt.id, state.leg)
        await _catch_up(desk, attempt.id, state.leg)
        return True
    await drop(desk, line, attempt.id, why="in doubt")
    outcome, by = _closed_as(attempt, state if state.leg is Leg.ENDED else await find(desk, line, attempt.id))
    log.info("attempt %s: closed as %s", attempt.id, outcome)
    await desk.store.end(attempt.id, outcome=outcome, by=by, epoch=desk.epoch)
    return False


def _closed_as(attempt: Attempt, state: State) -> tuple[Outcome, str]:
    if attempt.state == "live":
        return Outcome.CUT_BY_US, "desk"
    if attempt.state == "armed":
        return Outcome.NOT_DIALLED, "desk"
    return Outcome.MAY_HAVE_RUNG, "desk"


async def _catch_up(desk: Desk, id: UUID, leg: Leg) -> None:
    """Write down what happened while nobody listened."""
    if leg in (Leg.RINGING, Leg.UP):
        await desk.store.rang(id, epoch=desk.epoch)
    if leg is Leg.UP:
        await desk.store.answered(id, epoch=desk.epoch)


async def drop(desk: Desk, line: Line, id: UUID, *, why: str) -> None:
    """End the leg and wait for the line's answer; without one nothing may be concluded, so the doubt goes up."""
    async with asyncio.timeout(desk.lengths.line_answers.total_seconds()):
        await line.drop(id, why=why)


async def find(desk: Desk, line: Line, id: UUID) -> State:
    """A line that does not answer knows nothing: `unknown`."""
    try:
        async with asyncio.timeout(desk.lengths.line_answers.total_seconds()):
            return await line.find(id)
    except (TimeoutError, LineError) as problem:
        log.warning("attempt %s: not found out: %s", id, problem or "no answer in time")
        return State(Leg.UNKNOWN)
