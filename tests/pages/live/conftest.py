"""A hub that runs fast enough for tests."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from tests.pages.live.page import Running, a_hub


@pytest.fixture
def hub(transactional_db: None, settings: Settings) -> Iterator[Running]:
    settings.LIVE_BEAT = timedelta(seconds=0.2)
    settings.LIVE_PRESENCE_WRITE = timedelta(seconds=0.3)
    with a_hub() as running:
        yield running
