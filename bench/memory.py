"""Memory of everything that `ringback up` starts, the demo's people apart, while a demo lives twenty times as fast.

Proportional shares (PSS), so that what processes share counts once. With RINGBACK_PROVE set it runs for an hour and tells
how each process grows: its own (anonymous) memory per hour, after the first ten minutes.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg

from bench.figure import Figure

PROVE = bool(os.environ.get("RINGBACK_PROVE"))
LASTS = float(os.environ.get("BENCH_SECONDS", "3600" if PROVE else "120"))
WARM = 600.0
EVERY = 20.0
LIMIT = 700.0  # MB in all
SLOPE = 1.0  # MB an hour, of each process
PACE = 20
PORT = int(os.environ.get("BENCH_PORT", "8179"))
PEOPLE = ("ringback.cli.demo.mail_sink", "ringback.cli.demo.crowd")
VERBS = ("up", "serve", "dispatch", "work")
# Every length of a callback and its call, as docs/settings.md has them.
LENGTHS = {
    "ACCEPT": 60,  # of which a twentieth is left to a busy machine; twenty would be one second
    "RING": 60,
    "CAP": 1800,
    "SELLER_WARNING_LEFT": 120,
    "AGENT_WARNING_LEFT": 300,
    "AGENT_LAST_WARNING_LEFT": 60,
    "WRAP_UP": 120,
    "CONTINUATION_OWN": 600,
    "CALLBACK_LIVES": 604_800,
    "NOTICES_MERGE": 3600,
}
# Heartbeats, and what is concluded from their absence, are not how the desk lives but how it listens: twenty times as many
# would be the load of a thousand people, and those of the demo, in one process, could not answer them.
HEARTBEATS = {
    "LIVE_BEAT": 1.0,
    "LIVE_PRESENCE_WRITE": 0.5,
    "SELLER_REACHABLE": 4.0,
    "AGENT_PAGE_GONE": 5.0,
    "SIDE_GONE": 6.0,
    "LIVE_LOOK": 10.0,
}


def measure() -> Iterator[Figure]:
    # Root's database needs a folder whose parents are public anyway.
    with tempfile.TemporaryDirectory(prefix="ringback-memory-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        desk = subprocess.Popen(
            [sys.executable, "-m", "ringback", "up", "--demo"],
            env=_environment(folder),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            seen = _watch(desk)
            calls = _calls(Path(folder))
        finally:
            desk.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                desk.wait(40)
            desk.kill()
    last = seen[-1]
    more = {name: round(pss) for name, (pss, _own) in last[1].items()}
    total = sum(pss for pss, _own in last[1].values())
    yield Figure(
        name="memory",
        value=total,
        unit="MB",
        limit=LIMIT,
        more={**more, "after_seconds": round(last[0]), "calls": calls},
    )
    if PROVE:
        slopes = {name: _slope(seen, name) for name in last[1]}
        yield Figure(
            name="memory_slope",
            value=max(slopes.values()),
            unit="MB an hour",
            limit=SLOPE,
            more={name: round(value, 2) for name, value in slopes.items()},
        )


def _calls(folder: Path) -> int:
    """How many were answered: a desk where nobody talks is not what is measured."""
    with psycopg.connect(host=str(folder / "postgres"), user="postgres", dbname="ringback") as server:
        answered = server.execute("SELECT count(*) FROM ringback_call").fetchone()
    if not answered or not answered[0]:
        raise RuntimeError("nobody has talked")
    return int(answered[0])


def _environment(folder: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    lengths = {**{name: length / PACE for name, length in LENGTHS.items()}, **HEARTBEATS}
    shorter = {f"RINGBACK_{name}_SECONDS": str(length) for name, length in lengths.items()}
    return {
        **inherited,
        **shorter,
        "RINGBACK_SPACING_SCALE": str(1 / PACE),
        "RINGBACK_DEMO_PACE": str(PACE),
        "RINGBACK_DATA": folder,
        "RINGBACK_PORT": str(PORT),
        "PORTAL_URL": f"http://portal.localhost:{PORT}",
        "DESK_URL": f"http://desk.localhost:{PORT}",
    }


Seen = list[tuple[float, dict[str, tuple[float, float]]]]


def _watch(desk: "subprocess.Popen[bytes]") -> Seen:
    """At each moment (seconds since the start) each process's share and its own memory, in MB."""
    began, seen = time.monotonic(), Seen()
    while (left := began + LASTS - time.monotonic()) > 0:
        time.sleep(min(EVERY, left))
        if desk.poll() is not None:
            raise RuntimeError("the desk has ended")
        seen.append((time.monotonic() - began, _processes(desk.pid)))
    missing = set(VERBS) - set(seen[-1][1])
    if missing:
        raise RuntimeError(f"not running in the end: {', '.join(sorted(missing))}")
    return seen


def _processes(up: int) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for pid in _family(up):
        name = _name(pid)
        if name in PEOPLE:
            continue
        with suppress(OSError):
            share, own = _memory(pid)
            before = found.get(name, (0.0, 0.0))
            found[name] = (before[0] + share, before[1] + own)
    return found


def _family(pid: int) -> list[int]:
    """This process and all below it; the database's server is no child of ours, and belongs to it."""
    everyone = {int(path.name): _parent(path) for path in Path("/proc").glob("[0-9]*")}
    family = {pid, *_servers(pid)}
    while more := {one for one, parent in everyone.items() if parent in family} - family:
        family |= more
    return sorted(family)


def _servers(up: int) -> list[int]:
    environ = dict(
        word.split("=", 1)
        for word in Path(f"/proc/{up}/environ").read_bytes().decode().split("\0")
        if "=" in word
    )
    with suppress(OSError):
        return [int((Path(environ["RINGBACK_DATA"]) / "postgres" / "postmaster.pid").read_text().split()[0])]
    return []


def _parent(path: Path) -> int:
    with suppress(OSError):
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _name(pid: int) -> str:
    """The verb, the module of a person, or postgres for all of the database's processes."""
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        named = [word for word in words if word in VERBS or word in PEOPLE]
        if named:
            return named[0]
        return "postgres" if "postgres" in words[0] else Path(words[0]).name
    return "gone"


def _memory(pid: int) -> tuple[float, float]:
    told = dict(
        line.split(":", 1)
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        if ":" in line
    )
    return float(told["Pss"].split()[0]) / 1024, float(told["Pss_Anon"].split()[0]) / 1024


def _slope(seen: Seen, name: str) -> float:
    """MB an hour of a process's own memory, by least squares, once it is warm."""
    points = [(at / 3600, processes[name][1]) for at, processes in seen if at > WARM and name in processes]
    mean_at = sum(at for at, _ in points) / len(points)
    mean = sum(own for _, own in points) / len(points)
    spread = sum((at - mean_at) ** 2 for at, _ in points)
    return sum((at - mean_at) * (own - mean) for at, own in points) / spread
