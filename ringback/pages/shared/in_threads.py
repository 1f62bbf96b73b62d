"""Django's pages in a bounded pool of threads behind an ASGI server: a request is handed over once, and its answer once.

Each hand-over is a wait for another thread, and in a surge those cost as much as the pages' own work. An answer that is made
whole goes back as the thread's result; one that streams is sent part by part, no faster than it is taken.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import IO, Any, cast

from a2wsgi.wsgi import build_environ

from ringback.pages.shared.bodies import Message, Scope, Send

# A WSGI application; its responses say whether they stream.
Django = Callable[[dict[str, Any], Any], Any]


class InThreads:
    def __init__(self, django: Django, *, workers: int) -> None:
        self._django = django
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, body: IO[bytes], send: Send) -> None:
        loop = asyncio.get_running_loop()

        async def sent(message: Message) -> None:
            await send(message)

        def send_now(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(sent(message), loop).result()

        # Typed for a body that is read on the loop.
        environ: Any = build_environ(cast(Any, scope), cast(Any, body))
        answer = partial(contextvars.copy_context().run, self._answer, environ, send_now)
        for message in await loop.run_in_executor(self._threads, answer):
            await send(message)

    def _answer(self, environ: dict[str, Any], send_now: Callable[[Message], None]) -> Iterable[Message]:
        """In a thread: what is left to be sent."""
        head: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            head.update(_started(status, headers))

        response = self._django(environ, start)
        try:
            if not response.streaming:
                return head, _part(b"".join(response))
            send_now(head)
            for part in response:
                send_now({**_part(part), "more_body": True})
            return (_part(b""),)
        finally:
            response.close()


def _started(status: str, headers: list[tuple[str, str]]) -> Message:
    pairs = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]
    return {"type": "http.response.start", "status": int(status[:3]), "headers": pairs}


def _part(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body}
