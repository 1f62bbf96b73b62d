"""One callback is carried once, and one that fails hurts no other."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from ringback.dispatch.carries import Carries
from ringback.dispatch.store import Hold
from tests.dispatch.memory import BEGIN
from tests.lines.virtual_time import play

HOLD = Hold(1, 7, uuid4(), "phone", "+15550001", "", 1, BEGIN + timedelta(seconds=20), False, None)


def test_a_pick_and_a_reconciliation_of_the_same_hold_carry_it_once() -> None:
    async def story() -> int:
        carried = 0

        async def carry() -> None:
            nonlocal carried
            carried += 1
            await asyncio.sleep(1)

        async with asyncio.TaskGroup() as group:
            carries = Carries(group, ended=lambda: None)
            carries.start(HOLD, carry())
            carries.start(HOLD, carry())
        assert not carries.has(HOLD)
        return carried

    assert play(story()) == 1
