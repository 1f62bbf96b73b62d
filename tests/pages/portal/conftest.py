"""Ada at her browser: a client of the portal's host who is signed in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from ringback.records.sellers.models import Seller

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
