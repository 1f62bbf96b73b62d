"""The doorbell is heard at once, remembered while nobody waits, and found again after the database was away."""

import asyncio
import time

import pytest
from django.db import connection

from ringback.dispatch.doorbell import PostgresDoorbell
from ringback.dispatch.postgres_store import conninfo
from ringback.records import wake


def _doorbell() -> PostgresDoorbell:
    return PostgresDoorbell(conninfo(), channel=wake.CHANNEL, topic=wake.DISPATCH, away_for=0.1)


@pytest.mark.django_db(transaction=True)
def test_a_wake_is_heard_at_once_and_another_topic_is_not() -> None:
    async def story() -> tuple[float, float]:
        bell = _doorbell()
        listening = asyncio.create_task(bell.listen())
        await bell.rung(within=5)  # listening has begun
        await asyncio.to_thread(wake.wake, wake.JOBS)
        silent = await _time(bell, within=0.3)
        await asyncio.to_thread(wake.wake, wake.DISPATCH, wake.person(7))
        heard = await _time(bell, within=5)
        listening.cancel()
        return silent, heard

    silent, heard = asyncio.run(story())
    assert silent >= 0.3
    assert heard < 1


@pytest.mark.django_db(transaction=True)
def test_a_doorbell_whose_connection_is_cut_listens_again_and_counts_that_as_a_wake() -> None:
    async def story() -> float:
        bell = _doorbell()
        listening = asyncio.create_task(bell.listen())
        await bell.rung(within=5)
        await asyncio.to_thread(_cut_listeners)
        again = await _time(bell, within=5)
        listening.cancel()
        return again

    assert asyncio.run(story()) < 2


async def _time(bell: PostgresDoorbell, *, within: float) -> float:
    began = time.monotonic()
    await bell.rung(within=within)
    return time.monotonic() - began


def _cut_listeners() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
        )
    connection.close()
