"""A page as the hub sees it: a session cookie, a token, an event stream, posts. And a hub on a port of its own."""

import json
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections

from ringback.pages.live.hub import Hub
from ringback.pages.shared.bodies import Receive, Scope, Send, answer
from ringback.records.people.models import Person

TOKEN = "t" * 32
PATIENCE = 10.0


async def no_page(scope: Scope, receive: Receive, send: Send) -> None:
    await answer(send, 404)


@contextmanager
def a_hub() -> Iterator["Running"]:
    """A real server around a hub whose other pages are missing."""
    hub = Hub(no_page)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(
        hub, host="127.0.0.1", port=port, lifespan="on", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started and hub.house is not None and hub.house.ear.listening.is_set())
    try:
        yield Running(hub, port)
    finally:
        hub.close_streams()
        server.should_exit = True
        thread.join(PATIENCE)
        connections.close_all()


class Running:
    def __init__(self, hub: Hub, port: int) -> None:
        self.hub, self.port = hub, port

    def page_of(self, person: Person, tab: str = "tab-1", *, session: str | None = None) -> "Page":
        host = settings.PORTAL_URL if person.role == "seller" else settings.DESK_URL
        return Page(self.port, host, session or signed_in(person), tab)


class Page:
    """`host` is the address that the browser shows; everything else is what the browser would add by itself."""

    def __init__(self, port: int, host: str, session: str, tab: str) -> None:
        self.tab, self.session = tab, session
        self.events: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        self.kept: list[tuple[str, dict[str, Any]]] = []
        self.status: int | None = None
        self._answer: httpx.Response | None = None
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
        self.headers = {
            "Host": host.split("://")[1],
            "Origin": host,
            "X-CSRFToken": TOKEN,
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE)

    def opens(self) -> "Page":
        """Opens the event stream; `status` says whether it was let in."""
        ready = threading.Event()
        threading.Thread(target=self._listen, args=(ready,), daemon=True).start()
        assert ready.wait(PATIENCE)
        return self

    def closes(self) -> None:
        if self._answer is not None:
            self._answer.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    def posts(self, what: str, said: Any = None, **headers: str) -> httpx.Response:
        sent = {**self.headers, **headers}
        return self.client.post(
            f"/live/{what}", json=said, headers={k: v for k, v in sent.items() if v != "-"}
        )

    def beats(self, **said: Any) -> httpx.Response:
        n = self.hears("beat")["n"]
        return self.posts("beat", {"tab": self.tab, "n": n, "tabs": [self.tab], "can_ring": True, **said})

    def joins(self, attempt: Any, **how: Any) -> httpx.Response:
        return self.posts("join", {"attempt": str(attempt), "tab": self.tab, **how})

    def signals(self, attempt: Any, kind: str, epoch: int, data: Any) -> httpx.Response:
        said = {"attempt": str(attempt), "tab": self.tab, "kind": kind, "epoch": epoch, "data": data}
        return self.posts("signal", said)

    def hears(self, kind: str) -> dict[str, Any]:
        """The next event of this kind; all that came is in `kept`."""
        end = time.monotonic() + PATIENCE
        while True:
            got, said = self.events.get(timeout=max(0.01, end - time.monotonic()))
            self.kept.append((got, said))
            if got == kind:
                return said

    def _listen(self, ready: threading.Event) -> None:
        try:
            with self.client.stream(
                "GET", f"/live/events?tab={self.tab}", headers=self.headers, timeout=None
            ) as answer:
                self.status, self._answer = answer.status_code, answer
                ready.set()
                kind = ""
                for line in answer.iter_lines():
                    if line.startswith("event: "):
                        kind = line.removeprefix("event: ")
                    elif line.startswith("data: "):
                        self.events.put((kind, json.loads(line.removeprefix("data: "))))
        except httpx.TransportError:
            pass
        self.events.put(("closed", {}))
        ready.set()


def signed_in(person: Person) -> str:
    """The key of a new session, as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


def wait_until(true: Any, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
