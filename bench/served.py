"""`ringback serve` as a process of its own, asked over one connection that stays open."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus

STARTS_WITHIN = 30.0  # seconds


@dataclass(frozen=True)
class Visit:
    """One page as one signed-in person asks for it; `host` is the host's name alone."""

    host: str
    path: str
    cookie: str


@contextmanager
def served(settings: str) -> Iterator[http.client.HTTPConnection]:
    """A connection to the pages; `settings` is the settings' module. The database is that of DATABASE_URL."""
    from django.conf import settings as ours

    port = _free_port()
    told = {
        "DJANGO_SETTINGS_MODULE": settings,
        "RINGBACK_HOST": "127.0.0.1",
        "RINGBACK_PORT": str(port),
        "RINGBACK_SECRET_KEY": ours.SECRET_KEY,
    }
    process = subprocess.Popen([sys.executable, "-m", "ringback", "serve"], env={**os.environ, **told})
    try:
        _wait_for(port, process)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            yield connection
    finally:
        process.terminate()
        process.wait(20)


def milliseconds(connection: http.client.HTTPConnection, visit: Visit) -> float:
    """From the request's first byte to the answer's last."""
    began = time.perf_counter()
    connection.request("GET", visit.path, headers={"Host": visit.host, "Cookie": visit.cookie})
    answer = connection.getresponse()
    answer.read()
    taken = 1000 * (time.perf_counter() - began)
    assert answer.status == HTTPStatus.OK, f"{visit.path} answered {answer.status}"
    return taken


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError("`ringback serve` did not answer")
