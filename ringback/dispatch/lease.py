"""The one-holder lease as its holder sees it: renewed in time, and never trusted past its own monotonic deadline."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from ringback.dispatch.clock import Clock
from ringback.dispatch.store import Fenced, Store, StoreAway

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LeaseTerms:
    """`lasts` as the database counts it; the holder starts nothing in the last `margin` of it."""

    lasts: timedelta
    renew_every: timedelta
    margin: timedelta


class Lease:
    def __init__(self, store: Store, clock: Clock, terms: LeaseTerms, *, holder: str, random: Random) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms
        self._holder = holder
        self._random = random
        self._until = float("-inf")
        self.epoch = 0

    async def take(self) -> None:
        """Wait until the lease is ours; a holder that died gives way when its lease runs out."""
        while True:
            sent = self._clock.monotonic()
            epoch = await self._try()
            if epoch is not None:
                self.epoch = epoch
                self._extend(sent)
                log.info("lease taken, epoch %s", epoch)
                return
            # Not in step, so that several who wait do not ask at the same moment again and again.
            await self._clock.sleep(self._terms.margin.total_seconds() * self._random.uniform(0.25, 0.5))

    async def keep(self) -> None:
        """Renew for as long as we run; ends with `Fenced` when somebody newer holds it."""
        while True:
            await self._clock.sleep(self._terms.renew_every.total_seconds())
            # Counted from before the request was sent: its answer may have been long on the way.
            sent = self._clock.monotonic()
            try:
                await self._store.renew_lease(self.epoch)
            except StoreAway as problem:
                log.warning("lease not renewed: %s", problem)
            else:
                self._extend(sent)

    async def release(self) -> None:
        self._until = float("-inf")
        try:
            await self._store.release_lease(self.epoch)
        except (Fenced, StoreAway) as problem:
            log.info("lease not released: %s; it runs out by itself", problem)

    def may_start(self) -> bool:
        """Whether a call may still be started; what is under way goes on either way."""
        return self._clock.monotonic() < self._until

    async def _try(self) -> int | None:
        try:
            return await self._store.take_lease(self._holder)
        except StoreAway as problem:
            log.warning("lease not taken: %s", problem)
            return None

    def _extend(self, sent: float) -> None:
        self._until = sent + (self._terms.lasts - self._terms.margin).total_seconds()
