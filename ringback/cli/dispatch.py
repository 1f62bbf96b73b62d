"""`ringback dispatch`: pick callbacks and ring sellers, until told to stop."""

import asyncio
import logging
import os
import signal
import socket
from contextlib import suppress

import click
import django

from ringback.cli import metrics

log = logging.getLogger(__name__)


@click.command()
def command() -> None:
    """Pick callbacks by the queue law, reserve agents and ring sellers.

    One dispatcher works at a time; others started beside it wait for its lease. On SIGTERM it gives the lease back;
    calls that are under way go on, and whoever dispatches next takes them over.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.config.settings")
    django.setup()
    metrics.tell("dispatch")
    asyncio.run(_until_told())


async def _until_told() -> None:
    told = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, told.set)
    # Its modules need Django to be set up.
    from ringback.dispatch.start import dispatcher  # noqa: PLC0415

    stop = asyncio.create_task(told.wait())
    while not told.is_set():
        async with dispatcher(holder=f"{socket.gethostname()}:{os.getpid()}") as one:
            work = asyncio.create_task(one.run())
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
            work.cancel()
            # Fenced off it has ended by itself and stands by again; whatever else ended it ends the process.
            with suppress(asyncio.CancelledError):
                await work
    log.info("stopped")
