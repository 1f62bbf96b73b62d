"""Tables in memory, for stories on virtual time: the same refusals as the database's, and agents who accept at once."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from ringback.dispatch.store import Attempt, Fenced, Hold, StoreAway, Survey
from ringback.rules.calls.lifecycle import Outcome

BEGIN = datetime(2026, 1, 13, 15, 0, tzinfo=UTC)
RINGING_ONLY = {Outcome.NO_ANSWER, Outcome.NOT_REACHABLE, Outcome.DECLINED, Outcome.MACHINE}


class VirtualClock:
    """The time of the running loop, counted from `BEGIN`."""

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Tables:
    """What outlives every dispatcher. `agents_accept` is off where a story lets the countdown run out."""

    def __init__(self, *, cap: timedelta = timedelta(minutes=30), agents_accept: bool = True) -> None:
        self.clock = VirtualClock()
        self.cap = cap
        self.agents_accept = agents_accept
        self.epoch = 0
        self.holder = ""
        self.lease_until = BEGIN
        self.free: deque[int] = deque()
        self.waiting: deque[tuple[UUID, str, str]] = deque()
        self.holds: dict[int, Hold] = {}
        self.attempts: dict[UUID, Attempt] = {}
        self.lapsed: list[UUID] = []
        self.turns = 0
        self.closed: dict[str, str] = {}
        self.bells: list[asyncio.Event] = []
        self._numbers = count(1)

    def ask(self, number: str, *, line: str = "phone") -> UUID:
        callback = uuid4()
        self.waiting.append((callback, line, number))
        self.wake()
        return callback

    def agent_is_free(self) -> int:
        agent = next(self._numbers)
        self.free.append(agent)
        self.wake()
        return agent

    def wake(self) -> None:
        for bell in self.bells:
            bell.set()

    def change(self, id: UUID, **what: object) -> Attempt:
        self.attempts[id] = replace(self.attempts[id], **what)  # type: ignore[arg-type]
        self.wake()
        return self.attempts[id]

    def end(self, id: UUID, outcome: Outcome, by: str) -> bool:
        row = self.attempts[id]
        if row.state == "ended" or (row.state == "live" and outcome in RINGING_ONLY):
            return False
        self.change(id, state="ended", outcome=outcome, ended_by=by)
        for hold in [hold for hold in self.holds.values() if hold.attempt == id]:
            del self.holds[hold.id]
            self.free.append(hold.agent)
        return True

    def attempts_of(self, callback: UUID) -> list[Attempt]:
        return [one for one in self.attempts.values() if one.callback == callback]


class MemoryDoorbell:
    def __init__(self, tables: Tables) -> None:
        self._bell = asyncio.Event()
        tables.bells.append(self._bell)

    async def listen(self) -> None:
        await asyncio.Event().wait()

    async def rung(self, *, within: float) -> None:
        try:
            async with asyncio.timeout(within):
                await self._bell.wait()
        except TimeoutError:
            pass
        self._bell.clear()


class MemoryStore:
    """One dispatcher's way to the tables. `away` makes every question fail; `slow` delays the answer (seconds)."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.away = False
        self.slow = 0.0

    async def _ask(self, epoch: int | None = None) -> None:
        await asyncio.sleep(self.slow)
        if self.away:
            raise StoreAway("the database is away")
        if epoch is not None and epoch != self.tables.epoch:
            raise Fenced(f"epoch {epoch} is not {self.tables.epoch}")

    async def take_lease(self, holder: str) -> int | None:
        await self._ask()
        tables = self.tables
        if tables.lease_until > tables.clock.now():
            return None
        tables.epoch, tables.holder = tables.epoch + 1, holder
        tables.lease_until = tables.clock.now() + timedelta(seconds=10)
        return tables.epoch

    async def renew_lease(self, epoch: int) -> None:
        await self._ask(epoch)
        self.tables.lease_until = self.tables.clock.now() + timedelta(seconds=10)

    async def release_lease(self, epoch: int) -> None:
        await self._ask(epoch)
        self.tables.lease_until = self.tables.clock.now()

    async def survey(self) -> Survey:
        await self._ask()
        tables = self.tables
        live = tuple(one for one in tables.attempts.values() if one.state != "ended")
        return Survey(
            tuple(tables.holds.values()),
            live,
            (tuple(tables.free),) if tables.waiting and tables.free else (),
        )

    async def hold(self, id: int) -> Hold | None:
        await self._ask()
        return self.tables.holds.get(id)

    async def attempt(self, id: UUID) -> Attempt | None:
        await self._ask()
        return self.tables.attempts.get(id)

    async def sites(self) -> tuple[int, ...]:
        return (1,)

    async def turn(self, site: int, *, epoch: int) -> None:
        await self._ask()
        self.tables.turns += 1

    async def turn_agents(self, *, epoch: int) -> None:
        await self._ask()

    async def line_is(self, name: str, *, is_open: bool, why: str, epoch: int) -> None:
        await self._ask(epoch)
        self.tables.closed = {one: w for one, w in self.tables.closed.items() if one != name}
        if not is_open:
            self.tables.closed[name] = why

    async def pick(self, agents: Sequence[int], *, epoch: int) -> tuple[Hold, ...]:
        await self._ask(epoch)
        picked = (self._pick_for(agent, epoch) for agent in agents)
        return tuple(hold for hold in picked if hold is not None)

    def _pick_for(self, agent: int, epoch: int) -> Hold | None:
        tables = self.tables
        can_ring = [one for one in tables.waiting if one[1] not in tables.closed]
        if agent not in tables.free or not can_ring:
            return None
        tables.free.remove(agent)
        tables.waiting.remove(can_ring[0])
        callback, line, number = can_ring[0]
        by = tables.clock.now() + timedelta(seconds=20)
        hold = Hold(
            next(tables._numbers), agent, callback, line, number, "", epoch, by, tables.agents_accept, None
        )
        tables.holds[hold.id] = hold
        tables.wake()
        return hold

    async def lapse(self, hold: Hold, *, epoch: int) -> None:
        await self._ask(epoch)
        if self.tables.holds.pop(hold.id, None):
            self.tables.lapsed.append(hold.callback)

    async def take_over(self, hold: Hold, *, epoch: int) -> Hold | None:
        await self._ask(epoch)
        tables = self.tables
        if hold.id not in tables.holds:
            return None
        tables.holds[hold.id] = replace(tables.holds[hold.id], epoch=epoch)
        if hold.attempt:
            tables.change(hold.attempt, epoch=epoch)
        return tables.holds[hold.id]

    async def arm(self, hold: Hold, *, id: UUID, epoch: int) -> Attempt | None:
        await self._ask(epoch)
        tables = self.tables
        if hold.id not in tables.holds or any(
            one.state != "ended" for one in tables.attempts_of(hold.callback)
        ):
            return None
        row = Attempt(
            id=id, callback=hold.callback, agent=hold.agent, line=hold.line, number=hold.number, state="armed",
            epoch=epoch, rang=False, ring_deadline=None, answered_at=None, cap_at=None, outcome="", ended_by="",
        )  # fmt: skip
        tables.attempts[id] = row
        tables.holds[hold.id] = replace(hold, attempt=id)
        tables.wake()
        return row

    async def mark_dialing(self, id: UUID, *, epoch: int) -> Attempt | None:
        await self._ask(epoch)
        tables = self.tables
        if tables.attempts[id].state != "armed":
            return None
        return tables.change(id, state="dialing", ring_deadline=tables.clock.now() + timedelta(seconds=30))

    async def tell_pages(self, id: UUID) -> None:
        pass

    async def rang(self, id: UUID, *, epoch: int) -> None:
        await self._ask(epoch)
        if self.tables.attempts[id].state == "dialing":
            self.tables.change(id, rang=True)

    async def answered(self, id: UUID, *, epoch: int) -> None:
        await self._ask(epoch)
        tables = self.tables
        if tables.attempts[id].state == "dialing":
            now = tables.clock.now()
            tables.change(id, state="live", rang=True, answered_at=now, cap_at=now + tables.cap)

    async def end(self, id: UUID, *, outcome: Outcome, by: str, epoch: int) -> bool:
        await self._ask(epoch)
        return self.tables.end(id, outcome, by)
