"""`make demo` after a clean stop, to the first page: the median of five starts, on data that is there already."""

import os
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bench.figure import Figure

ROOT = Path(__file__).resolve().parent.parent
STARTS = 5
LIMIT = 8.0
PATIENCE = 120.0
PORT = int(os.environ.get("BENCH_PORT", "8178"))


def measure() -> Iterator[Figure]:
    # Root's database needs a folder whose parents are public anyway.
    with tempfile.TemporaryDirectory(prefix="ringback-start-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        env |= {
            "RINGBACK_DATA": folder,
            "RINGBACK_PORT": str(PORT),
            "PORTAL_URL": f"http://portal.localhost:{PORT}",
            "DESK_URL": f"http://desk.localhost:{PORT}",
        }
        _start(env)  # the first start of all makes the data, and is not counted
        taken = [_start(env) for _ in range(STARTS)]
    yield Figure(
        name="start",
        value=round(statistics.median(taken), 2),
        unit="s",
        limit=LIMIT,
        more={"longest": round(max(taken), 2), "load": round(os.getloadavg()[0], 1)},
    )


def _start(env: dict[str, str]) -> float:
    """Seconds from the command to the first page; then a clean stop."""
    began = time.monotonic()
    desk = subprocess.Popen(
        ["make", "--silent", "demo"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers():
            if time.monotonic() - began > PATIENCE or desk.poll() is not None:
                raise TimeoutError("the demo did not answer")
            time.sleep(0.05)
        return time.monotonic() - began
    finally:
        os.killpg(desk.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            desk.wait(30)


def _answers() -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}/demo/", headers={"Host": f"portal.localhost:{PORT}"}
    )
    with suppress(OSError), urllib.request.urlopen(request, timeout=2) as answer:
        return bool(answer.status == 200)
    return False
