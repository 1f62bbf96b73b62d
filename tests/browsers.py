"""Two real browsers for all tests that need one, each with a microphone that speaks a tone of its own.

There is one driver for the whole run: a second one in this thread would be refused.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.journeys import sound

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


def chromium() -> str:
    private = ROOT / ".cache" / "chromium" / "chromium"
    found = os.environ.get("RINGBACK_CHROMIUM") or (str(private) if private.exists() else None)
    found = found or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "There is no Chromium. `make setup-test` brings one; or set RINGBACK_CHROMIUM."
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


def _browser(playwright: Playwright, microphone: Path) -> Browser:
    flags = [*FLAGS, f"--use-file-for-fake-audio-capture={microphone}"]
    return playwright.chromium.launch(
        executable_path=chromium(),
        args=flags,
        chromium_sandbox=os.geteuid() != 0,
        ignore_default_args=["--mute-audio"],
    )


@pytest.fixture(scope="session")
def sellers_browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = _browser(
        playwright, sound.tone(tmp_path_factory.mktemp("tones") / "seller.wav", sound.SELLER_HZ)
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def agents_browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = _browser(playwright, sound.tone(tmp_path_factory.mktemp("tones") / "agent.wav", sound.AGENT_HZ))
    yield browser
    browser.close()
