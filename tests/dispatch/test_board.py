"""Whoever follows something on the board misses no news, however it falls between reading and waiting."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from ringback.dispatch.board import Board
from ringback.dispatch.store import Hold, Survey
from ringback.lines.line import Ringing
from tests.dispatch.memory import BEGIN
from tests.lines.virtual_time import play

HOLD = Hold(1, 7, uuid4(), "phone", "+15550001", "", 1, BEGIN + timedelta(seconds=20), False, None)


def test_a_look_without_a_change_wakes_nobody() -> None:
    async def story() -> float:
        board = Board()
        board.show(Survey((HOLD,), (), ()))
        with board.following(HOLD.id) as follower:
            board.show(Survey((HOLD,), (), ()))
            await follower.news(within=9)
            return asyncio.get_running_loop().time()

    assert play(story()) == 9


def test_news_that_came_before_the_waiting_began_is_not_missed() -> None:
    async def story() -> float:
        board = Board()
        board.show(Survey((HOLD,), (), ()))
        with board.following(HOLD.id) as follower:
            board.show(Survey((replace(HOLD, accepted=True),), (), ()))
            await follower.news(within=9)
            return asyncio.get_running_loop().time()

    assert play(story()) == 0


def test_what_a_line_says_goes_to_who_follows_that_attempt_only() -> None:
    async def story() -> None:
        board, ada, cy = Board(), uuid4(), uuid4()
        with board.following(ada) as follows_ada, board.following(cy) as follows_cy:
            await board.hear(Ringing(ada))
            assert (follows_ada.take_said(), follows_cy.take_said()) == ([Ringing(ada)], [])
            assert follows_ada.take_said() == []
        await board.hear(Ringing(ada))  # nobody follows any more

    play(story())
