"""What a browser does for one of the demo's people: signs in, reads pages, posts forms, keeps the stream and answers beats."""

import asyncio
import json
import logging
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

log = logging.getLogger("ringback.demo")

AGAIN = 3.0  # seconds after which a lost stream or a refused sign-in is tried again
CSRF = "csrf"


class Browser:
    """`base` is the host's address, as people type it; requests go to loopback with that host's name."""

    def __init__(self, base: str, email: str, password: str) -> None:
        self.base, self.email, self._password = base, email, password
        parts = urlsplit(base)
        self.tab = str(uuid4())
        self.can_ring = True
        self.in_attempt: str | None = None
        self.on_look: Callable[[], None] = lambda: None
        self.on_signal: Callable[[dict[str, Any]], None] = lambda _: None
        self._http = httpx.AsyncClient(
            base_url=f"{parts.scheme}://127.0.0.1:{parts.port or 80}",
            headers={"Host": parts.netloc, "Origin": base, "Accept-Language": "en"},
            timeout=httpx.Timeout(20, pool=None),
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=1),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def sign_in(self) -> None:
        """Until it worked: the desk may be starting."""
        while True:
            with suppress(httpx.HTTPError):
                await self._http.get("/accounts/login/")
                form = {"login": self.email, "password": self._password}
                if (await self.post("/accounts/login/", form)).status_code in (302, 303):
                    return
                log.warning("sign-in of a demo person was refused")
            await asyncio.sleep(AGAIN)

    async def get(self, path: str) -> str:
        """Raises httpx.HTTPError for a page that could not be had."""
        return (await self._http.get(path, follow_redirects=True)).raise_for_status().text

    async def post(self, path: str, form: dict[str, Any]) -> httpx.Response:
        return await self._http.post(path, data=form, headers={"X-CSRFToken": self._token()})

    async def send(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return await self._http.post(path, json=body, headers={"X-CSRFToken": self._token()})

    async def keep_stream(self) -> None:
        """For as long as the page is open: a lost stream is opened again."""
        while True:
            try:
                await self._stream()
            except httpx.HTTPError as lost:
                log.debug("stream lost: %s", lost)
            await asyncio.sleep(AGAIN)

    async def _stream(self) -> None:
        timeout = httpx.Timeout(20, read=30)
        async with self._http.stream("GET", f"/live/events?tab={self.tab}", timeout=timeout) as answer:
            if answer.status_code != httpx.codes.OK:
                return
            self.on_look()
            async for event, data in _events(answer):
                if event == "look":
                    self.on_look()
                elif event == "beat":
                    await self._beat(data["n"])
                elif event == "signal":
                    self.on_signal(data)

    async def _beat(self, n: int) -> None:
        said = {
            "tab": self.tab,
            "n": n,
            "tabs": [self.tab],
            "can_ring": self.can_ring,
            "in_attempt": self.in_attempt,
        }
        with suppress(httpx.HTTPError):
            await self.send("/live/beat", said)

    def _token(self) -> str:
        return self._http.cookies.get(CSRF) or ""


async def _events(answer: httpx.Response) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    event = "message"
    async for line in answer.aiter_lines():
        if line.startswith("event:"):
            event = line[6:].strip()
        elif line.startswith("data:"):
            yield event, json.loads(line[5:])
            event = "message"


def attribute(page: str, name: str) -> str | None:
    """The first value of an attribute in a page."""
    found = re.search(rf'{name}="([^"]*)"', page)
    return found.group(1) if found else None


def addresses() -> tuple[str, str]:
    """The portal's and the desk's."""
    return os.environ["PORTAL_URL"], os.environ["DESK_URL"]
