"""`ringback serve` as a process of its own, and what it takes to be asked for one page."""

import http.client
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from bench.process import free_port, serving


@dataclass(frozen=True)
class Visit:
    """One page as one signed-in person asks for it; `host` is the host's name alone."""

    host: str
    path: str
    cookie: str


@dataclass(frozen=True)
class Served:
    port: int
    pid: int

    @contextmanager
    def connected(self) -> Iterator[http.client.HTTPConnection]:
        """One connection that stays open."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            yield connection


@contextmanager
def served(**more: str) -> Iterator[Served]:
    """The pages on the database of DATABASE_URL; the hosts are those that this process's settings name."""
    from django.conf import settings

    port = free_port()
    told = {
        "RINGBACK_HOST": "127.0.0.1",
        "RINGBACK_PORT": str(port),
        "PORTAL_URL": settings.PORTAL_URL,
        "DESK_URL": settings.DESK_URL,
        "RINGBACK_SECRET_KEY": settings.SECRET_KEY,
    }
    with serving([sys.executable, "-m", "ringback", "serve"], port, {**told, **more}) as pid:
        yield Served(port, pid)


def milliseconds(connection: http.client.HTTPConnection, visit: Visit) -> float:
    """From the request's first byte to the answer's last."""
    began = time.perf_counter()
    connection.request("GET", visit.path, headers={"Host": visit.host, "Cookie": visit.cookie})
    answer = connection.getresponse()
    answer.read()
    taken = 1000 * (time.perf_counter() - began)
    assert answer.status == HTTPStatus.OK, f"{visit.path} answered {answer.status}"
    return taken
