"""Setting up an empty desk, inviting an agent by real mail, changing a roster; once by keyboard alone."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_string, policy
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.actors import LONG, SIZES
from tests.journeys.keyboard import Keyboard
from tests.journeys.stack import ROOT, Stack
from tests.journeys.test_accessible import too_wide, violations
from tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "empty_desk"


@pytest.fixture
def empty_desk(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """A desk of its own without anything in it; only its pages and its mails are looked at."""
    base = os.environ["DATABASE_URL"]
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {NAME}")
    desk = Stack(urlsplit(base)._replace(path=f"/{NAME}").geturl(), tmp_path_factory.mktemp("empty"))
    prepared = {
        **os.environ,
        "DATABASE_URL": desk.database,
        "DJANGO_SETTINGS_MODULE": "ringback.config.settings",
    }
    for command in (["migrate", "--skip-checks", "-v0"], ["createcachetable"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=prepared, check=True)
    desk.start()
    yield desk
    desk.stop()


class Supervisor:
    """Rosa, made by the command, in front of a browser. Clicks, or without a mouse types."""

    def __init__(self, desk: Stack, browser: Browser, *, language: str, width: int, mouse: bool) -> None:
        self.desk, self.mouse = desk, mouse
        command = [sys.executable, "-c", "from ringback.cli import main; main()", "create-supervisor"]
        who = ["--email", "rosa@desk.example", "--name", "Rosa", "--language", language]
        zone = ["--zone", "Europe/Berlin"]
        env = {**desk.env, "RINGBACK_PASSWORD": PASSWORD}
        subprocess.run([*command, *who, *zone], env=env, cwd=ROOT, check=True, capture_output=True)
        self.context = browser.new_context(viewport=SIZES[width])
        self.context.set_default_timeout(LONG)
        self.page: Page = self.context.new_page()
        self.keyboard = Keyboard(self.page)
        self.found: list[str] = []
        self.signs_in()

    def signs_in(self) -> None:
        self.page.goto(f"{self.desk.desk}/accounts/login/")
        self.writes("input[name=login]", "rosa@desk.example")
        self.writes("input[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("html[data-person]", state="attached")

    def writes(self, where: str, text: str) -> None:
        field = self.page.locator(where).first
        if self.mouse:
            field.fill(text)
        else:
            self.keyboard.types(field, text)

    def presses(self, what: str) -> None:
        """A link or a button; then another page is there."""
        one = self.page.locator(what).first
        if not self.mouse:
            self.keyboard.goes_to(one)
        with self.page.expect_navigation():
            if self.mouse:
                one.click()
            else:
                self.page.keyboard.press("Enter")

    def ticks(self, what: str) -> None:
        one = self.page.locator(what).first
        if self.mouse:
            one.check()
        else:
            self.keyboard.ticks(one)

    def chooses(self, where: str, *, value: str, text: str) -> None:
        one = self.page.locator(where).first
        if self.mouse:
            one.select_option(value)
        else:
            self.keyboard.chooses(one, text)

    def looks(self) -> None:
        """The page can be used by everybody, and fits."""
        self.found += violations(self.page)
        self.found += [f"{self.page.url} is too wide"] if too_wide(self.page) else []


def link_in(mail: str) -> str:
    body = message_from_string(mail, policy=policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(r"http\S+/invitation/\S+", body.get_content())
    assert found, body.get_content()
    return found[0]


@pytest.mark.parametrize(
    ("language", "width", "mouse"), [("en", 1280, False), ("zh-hans", 360, True)], ids=["keys", "phone"]
)
def test_an_empty_desk_is_set_up_in_six_steps(
    empty_desk: Stack, agents_browser: Browser, language: str, width: int, mouse: bool
) -> None:
    rosa = Supervisor(empty_desk, agents_browser, language=language, width=width, mouse=mouse)
    page = rosa.page
    page.goto(f"{empty_desk.desk}/supervisor/")
    expect(page).to_have_url(re.compile(r"/setup/$"))
    expect(page.locator("li[aria-current=step]")).to_contain_text("1")
    rosa.looks()

    rosa.presses("main a[href='/setup/sites/new/']")
    rosa.presses("a[href*='amazon-like/eu']")
    rosa.looks()
    rosa.presses("#site button")
    expect(page.locator("li[aria-current=step]")).to_contain_text("2")

    rosa.presses("li[aria-current=step] a")
    rosa.writes("[name='hours.sun']", "10-14")
    rosa.looks()
    rosa.presses("main button.btn-primary:not([name])")
    expect(page.locator("[name='hours.sun']")).to_have_value("10:00–14:00")
    rosa.presses("main a[href='/setup/']")
    expect(page.locator("li[aria-current=step]")).to_contain_text("4")

    rosa.presses("li[aria-current=step] a")
    rosa.writes("[name=name]", "Mei")
    rosa.writes("[name=email]", "mei@desk.example")
    rosa.ticks("[name=speaks][value=zh-hans]")
    rosa.ticks("[name=sites][value=eu]")
    rosa.looks()
    rosa.presses("main form button.btn-primary")
    expect(page.locator("main")).to_contain_text("mei@desk.example")
    rosa.looks()

    _comes(empty_desk, agents_browser, language)
    rosa.presses("main a[href='/setup/']")
    expect(page.locator("li[aria-current=step]")).to_contain_text("5")
    rosa.presses("li[aria-current=step] a")
    _changes_the_roster(rosa)
    rosa.presses("main a[href='/setup/']")
    expect(page.locator("li[aria-current=step]")).to_contain_text("6")
    rosa.presses("li[aria-current=step] button")
    expect(page.locator("li[aria-current=step]")).to_have_count(0)
    for path in (
        "sites/eu/",
        "sites/eu/types/",
        "sites/eu/types/listing-removed/",
        "sites/eu/rules/",
        "history/",
    ):
        page.goto(f"{empty_desk.desk}/setup/{path}")
        rosa.looks()
    assert rosa.found == []
    if not mouse:
        assert rosa.keyboard.uses_mouse is None
    rosa.context.close()


def _comes(desk: Stack, browser: Browser, language: str) -> None:
    """Mei opens the link of her mail, chooses a password and sits down; the link is good no more."""
    context: Any = browser.new_context(locale="zh-CN" if language == "zh-hans" else "en-GB")
    page = context.new_page()
    for _ in range(100):
        if mails := [text for to, text in desk.mailbox.mails if "mei@desk.example" in f"{to}{text}"]:
            break
        page.wait_for_timeout(200)
    link = link_in(mails[0])
    page.goto(link)
    assert violations(page) == []
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.press("[name=password2]", "Enter")
    page.wait_for_selector("#live-queue")
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 410
    context.close()


def _changes_the_roster(rosa: Supervisor) -> None:
    """A week is written, copied to the next one, and somebody is ill; then that is undone."""
    page = rosa.page
    rosa.looks()
    cells = page.locator("main tbody input:not([type=hidden])")
    first = f"[name='{cells.nth(0).get_attribute('name')}']"
    rosa.writes(first, "9-17")
    rosa.presses("main form button.btn-primary")
    expect(page.locator(first)).to_have_value("9:00–17:00")
    rosa.presses("main a[data-key=n]")
    rosa.presses("main a[href*='last-week']")
    expect(cells.nth(0)).to_have_value("9:00–17:00")
    rosa.presses("main form button.btn-primary")
    away = page.locator("main tbody select").nth(0)
    name = away.get_attribute("name")
    ill = away.locator("option[value=ill]").inner_text()
    rosa.chooses(f"[name='{name}']", value="ill", text=ill)
    rosa.presses("main form button.btn-primary")
    expect(page.locator(f"[name='{name}']")).to_have_value("ill")
    rosa.looks()
    rosa.presses("main a[href*='/undo/']")
    rosa.looks()
    rosa.presses("main form button.btn-primary")
    expect(page.locator("main")).to_contain_text(ill)
