"""Every page of both hosts, wide and narrow, in both languages, light and dark: usable by everybody, and a picture of each."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from ringback.records.people.models import Person
from tests.journeys.actors import SIZES
from tests.journeys.stack import ROOT
from tests.journeys.test_accessible import too_wide, violations
from tests.pages.shared.every_url import every_address
from tests.pages.shared.rules import ANYBODY, RULES
from tests.pictures.conftest import Still

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

# Where `make pictures` has them written; without it pages are only looked at.
FOLDER = Path(os.environ["RINGBACK_PICTURES"]) if os.environ.get("RINGBACK_PICTURES") else None
# Those that the README shows, by the name of their picture.
SHOWN = {
    f"{name}.{language}.1280.light"
    for language in ("en", "zh-hans")
    for name in (
        "portal-callback", "portal-channel-open", "portal-channel-refused", "portal-callback-calling",
        "workspace-page-talking", "supervisor-now", "supervisor-service", "setup-site",
    )
} | {"portal-callback.en.360.dark", "portal-callback.zh-hans.360.dark"}  # fmt: skip
# Two of the eight look at all that differs; pictures are taken of each.
HOW = list(product(("en", "zh-hans"), (1280, 360), ("light", "dark")))
STICKS_OUT = """() => [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 5).map(one => one.outerHTML.slice(0, 120))"""
KEPT = ROOT / "docs" / "pictures"


@dataclass(frozen=True)
class Sight:
    """A page as one person sees it; nobody is `whose` where somebody unknown looks."""

    name: str
    host: str
    path: str
    whose: Person | None


def sights(still: Still) -> list[Sight]:
    return [*_addresses(still), *_states(still)]


def _addresses(still: Still) -> Iterator[Sight]:
    """What each address shows to whom it is for; parts of pages, files and answers to forms are none."""
    world = still.world
    for address in every_address():
        whose = None if RULES[address.name] == ANYBODY else world.whose(address)
        path = world.path(address)
        client = Client(headers={"host": address.host.split("://")[1]})
        if whose:
            client.force_login(whose)
        answer = client.get(path)
        if answer.status_code == 200 and b"<html" in b"".join(answer):
            host = "portal" if address.host == settings.PORTAL_URL else "desk"
            name = address.name.replace(":", "-")
            yield Sight(name if ":" in name or "-" in name else f"{host}-{name}", host, path, whose)


def _states(still: Still) -> Iterator[Sight]:
    """What the addresses do not show by themselves: other people, other moments, nothing there, something wrong."""
    w = still.world
    yield Sight("portal-channel-refused", "portal", f"/cases/{w.refused.number}/channel/", w.eve.person)
    yield Sight("portal-channel-open", "portal", f"/cases/{w.chosen.number}/channel/", w.fay.person)
    for name, callback in (
        ("missed", w.missed),
        ("done", w.served),
        ("broken", w.overdue),
        ("calling", w.ringing.callback),
        ("talking", w.talking.callback),
    ):
        yield Sight(f"portal-callback-{name}", "portal", f"/callbacks/{callback.pk}/", callback.seller.person)
        yield Sight(
            f"portal-story-{name}", "portal", f"/callbacks/{callback.pk}/story/", callback.seller.person
        )
        yield Sight(f"supervisor-story-{name}", "desk", f"/supervisor/callbacks/{callback.pk}/", w.rosa)
    for page in ("support", "cases", "setup"):
        yield Sight(f"portal-{page}-empty", "portal", f"/{page}/", w.nobody_yet.person)
    yield Sight("workspace-page-talking", "desk", "/", w.di.person)
    yield Sight("workspace-page-away", "desk", "/", w.others[1].person)
    yield Sight("workspace-search-nothing", "desk", "/search/?q=nobody-like-this", w.bo.person)
    yield Sight("supervisor-callbacks-nothing", "desk", "/supervisor/callbacks/?q=nobody-like-this", w.rosa)
    yield Sight("supervisor-case", "desk", f"/cases/{w.case.number}/", w.rosa)
    for host, whose in (("portal", w.ada.person), ("desk", w.bo.person), ("desk", w.rosa), ("portal", None)):
        role = whose.role if whose else "unknown"
        yield Sight(f"error-404-{role}", host, "/accounts/no/such/page/", whose)


def comes(browser: Browser, still: Still, whose: Person | None, how: tuple[str, int, str]) -> BrowserContext:
    """A window of this person, signed in without the form."""
    language, width, scheme = how
    context = browser.new_context(
        viewport=SIZES[width],
        locale="zh-CN" if language == "zh-hans" else "en-GB",
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    if whose is not None:
        Person.objects.filter(pk=whose.pk).update(language=language)
        client = Client()
        client.force_login(whose)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        for url in (still.stack.portal, still.stack.desk):
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])
    return context


def goes_to(page: Page, still: Still, sight: Sight) -> None:
    still.world.goes_on()
    page.goto(f"{getattr(still.stack, sight.host)}{sight.path}", wait_until="load")
    page.wait_for_timeout(150)  # clocks and charts draw themselves


def untranslated(page: Page) -> list[str]:
    """English sentences on a Chinese page: four words in a row that nobody typed."""
    text = page.evaluate(
        """() => { const seen = document.body.cloneNode(true);
        for (const one of seen.querySelectorAll('[lang="en"], input, textarea, .id, script, .whitespace-pre-line, [data-theirs]')) one.remove();
        return seen.innerText }"""
    )
    return re.findall(r"\b[A-Za-z]+(?: [a-z]+){3,}", text)


def takes_a_picture(page: Page, name: str) -> None:
    if FOLDER is None:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    if name in SHOWN:
        page.screenshot(path=KEPT / f"{name.removesuffix('.light').removesuffix('.1280')}.png")
    page.screenshot(full_page=True, path=FOLDER / f"{name}.png")


def listens_for_errors(page: Page, name: str, wrong: list[str]) -> None:
    """Of its scripts: one that ends early leaves a page that looks right and does nothing."""
    page.on("pageerror", lambda error: wrong.append(f"{name}: {error}"))


@pytest.mark.parametrize(("language", "width", "scheme"), HOW if FOLDER else [HOW[0], HOW[-1]])
def test_every_page_can_be_used_by_everybody(
    still: Still, sellers_browser: Browser, language: str, width: int, scheme: str
) -> None:
    only = os.environ.get("RINGBACK_PICTURES_OF", "").split(",")
    wrong: list[str] = []
    windows: dict[int | None, BrowserContext] = {}
    for sight in sights(still):
        if not any(part in sight.name for part in only):
            continue
        key = sight.whose.pk if sight.whose else None
        if key not in windows:
            windows[key] = comes(sellers_browser, still, sight.whose, (language, width, scheme))
        page = windows[key].new_page()
        listens_for_errors(page, sight.name, wrong)
        goes_to(page, still, sight)
        wrong += [f"{sight.name}: {one}" for one in violations(page)]
        wrong += (
            [f"{sight.name}: wider than the window: {page.evaluate(STICKS_OUT)}"] if too_wide(page) else []
        )
        wrong += (
            [f"{sight.name}: {n} headings of the first rank"]
            if (n := page.locator("h1").count()) != 1
            else []
        )
        if language == "zh-hans":
            wrong += [f"{sight.name}: in English: {text}" for text in untranslated(page)]
        takes_a_picture(page, f"{sight.name}.{language}.{width}.{scheme}")
        page.close()
    for window in windows.values():
        window.close()
    assert wrong == []


def test_paper_is_light_whatever_the_reader_prefers(still: Still, sellers_browser: Browser) -> None:
    window = comes(sellers_browser, still, still.world.rosa, ("en", 1280, "dark"))
    page = window.new_page()
    page.goto(f"{still.stack.desk}/supervisor/service/")
    page.emulate_media(media="print")
    ink, paper = page.evaluate(
        "[getComputedStyle(document.querySelector('h1')).color, getComputedStyle(document.body).backgroundColor]"
    )
    window.close()
    assert (ink, paper) == ("rgb(19, 33, 43)", "rgb(255, 255, 255)")
