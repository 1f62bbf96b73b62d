"""Sends a form as a browser would, keeps nothing of what it did, and finds out which fields the pages looked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ringback.records.people.models import Person
from tests.html_forms import UNCHOSEN, Page
from tests.pages.shared.test_access import WRITES

BOOKKEEPING = ("ringback_cache", "django_session")
HTML = "text/html"


@dataclass(frozen=True)
class Answer:
    """What came of one request. `path`, `text` and `page` are what the reader sees in the end, after a redirect; `wrote` are
    the statements that changed something."""

    status: int
    kind: str
    path: str
    text: str
    wrote: tuple[str, ...]

    @cached_property
    def page(self) -> Page:
        """Choices that nobody made are left out: there are hundreds of zones."""
        return Page(UNCHOSEN.sub("", self.text) if self.kind == HTML else "", self.path)


@dataclass(frozen=True)
class Looked:
    """The names that a view looked up in the form and in the address."""

    fields: frozenset[str]
    queries: frozenset[str]


def browser_of(person: Person | None, host: str) -> Client:
    client = Client(headers={"host": host.split("://")[1], "accept-language": "zh-hans"})
    if person is not None:
        client.force_login(person)
    return client


def send(
    client: Client, method: str, path: str, values: Any = None, *, follow: bool = True, **options: Any
) -> Answer:
    """The database and the browser's cookies are afterwards as they were before."""
    cookies = client.cookies.output()
    with transaction.atomic():
        answer = _sent(client, method, path, values, follow, options)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return answer


def looked_for(client: Client, method: str, path: str, values: Any = None) -> Looked:
    """As `send`; what the view asks for by name, whether or not the form has it."""
    with transaction.atomic(), _watched() as looked:
        request = getattr(client, method)(path, values).wsgi_request
        transaction.set_rollback(True)
    return Looked(
        fields=frozenset(key for data, key in looked if method == "post" and data is request.POST),
        queries=frozenset(key for data, key in looked if data is request.GET),
    )


def _sent(
    client: Client, method: str, path: str, values: Any, follow: bool, options: dict[str, Any]
) -> Answer:
    with CaptureQueriesContext(connection) as statements:
        got = getattr(client, method)(path, values, **options)
    status, went = got.status_code, got.headers.get("Location", "")
    if follow and went.startswith("/"):
        got = client.get(went)
    return Answer(
        status=max(status, got.status_code),
        kind=got.headers.get("Content-Type", "").partition(";")[0],
        path=got.wsgi_request.path,
        text="" if got.streaming else got.content.decode(),
        wrote=tuple(_that_stayed([one["sql"] for one in statements])),
    )


def _that_stayed(statements: list[str]) -> list[str]:
    """What changes something and was not rolled back."""
    levels: list[list[str]] = [[]]
    for one in statements:
        if one.startswith("SAVEPOINT"):
            levels.append([])
        elif one.startswith("RELEASE SAVEPOINT") and len(levels) > 1:
            done = levels.pop()
            levels[-1] += done
        elif one.startswith("ROLLBACK TO SAVEPOINT"):
            levels[-1].clear()
        elif _changes(one):
            levels[-1].append(one)
    return [one for level in levels for one in level]


def _changes(statement: str) -> bool:
    return bool(WRITES.match(statement)) and not any(table in statement for table in BOOKKEEPING)


@contextmanager
def _watched() -> Iterator[list[tuple[QueryDict, str]]]:
    """Each name that is looked up in a form or a query while this lasts."""
    found: list[tuple[QueryDict, str]] = []
    for name in ("__getitem__", "getlist", "__contains__"):
        setattr(QueryDict, name, _noting(getattr(QueryDict, name), found))
    try:
        yield found
    finally:
        for name in ("__getitem__", "getlist", "__contains__"):
            delattr(QueryDict, name)


def _noting(original: Any, found: list[tuple[QueryDict, str]]) -> Any:
    def asked(self: QueryDict, key: str, *rest: Any) -> Any:
        found.append((self, key))
        return original(self, key, *rest)

    return asked
