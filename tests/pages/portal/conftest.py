"""Ada at her browser: a client of the portal's host who is signed in."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from ringback.records.sellers.models import Seller
from tests.people import (
    NOON,
    SmallDesk,
)

Browser = Callable[[Seller], Client]


@pytest.fixture(autouse=True)
def evidence_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def browser(settings: Any) -> Browser:
    def signed_in(seller: Seller) -> Client:
        client = Client(headers={"host": urlsplit(settings.PORTAL_URL).netloc})
        client.force_login(seller.person)
        return client

    return signed_in


class Desk(SmallDesk):
    """Mei answers, and Ada looks at her page."""

    def __init__(self, browser: Browser) -> None:
        super().__init__("account-deactivated", agent="Mei")
        self.mei, self.page = self.bo, browser(self.ada)

    @property
    def url(self) -> str:
        return f"/callbacks/{self.callback.pk}/"

    def shows(self, at: datetime = NOON, url: str = "") -> str:
        with time_machine.travel(at, tick=False):
            answer = self.page.get(url or self.url)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    def posts(self, path: str, data: Any = None, at: datetime = NOON, **options: Any) -> Any:
        with time_machine.travel(at, tick=False):
            return self.page.post(path, data or {}, **options)


@pytest.fixture
def desk(browser: Browser) -> Desk:
    return Desk(browser)
