"""Noon, with a folder of its own for files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.people import MINUTE, NOON


@pytest.fixture(autouse=True)
def files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture(autouse=True)
def soon_after_noon() -> Iterator[None]:
    """Pages read the real clock."""
    with time_machine.travel(NOON + 5 * MINUTE, tick=False):
        yield
