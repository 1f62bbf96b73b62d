"""Bo at the desk: a client of the desk's host who is signed in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from ringback.records.calls.models import Call
from ringback.records.cases.actions import write_message
from ringback.records.people.models import Person
from tests.people import (
    SmallDesk,
    a_case,
    opens_page,
    talks,
)

Browser = Callable[[Person], Client]


@pytest.fixture
def browser(settings: Any) -> Browser:
    def signed_in(person: Person) -> Client:
        client = Client(headers={"host": urlsplit(settings.DESK_URL).netloc})
        client.force_login(person)
        return client

    return signed_in


class World(SmallDesk):
    """Pages read the real clock, so everything happens now."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)
        super().__init__(at=self.now)
        for person in (self.bo.person, self.ada.person):
            opens_page(person, self.now + timedelta(minutes=5))

    def has_a_lot_to_show(self) -> None:
        """A file, a message, another case of hers, and an answer that is owed to her."""
        case, later = self.callback.case, self.now + timedelta(hours=5)
        case.evidence.create(name="notice.pdf", kind="pdf", size=9, stored_as="1", added_at=self.now)
        write_message(case, author=self.bo.person, body="Please send the invoice.", now=self.now)
        a_case(self.ada, self.site, at=self.now, number=901)
        a_case(self.ada, self.site, at=self.now, number=902, answer_by=later)

    def talks(self) -> Call:
        return Call.objects.get(attempt=talks(self.bo, epoch=self.epoch, at=self.now))


@pytest.fixture
def world(db: None) -> World:
    return World()
