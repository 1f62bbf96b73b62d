"""One attempt on its way to being rung: the rules name the next safe step, this takes it."""

import asyncio
import logging
from dataclasses import replace
from uuid import UUID

from ringback.dispatch.desk import Desk
from ringback.dispatch.store import Attempt, Hold, StoreAway
from ringback.lines.line import Line, LineError, State
from ringback.rules.calls.dialling import LegState, Seen, Step, can_end, next_step, outcome_after_doubt
from ringback.rules.calls.lifecycle import AttemptState, Outcome

log = logging.getLogger(__name__)


async def ring(desk: Desk, line: Line, attempt: Attempt, hold: Hold) -> bool:
    """Prepare, mark and ring a fresh attempt. Whether it is to be watched; otherwise it is closed."""
    return await _Passage(desk, line, attempt, Seen(AttemptState(attempt.state)), hold).go()


async def recover(desk: Desk, line: Line, attempt: Attempt) -> bool:
    """The same for one in doubt: what rings or talks is gone on with, the rest is ended for good."""
    return await _Passage(desk, line, attempt, Seen(AttemptState(attempt.state), doubt=True)).go()


async def drop(desk: Desk, line: Line, id: UUID, *, why: str) -> None:
    """End the leg and wait for the line's answer; without one nothing may be concluded, so the doubt goes up."""
    async with asyncio.timeout(desk.lengths.line_answers.total_seconds()):
        await line.drop(id, why=why)


class _Passage:
    """`seen` is what this process did and saw of the attempt; `hold` is needed only where it is still to be prepared."""

    def __init__(
        self, desk: Desk, line: Line, attempt: Attempt, seen: Seen, hold: Hold | None = None
    ) -> None:
        self._desk = desk
        self._line = line
        self._id = attempt.id
        self._hold = hold
        self._seen = seen
        self._found = State(LegState.UNASKED)
        self._fault = False

    async def go(self) -> bool:
        while True:
            match step := next_step(self._seen):
                case Step.WATCH:
                    await self._catch_up(self._found.leg)
                    return True
                case Step.NOTHING:
                    return False
                case Step.CLOSE:
                    await self._close()
                    return False
                case Step.FIND | Step.DROP:
                    await self._look(step)
                case _:
                    await self._try(step)

    async def _try(self, step: Step) -> None:
        """Anything but a clear answer is doubt, and doubt never rings again."""
        try:
            await {Step.PREPARE: self._prepare, Step.MARK_DIALING: self._mark, Step.RING: self._ring}[step]()
        except LineError as fault:
            log.warning("attempt %s: %s: %s (trying again can help: %s)", self._id, step, fault, fault.again)
            self._fault = True
            await self._doubt()
        except (TimeoutError, StoreAway) as silence:
            log.warning("attempt %s: %s is in doubt: %s", self._id, step, silence or "no answer in time")
            await self._doubt()

    async def _prepare(self) -> None:
        assert self._hold is not None
        lengths = self._desk.lengths
        async with asyncio.timeout(lengths.line_answers.total_seconds()):
            await self._line.prepare(
                self._id,
                agent=str(self._hold.agent),
                to=self._hold.number,
                caller_id=self._hold.caller_id,
                cap=lengths.ring_for + lengths.cap,
            )
        self._seen = replace(self._seen, prepared=True)

    async def _mark(self) -> None:
        if self._desk.lease.may_start() and await self._desk.store.mark_dialing(
            self._id, epoch=self._desk.epoch
        ):
            self._seen = replace(self._seen, state=AttemptState.DIALING, marked=True)
        else:
            log.info("attempt %s: must not ring now", self._id)
            await self._doubt()

    async def _ring(self) -> None:
        lengths = self._desk.lengths
        async with asyncio.timeout(lengths.line_answers.total_seconds()):
            await self._line.ring(self._id, ring_for=lengths.ring_for)
        log.info("attempt %s: given to its line", self._id)
        self._seen = replace(self._seen, rung=True)

    async def _doubt(self) -> None:
        row = await self._desk.store.attempt(self._id)
        state = AttemptState(row.state) if row else AttemptState.ENDED
        self._seen = replace(self._seen, state=state, doubt=True)

    async def _look(self, step: Step) -> None:
        """A line that says nothing here leaves the attempt as it is, for the next reconciliation."""
        if step is Step.DROP:
            await drop(self._desk, self._line, self._id, why="in doubt" if self._seen.doubt else "over")
            self._seen = replace(self._seen, dropped=True)
            return
        self._found = await self._find()
        if self._found.leg is LegState.UNKNOWN:
            raise LineError(f"attempt {self._id} cannot be found out now", again=True)
        self._seen = replace(self._seen, leg=self._found.leg)

    async def _find(self) -> State:
        async with asyncio.timeout(self._desk.lengths.line_answers.total_seconds()):
            return await self._line.find(self._id)

    async def _close(self) -> None:
        outcome, by = await self._closed_as()
        if outcome is Outcome.ANSWERED:
            await self._catch_up(LegState.UP)
        log.info("attempt %s: closed as %s", self._id, outcome)
        await self._desk.store.end(self._id, outcome=outcome, by=by, epoch=self._desk.epoch)

    async def _closed_as(self) -> tuple[Outcome, str]:
        if self._fault:
            return Outcome.LINE_FAULT, "line"
        if self._found.outcome is not None and can_end(self._seen.state, self._found.outcome):
            return self._found.outcome, self._found.by
        answered = (await self._find()).outcome is Outcome.ANSWERED
        return outcome_after_doubt(self._seen.state, answered=answered), "desk"

    async def _catch_up(self, leg: LegState) -> None:
        """Write down what happened while nobody listened."""
        if leg in (LegState.RINGING, LegState.UP):
            await self._desk.store.rang(self._id, epoch=self._desk.epoch)
        if leg is LegState.UP:
            await self._desk.store.answered(self._id, epoch=self._desk.epoch)
