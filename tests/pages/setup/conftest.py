"""Rosa at the desk: a client of the desk’s host who is signed in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from ringback.records.people.models import Person

Browser = Callable[[Person], Client]


@pytest.fixture
def browser(settings: Any) -> Browser:
    def signed_in(person: Person) -> Client:
        client = Client(headers={"host": urlsplit(settings.DESK_URL).netloc})
        client.force_login(person)
        return client

    return signed_in
