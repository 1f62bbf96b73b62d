"""People of the journeys: a seller at home and an agent at the desk, each with a real browser window."""

import itertools
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from playwright.sync_api import Browser, Page, ViewportSize, expect

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback
from ringback.records.calls.models import Attempt
from ringback.records.cases.models import Case
from ringback.records.desk.models import Site
from ringback.records.people.models import Person
from ringback.records.presence.models import PagePresence
from tests import people
from tests.journeys import sound
from tests.journeys.stack import Stack

_count = itertools.count(1)
SIZES = {1280: ViewportSize(width=1280, height=800), 360: ViewportSize(width=360, height=740)}
LONG = 20_000


def the_site() -> Site:
    return Site.objects.filter(slug="na").first() or people.a_site("na")


class _Somebody:
    def __init__(self, stack: Stack, browser: Browser, *, width: int, language: str) -> None:
        self.stack, self.browser, self.width, self.language = stack, browser, width, language
        self.context = self.fresh_context()
        self.page: Page = self.context.new_page()

    def fresh_context(self) -> Any:
        context = self.browser.new_context(
            viewport=SIZES[self.width], locale="zh-CN" if self.language == "zh-hans" else "en-GB"
        )
        context.add_init_script(sound.RAW_MICROPHONE)
        context.set_default_timeout(LONG)
        return context

    def sign_in(self, base: str, person: Person) -> None:
        # The other tests hash quickly, in a way that the real desk does not accept.
        person.password = PBKDF2PasswordHasher().encode(people.PASSWORD, "salt", iterations=1_000)
        person.save(update_fields=["password"])
        self.page.goto(f"{base}/accounts/login/")
        self._fill_in(person)

    def _fill_in(self, person: Person) -> None:
        self.page.fill("input[name=login]", person.email)
        self.page.fill("input[name=password]", people.PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_selector("html[data-person]", state="attached")

    def leaves(self) -> None:
        self.context.close()

    @property
    def lang(self) -> str:
        return self.page.locator("html").get_attribute("lang") or ""


class SellerAtHome(_Somebody):
    """A signed-in seller of North America in good standing; `facts` say what is otherwise."""

    def __init__(
        self,
        stack: Stack,
        browser: Browser,
        name: str,
        *,
        width: int = 1280,
        language: str = "en",
        **facts: Any,
    ) -> None:
        super().__init__(stack, browser, width=width, language=language)
        self.seller = people.sells(f"{name}{next(_count)}", the_site(), language=language, **facts)
        self.name = self.seller.person.name

    def arrives(self) -> None:
        self.sign_in(self.stack.portal, self.seller.person)

    def signs_in_again(self) -> None:
        """At the page to which they were led."""
        self.page.wait_for_url(re.compile("/accounts/login/"))
        self._fill_in(self.seller.person)

    # --- asking ---

    def has_a_case(self, issue: str = "payment-on-hold") -> Case:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('ringback_case_number')")
            number = cursor.fetchone()[0]
        subject = f"SETTLEMENT-{number}"
        return people.a_case(
            self.seller, the_site(), issue, at=datetime.now(UTC), number=number, subject=subject
        )

    def asks_to_be_rung(self, case: Case | None = None) -> Callback:
        """By the page: choose how, this browser, as soon as possible."""
        case = case or self.has_a_case()
        self.page.goto(f"{self.stack.portal}/cases/{case.number}/channel/")
        self.page.locator("#ask button[data-start-sound]").click()
        self.page.wait_for_url(re.compile(r"/callbacks/"))
        self.can_be_rung()
        return self.callback()

    def can_be_rung(self) -> None:
        """The page needs a click before it may sound; then wait until the desk has heard that it can."""
        if self.page.locator("[data-needs-click]:not([hidden])").count():
            self.page.locator("h1").first.click()
        self.wait(lambda: PagePresence.objects.filter(person=self.seller.person, can_ring=True).exists())

    def callback(self) -> Callback:
        return Callback.objects.filter(seller=self.seller).latest("asked_at")

    def attempt(self) -> Attempt:
        return Attempt.objects.filter(seller=self.seller).latest("armed_at")

    # --- being rung ---

    def rings(self, timeout: float = LONG) -> None:
        """The bar says that we call, and this page sounds."""
        self.page.wait_for_selector("[data-truth-bar=calling]", timeout=timeout)
        self.page.wait_for_selector("html[data-rings]", timeout=timeout, state="attached")

    def answers(self) -> None:
        self.page.locator("[data-answer]").first.click()
        self.page.wait_for_selector("[data-call-attempt][data-state=live]")

    def declines(self) -> None:
        self.page.locator("[data-truth-bar=calling] form[action*=decline] button").click()
        self.page.wait_for_selector("[data-truth-bar=calling]", state="detached")

    def hangs_up(self) -> None:
        self.page.locator("form[action*=hang-up] button").click()

    def is_connected(self) -> None:
        self.page.wait_for_selector("html[data-sound=connected]", state="attached")

    def wait(self, done: Any, seconds: float = 20) -> None:
        waits(self.page, done, seconds)


class AgentAtDesk(_Somebody):
    """A signed-in agent of North America whose workspace is open; available once they say so."""

    def __init__(
        self,
        stack: Stack,
        browser: Browser,
        name: str,
        *,
        width: int = 1280,
        language: str = "en",
        **how: Any,
    ) -> None:
        super().__init__(stack, browser, width=width, language=language)
        languages = how.pop("languages", ("en", "zh-hans"))
        self.agent = people.answers(
            f"{name}{next(_count)}",
            the_site(),
            languages=languages,
            presence=Agent.Presence.AWAY,
            free_since=None,
            **how,
        )
        people.closes_page(self.agent.person)
        Person.objects.filter(pk=self.agent.person_id).update(language=language)
        self.name = self.agent.person.name

    def arrives(self) -> None:
        self.sign_in(self.stack.desk, self.agent.person)
        self.wait(lambda: PagePresence.objects.filter(person=self.agent.person).exists())

    def is_available(self) -> None:
        self.page.locator("#live-queue button[value=available]").click()
        self.wait(lambda: self.presence() == "available")

    def presence(self) -> str:
        return str(Agent.objects.get(pk=self.agent.pk).presence)

    def is_reserved(self, timeout: float = LONG) -> None:
        self.page.wait_for_selector("[data-reserved]", timeout=timeout)

    def accepts(self) -> None:
        self.is_reserved()
        self.page.locator("[data-accept]").click()
        self.page.wait_for_selector("[data-reserved]", state="detached")

    def says_not_now(self) -> None:
        self.is_reserved()
        self.page.locator("form[action*=not-now] button").click()
        self.page.wait_for_selector("[data-reserved]", state="detached")

    def talks(self) -> None:
        self.page.wait_for_selector("[data-call-attempt][data-state=live]")

    def is_connected(self) -> None:
        self.page.wait_for_selector("html[data-sound=connected]", state="attached")

    def writes(self, *, notes: str, summary: str) -> None:
        self.page.fill("#notes", notes)
        self.page.fill("#summary", summary)
        expect(self.page.locator("[data-autosave-state]")).to_contain_text(re.compile(r"\d\d:\d\d:\d\d"))

    def ends_the_call(self) -> None:
        self.page.locator("form[action*=hang-up] button").click()
        self.page.wait_for_selector("[data-call-attempt]", state="detached")

    def finishes(self, outcome: str, **fields: str) -> None:
        self.page.locator(f"#outcome-form input[value={outcome}]").check()
        for name, value in fields.items():
            self.page.fill(f"#outcome-form [name={name}]", value)
        self.page.locator("#outcome-form button").click()

    def wait(self, done: Any, seconds: float = 20) -> None:
        waits(self.page, done, seconds)


def waits(page: Page, done: Any, seconds: float) -> None:
    for _ in range(int(seconds * 5)):
        if done():
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"not within {seconds} s")


AtHome: TypeAlias = Callable[..., SellerAtHome]
AtDesk: TypeAlias = Callable[..., AgentAtDesk]
