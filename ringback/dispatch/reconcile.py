"""Takes up holds that nobody here carries: another dispatcher's, and those of a carry that failed."""

from ringback.dispatch.carries import Carries
from ringback.dispatch.carry import take_up
from ringback.dispatch.desk import Desk
from ringback.dispatch.store import Hold


class Reconciler:
    def __init__(self, desk: Desk, carries: Carries) -> None:
        self._desk = desk
        self._carries = carries
        self._loose: frozenset[int] = frozenset()

    async def look(self) -> None:
        """One pass over the last look at the desk.

        A hold of our own epoch may be a pick whose answer is still on its way, so it is taken up at the second pass
        that finds it loose; another epoch's is taken up at once.
        """
        loose = [hold for hold in self._desk.board.survey.holds if not self._carries.has(hold)]
        for hold in loose:
            if hold.epoch != self._desk.epoch or hold.id in self._loose:
                await self._take_up(hold)
        self._loose = frozenset(hold.id for hold in loose)

    async def _take_up(self, hold: Hold) -> None:
        store = self._desk.store
        ours = await store.take_over(hold, epoch=self._desk.epoch)
        if ours is None:
            return
        attempt = await store.attempt(ours.attempt) if ours.attempt else None
        self._carries.start(ours, take_up(self._desk, ours, attempt))
