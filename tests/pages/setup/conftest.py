"""Rosa at the desk: a client of the desk’s host who is signed in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from ringback.records.people.models import Person
from tests.people import a_site, answers, supervises

Browser = Callable[[Person], Client]


@pytest.fixture
def browser(settings: Any) -> Browser:
    def signed_in(person: Person) -> Client:
        client = Client(headers={"host": urlsplit(settings.DESK_URL).netloc})
        client.force_login(person)
        return client

    return signed_in


class World:
    """Rosa supervises North America, where Bo answers."""

    def __init__(self, browser: Browser, **site: Any) -> None:
        self.site = a_site("na", **site)
        self.bo = answers("Bo", self.site)
        self.rosa = supervises("Rosa")
        self.client: Client = browser(self.rosa)

    def get(self, path: str, **query: str) -> str:
        answer = self.client.get(path, query)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def post(self, path: str, values: dict[str, Any], *, status: int = 303) -> str:
        answer = self.client.post(path, values)
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[-3000:])
        return answer.content.decode()


@pytest.fixture
def world(browser: Browser) -> World:
    return World(browser)
