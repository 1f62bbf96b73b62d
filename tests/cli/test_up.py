"""The supervisor: what dies comes back, what is told to stop stops, in order and with nothing left behind."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from django.db import connection

from ringback.cli import home, up
from ringback.cli.up import Process


@pytest.fixture(autouse=True)
def listening(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nowhere() -> None:
        await asyncio.sleep(3600)

    monkeypatch.setattr(up, "say_where", nowhere)
    monkeypatch.setattr(up, "AGAIN_AFTER", (0.05, 0.05, 0.05))
    monkeypatch.setattr(up, "STOPS_WITHIN", 1.0)


def process(name: str, script: str) -> Process:
    return Process(name, (sys.executable, "-c", script))


def notes(folder: Path, name: str, then: str, *, first: str = "") -> Process:
    """Does something first, appends its process id to a file, and then goes on."""
    note = f"print(os.getpid(), file=open({str(folder / name)!r}, 'a'))"
    return process(name, "\n".join(["import os, signal, sys, time", first, note, then]))


SLEEP = "time.sleep(60)"
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
TELLS = "signal.signal(signal.SIGTERM, lambda *_: (print('{0}', file=open({1!r}, 'a')), sys.exit()))"


def supervise(processes: list[Process], until: Callable[[], bool]) -> float:
    """Run them until something is so, then stop as Ctrl-C does; returns how long stopping took."""

    async def story() -> float:
        running = asyncio.create_task(up.run(processes, None))
        end = time.monotonic() + 10
        while not until():
            assert time.monotonic() < end
            await asyncio.sleep(0.02)
        begin = time.monotonic()
        signal.raise_signal(signal.SIGTERM)
        await running
        return time.monotonic() - begin

    return asyncio.run(story())


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def test_what_dies_is_started_again(tmp_path: Path) -> None:
    supervise(
        [notes(tmp_path, "dies", "sys.exit(3)"), notes(tmp_path, "lives", SLEEP)],
        lambda: len(pids(tmp_path / "dies")) >= 3,
    )
    assert len(pids(tmp_path / "lives")) == 1
    assert not any(runs(pid) for pid in pids(tmp_path / "dies") + pids(tmp_path / "lives"))


def test_they_are_told_to_stop_in_their_order(tmp_path: Path) -> None:
    told = str(tmp_path / "told")
    ready = [tmp_path / name for name in ("first", "second")]
    processes = [notes(tmp_path, path.name, SLEEP, first=TELLS.format(path.name, told)) for path in ready]

    supervise(processes, lambda: all(path.exists() for path in ready))
    assert Path(told).read_text().split() == ["first", "second"]


def test_what_does_not_stop_is_killed(tmp_path: Path) -> None:
    deaf = notes(tmp_path, "deaf", SLEEP, first=DEAF)
    assert 0.9 < supervise([deaf], (tmp_path / "deaf").exists) < 3
    assert not runs(pids(tmp_path / "deaf")[0])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent has died")
def test_a_supervisor_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    child = notes(tmp_path, "child", SLEEP)
    script = (
        "import asyncio\nfrom ringback.cli import up\n"
        "async def nowhere(): await asyncio.sleep(60)\n"
        "up.say_where = nowhere\n"
        f"asyncio.run(up.run([up.Process('child', {child.command!r})], None))"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": os.getcwd()})
    wait_until(lambda: bool(pids(tmp_path / "child")))
    parent.kill()
    parent.wait()
    wait_until(lambda: not runs(pids(tmp_path / "child")[0]))


@pytest.mark.django_db
def test_a_program_that_is_older_than_its_tables_does_not_start() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('ringback', '9999_later', now())"
        )
    with pytest.raises(click.ClickException, match="9999_later"):
        up.prepare()


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = home.secret_key(tmp_path)
    assert len(first) > 50
    assert home.secret_key(tmp_path) == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_a_port_that_another_program_has_is_refused_with_one_that_is_free() -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        with pytest.raises(click.ClickException) as refused:
            up.refuse_taken_port("127.0.0.1", port)
    assert f"Port {port} of 127.0.0.1" in refused.value.message
    other = re.search(r"RINGBACK_PORT=(\d+)", refused.value.message)
    assert other is not None
    assert up.free("127.0.0.1", int(other[1]))


def test_a_port_that_was_just_left_can_be_had_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()
    up.refuse_taken_port("127.0.0.1", port)
