"""`ringback up`: everything a desk needs under one supervisor, which starts again what dies and stops all in order."""

import asyncio
import ctypes
import fcntl
import logging
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from ringback.cli import embedded, home
from ringback.records import schema

log = logging.getLogger(__name__)

# In the order in which they are stopped: who starts calls, who acts, who writes, who is looked at.
DESK = ("dispatch", "work", "serve")
AGAIN_AFTER = (0.2, 1.0, 3.0)  # seconds; the last for whatever dies again and again
STAYED = 10.0  # seconds after which a process has shown that it can live
STOPS_WITHIN = 8.0
LOOK_AT_DATABASE = 1.0


@dataclass(frozen=True)
class Process:
    name: str
    command: tuple[str, ...]


@click.command()
@click.option(
    "--demo", is_flag=True, help="With people who call and answer; its data has a folder of its own."
)
def command(demo: bool) -> None:
    """Run the desk: database, pages, dispatcher and worker. Ctrl-C stops it."""
    lock = (home.data_folder(demo=demo) / "up.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise click.ClickException(
            f"A desk runs already with the data in {Path(lock.name).parent}."
        ) from None
    if demo:
        demo_settings()
    try:
        database = home.open_house(demo=demo)
    except home.Unfit as wrong:
        raise click.ClickException(str(wrong)) from None
    try:
        refuse_taken_port(settings.LISTEN_HOST, settings.LISTEN_PORT)
        prepare()
        processes = [Process(verb, (sys.executable, "-m", "ringback", verb)) for verb in DESK]
        if demo:
            from ringback.cli.demo import stage  # noqa: PLC0415 (the demo's parts are an extra)

            stage.set_up()
            processes += [Process(name, (sys.executable, "-m", name)) for name in stage.PROCESSES]
        asyncio.run(run(processes, database))
    finally:
        if database is not None:
            database.stop()


def refuse_taken_port(host: str, port: int) -> None:
    """Whoever listens there is not the desk: nobody is sent to them, and the demo's people do not sign in to them."""
    if free(host, port):
        return
    other = next((one for one in range(port + 1, min(port + 100, 65536)) if free(host, one)), None)
    hint = f"such as RINGBACK_PORT={other}" if other else "with RINGBACK_PORT"
    raise click.ClickException(
        f"Port {port} of {host} cannot be listened on; another program may have it.\n  Choose another one, {hint}."
    )


def free(host: str, port: int) -> bool:
    with suppress(OSError):
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return True
    return False


def demo_settings() -> None:
    """Where the demo's mails go: to a server of its own, on a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        os.environ["SMTP_HOST"], os.environ["SMTP_PORT"] = "127.0.0.1", str(probe.getsockname()[1])


def prepare() -> None:
    """Tables, and the one that the cache is kept in. Those of a newer version are not touched: what it means is not known."""
    if newer := schema.not_known():
        raise click.ClickException(
            f"This program is older than its database, which has {newer[-1][1]}.\n"
            "  Install the version that the desk ran with last, or restore a backup of this version."
        )
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    connections.close_all()


async def run(all_of_them: list[Process], database: embedded.Database | None) -> None:
    told = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, told.set)
    async with asyncio.TaskGroup() as group:
        kept = [group.create_task(keep(one)) for one in all_of_them]
        others = [group.create_task(say_where())]
        if database is not None:
            others.append(group.create_task(keep_database(database)))
        await told.wait()
        click.echo("\n  Stopping.")
        for task in [*kept, *others[1:], others[0]]:
            task.cancel()
            await asyncio.wait([task])


async def keep(process: Process) -> None:
    """Start it, and start it again whenever it ends; cancelled, it is told to stop and waited for."""
    deaths = 0
    while True:
        started = time.monotonic()
        child = await asyncio.create_subprocess_exec(
            *process.command, start_new_session=True, preexec_fn=partial(_die_with, os.getpid())
        )
        try:
            code = await child.wait()
        except asyncio.CancelledError:
            await stop(process, child)
            raise
        deaths = 1 if time.monotonic() - started > STAYED else deaths + 1
        pause = AGAIN_AFTER[min(deaths, len(AGAIN_AFTER)) - 1]
        log.error("%s ended with %s; it is started again in %.1f s", process.name, code, pause)
        await asyncio.sleep(pause)


async def stop(process: Process, child: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        child.terminate()
        try:
            await asyncio.wait_for(child.wait(), STOPS_WITHIN)
        except TimeoutError:
            log.error("%s did not stop within %.0f s and is killed", process.name, STOPS_WITHIN)
            child.kill()
            await child.wait()


async def keep_database(database: embedded.Database) -> None:
    while True:
        await asyncio.sleep(LOOK_AT_DATABASE)
        if not database.lives():
            log.error("the database ended; it is started again")
            await asyncio.to_thread(database.revive)


async def say_where() -> None:
    """Once the pages can be reached."""
    host = settings.LISTEN_HOST
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(host, settings.LISTEN_PORT)
            writer.close()
            break
        await asyncio.sleep(0.1)
    if settings.DEMO:
        click.echo(f"\n  First page: {settings.PORTAL_URL}/demo/   (sign in there with one click)")
    click.echo(
        f"\n  Sellers: {settings.PORTAL_URL}/\n  Desk:    {settings.DESK_URL}/\n\n  Ctrl-C stops everything.\n"
    )


def _die_with(parent: int) -> None:
    """Linux: a child is told to stop when its supervisor is killed, so that nothing is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(0)
