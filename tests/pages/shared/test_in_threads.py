"""Pages run in threads, a bounded number at once; a whole answer costs one hand-over, a long one is sent as fast as it is taken."""

import asyncio
import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from ringback.pages.shared.bodies import Message
from ringback.pages.shared.in_threads import InThreads

View = Callable[[dict[str, Any]], HttpResponse | StreamingHttpResponse]
LOOP = "MainThread"


def served(view: View, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
    response = view(environ)
    start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return response


def ask(
    view: View, *, body: bytes = b"", pause: float = 0, times: int = 1, workers: int = 2
) -> list[Message]:
    """What is sent for so many requests at once; `pause` is how long the browser takes for each part."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        assert threading.current_thread().name == LOOP
        await asyncio.sleep(pause)
        sent.append(message)

    async def all_of_them() -> None:
        pages = InThreads(lambda environ, start: served(view, environ, start), workers=workers)
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/a/",
            "query_string": b"b=c",
            "http_version": "1.1",
            "headers": [(b"content-length", str(len(body)).encode()), (b"x-name", b"Ada")],
        }
        await asyncio.gather(*(pages(scope, io.BytesIO(body), send) for _ in range(times)))

    asyncio.run(all_of_them())
    return sent


def test_a_page_gets_the_whole_request_in_a_thread_and_its_answer_is_sent_whole() -> None:
    def view(environ: dict[str, Any]) -> HttpResponse:
        assert threading.current_thread().name != LOOP
        told = [environ[name] for name in ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_X_NAME")]
        return HttpResponse([*told, environ["wsgi.input"].read()], status=201, headers={"X-Answer": "Bo"})

    start, body = ask(view, body=b" asks")
    assert (start["status"], dict(start["headers"])[b"x-answer"]) == (201, b"Bo")
    assert (body["body"], body.get("more_body", False)) == (b"POST/a/b=cAda asks", False)


def test_a_long_answer_is_made_no_faster_than_it_is_taken() -> None:
    made: list[int] = []
    taken_when_made: list[int] = []

    def parts() -> Any:
        for n in range(4):
            taken_when_made.append(len(made))
            yield b"%d" % n
            made.append(n)

    sent = ask(lambda _: StreamingHttpResponse(parts()), pause=0.02)
    assert [message.get("body") for message in sent] == [None, b"0", b"1", b"2", b"3", b""]
    assert [message.get("more_body", False) for message in sent[1:]] == [True] * 4 + [False]
    assert taken_when_made == [0, 1, 2, 3]


@pytest.mark.parametrize("made", [HttpResponse, lambda: StreamingHttpResponse([b"x"])])
def test_an_answer_is_closed_in_the_thread_that_made_it(made: Callable[[], Any]) -> None:
    """There Django gives the thread's connection back."""
    threads: list[str] = []

    def view(_: dict[str, Any]) -> Any:
        response, here = made(), threading.current_thread().name
        response._resource_closers.append(lambda: threads.extend([here, threading.current_thread().name]))
        response._handler_class = HttpRequest
        return response

    ask(view)
    assert len(threads) == 2
    assert threads[0] == threads[1] != LOOP


def test_no_more_pages_run_at_once_than_there_are_threads() -> None:
    running, most = [], [0]

    def view(_: dict[str, Any]) -> HttpResponse:
        running.append(1)
        most[0] = max(most[0], len(running))
        threading.Event().wait(0.02)
        running.pop()
        return HttpResponse()

    assert len(ask(view, times=6, workers=2)) == 12
    assert most == [2]


def test_a_page_that_breaks_off_is_said_to_the_server() -> None:
    def view(_: dict[str, Any]) -> HttpResponse:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        ask(view)
