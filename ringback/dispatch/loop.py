"""The dispatcher: takes the lease, then looks, picks, turns and reconciles until it is stopped or fenced off."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import NoReturn

from ringback.dispatch.carries import Carries
from ringback.dispatch.carry import carry
from ringback.dispatch.desk import Desk
from ringback.dispatch.doorbell import Doorbell
from ringback.dispatch.lines import Lines
from ringback.dispatch.reconcile import Reconciler
from ringback.dispatch.store import Fenced, StoreAway

log = logging.getLogger(__name__)


class Dispatcher:
    """Runs once: `run` ends when cancelled (calls go on, another dispatcher adopts them) or when fenced off."""

    def __init__(self, desk: Desk, doorbell: Doorbell) -> None:
        self._desk = desk
        self._doorbell = doorbell
        self._lines = Lines(desk)
        self._looked = asyncio.Event()

    async def run(self) -> None:
        """Raises nothing when fenced off; whoever calls starts over with a new epoch or ends."""
        await self._desk.lease.take()
        try:
            await self._fenced("lines", self._lines.look)
            await self._work()
        except* Fenced:
            log.warning("epoch %s is no longer the newest; stopping", self._desk.epoch)
        finally:
            await self._lines.close()
            await self._desk.lease.release()

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as group:
            carries = Carries(group, ended=self._looked.set)
            reconciler = Reconciler(self._desk, carries)
            lengths = self._desk.lengths
            group.create_task(self._desk.lease.keep(), name="lease")
            group.create_task(self._doorbell.listen(), name="doorbell")
            group.create_task(self._look(), name="look")
            group.create_task(self._pick(carries), name="pick")
            group.create_task(self._every(lengths.poll.total_seconds(), self._turn), name="turn")
            await self._looked.wait()
            every = lengths.reconcile_every.total_seconds()
            group.create_task(self._every(every, reconciler.look), name="reconcile")
            group.create_task(self._every(every, self._lines.look), name="lines")

    async def _look(self) -> NoReturn:
        """Look at the desk on every wake, and by the poll; wakes that come together are one look. Looking takes half of the
        time at most: a machine that is busy shall ring rather than look. One look that hung puts the next off by the poll
        and no more."""
        gap, poll = (one.total_seconds() for one in (self._desk.lengths.gap, self._desk.lengths.poll))
        while True:
            began = self._desk.clock.monotonic()
            await self._fenced("look", self._look_once)
            lasted = self._desk.clock.monotonic() - began
            await self._desk.clock.sleep(max(gap, min(lasted, poll)))
            await self._doorbell.rung(within=poll)

    async def _look_once(self) -> None:
        self._desk.board.show(await self._desk.store.survey())
        self._looked.set()

    async def _pick(self, carries: Carries) -> NoReturn:
        while True:
            await self._looked.wait()
            self._looked.clear()
            async with asyncio.TaskGroup() as together:
                for group in self._desk.board.survey.free:
                    together.create_task(self._pick_for_all(group, carries), name="pick for a group")

    async def _pick_for_all(self, group: Sequence[int], carries: Carries) -> None:
        most = self._desk.lengths.picks_at_once
        for begin in range(0, len(group), most):
            some = group[begin : begin + most]
            await self._fenced(f"pick for {len(some)} agents", partial(self._pick_for, some, carries))

    async def _pick_for(self, agents: Sequence[int], carries: Carries) -> None:
        free = [agent for agent in agents if not carries.serve(agent)]
        if not free or not self._desk.lease.may_start():
            return
        for hold in await self._desk.store.pick(free, epoch=self._desk.epoch):
            carries.start(hold, carry(self._desk, hold))

    async def _turn(self) -> None:
        store, epoch = self._desk.store, self._desk.epoch
        for site in await store.sites():
            await self._fenced(f"turn of site {site}", partial(store.turn, site, epoch=epoch))
        await store.turn_agents(epoch=epoch)

    async def _every(self, seconds: float, do: Callable[[], Awaitable[None]]) -> NoReturn:
        while True:
            await self._fenced(do.__qualname__, do)
            await self._desk.clock.sleep(seconds)

    async def _fenced(self, what: str, do: Callable[[], Awaitable[None]]) -> None:
        """One step that fails is logged and tried again at its next turn; being fenced off ends everything."""
        try:
            await do()
        except Fenced:
            raise
        except StoreAway as problem:
            log.warning("%s: %s", what, problem)
            await self._desk.clock.sleep(self._desk.lengths.poll.total_seconds())
        except Exception:
            log.exception("%s failed", what)
