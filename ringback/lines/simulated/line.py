"""The line to scripted people: the protocol's steps on a pretend exchange."""

from datetime import timedelta
from uuid import UUID

from ringback.lines.line import Health, Sink, State
from ringback.lines.simulated.exchange import Exchange


class SimulatedLine:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def open(self, sink: Sink) -> Health:
        self._exchange.tell(sink)
        return await self.health()

    async def health(self) -> Health:
        return Health(open=not self._exchange.broken, why=self._exchange.broken)

    async def close(self) -> None:
        self._exchange.tell(None)

    async def prepare(self, attempt: UUID, *, agent: str, to: str, caller_id: str, cap: timedelta) -> None:
        self._exchange.make(attempt, to, cap)

    async def ring(self, attempt: UUID, *, ring_for: timedelta) -> None:
        self._exchange.ring(attempt, ring_for)

    async def drop(self, attempt: UUID, *, why: str) -> None:
        await self._exchange.drop(attempt)

    async def find(self, attempt: UUID) -> State:
        return self._exchange.find(attempt)
