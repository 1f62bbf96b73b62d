"""A supervisor steers by the keyboard alone, and the seller reads it without a reload: in both languages, wide and narrow."""

import calendar
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from ringback.records.callbacks.intake import closure_of
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.people.models import Person
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Standing
from tests import people
from tests.journeys.actors import AgentAtDesk, AtDesk, AtHome, SellerAtHome
from tests.journeys.test_accessible import too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOTH = pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])
COUNTS_MICE = """
    window.mice = 0;
    for (const kind of ["mousedown", "pointerdown", "touchstart"]) addEventListener(kind, () => window.mice++, true);
"""
FURTHEST = 150  # presses of Tab
MONTHS = list(calendar.month_abbr)


def supervises(at_desk: AtDesk, **how: object) -> AgentAtDesk:
    """Signed in, with nothing but a keyboard."""
    rosa = at_desk("Rosa", **how)
    Person.objects.filter(pk=rosa.agent.person_id).update(role="supervisor")
    rosa.context.add_init_script(COUNTS_MICE)
    return rosa


def site_of(seller: SellerAtHome, slug: str) -> Site:
    """A site that no other journey uses; the seller sells there instead."""
    site = Site.objects.filter(slug=slug).first() or people.a_site(slug)
    Standing.objects.filter(seller=seller.seller).update(site=site)
    return site


def tabs_to(page: Page, wanted: Locator) -> None:
    """Nothing is reached but by Tab."""
    for _ in range(FURTHEST):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not within {FURTHEST} presses of Tab: {wanted}")


def opens(page: Page, summary: Locator) -> None:
    tabs_to(page, summary)
    page.keyboard.press("Enter")


def types(page: Page, field: Locator, text: str) -> None:
    tabs_to(page, field)
    page.keyboard.insert_text(text)


def presses(page: Page, button: Locator) -> None:
    tabs_to(page, button)
    page.keyboard.press("Enter")


def used_no_mouse(page: Page) -> bool:
    return bool(page.evaluate("window.mice === 0"))


@BOTH
def test_closing_a_sites_intake(at_home: AtHome, at_desk: AtDesk, language: str, width: int) -> None:
    ada = at_home("Ada", language=language, width=width)
    site = site_of(ada, "eu")
    case = people.a_case(ada.seller, site, at=datetime.now(UTC), number=90_000 + width, subject=f"EU-{width}")
    rosa = supervises(at_desk, language=language, width=width)
    rosa.page.goto(f"{rosa.stack.desk}/supervisor/?site=eu")
    opens(rosa.page, rosa.page.locator("#close-intake-eu summary"))
    types(rosa.page, rosa.page.locator("#said-en"), "Our lines are down until four.")
    types(rosa.page, rosa.page.locator("#said-zh"), "线路故障，四点恢复。")
    found, wide = violations(rosa.page), too_wide(rosa.page)
    presses(rosa.page, rosa.page.locator("#close-intake-eu button"))
    expect(rosa.page.locator("#act-said form button")).to_be_visible()
    expect(rosa.page.locator("#intake-closed")).to_be_visible()
    assert closure_of(site) is not None

    sentence = "线路故障，四点恢复。" if language == "zh-hans" else "Our lines are down until four."
    ada.page.goto(f"{ada.stack.portal}/support/")
    expect(ada.page.locator("#news")).to_contain_text(sentence)
    found += violations(ada.page)
    ada.page.goto(f"{ada.stack.portal}/cases/{case.number}/channel/")
    expect(ada.page.locator("#choose")).to_contain_text(sentence)
    expect(ada.page.locator("form[action*=written] button")).to_be_visible()
    found += violations(ada.page)
    wide = wide or too_wide(ada.page)

    presses(rosa.page, rosa.page.locator("#act-said form button"))  # undo
    expect(rosa.page.locator("#intake-closed")).to_have_count(0)
    assert closure_of(site) is None
    assert used_no_mouse(rosa.page)
    assert (found, wide) == ([], False)


@BOTH
def test_changing_a_class(at_home: AtHome, at_desk: AtDesk, language: str, width: int) -> None:
    ada = at_home("Ada", language=language, width=width)
    callback = ada.asks_to_be_rung()
    rosa = supervises(at_desk, language=language, width=width)
    rosa.page.goto(f"{rosa.stack.desk}/supervisor/callbacks/{callback.pk}/")
    opens(rosa.page, rosa.page.locator("#acts summary").nth(2))
    tabs_to(rosa.page, rosa.page.locator("#acts input[value=high]"))
    rosa.page.keyboard.press("Space")
    types(rosa.page, rosa.page.locator("textarea[id^=said-class]"), "The shop is shut, S-17.")
    found, wide = violations(rosa.page), too_wide(rosa.page)
    presses(rosa.page, rosa.page.locator("form[action*='/class/'] button"))
    expect(rosa.page.locator("#act-said")).to_contain_text("高" if language == "zh-hans" else "High")
    expect(rosa.page.locator("#live-story")).to_contain_text("The shop is shut, S-17.")
    expect(rosa.page.locator("textarea[id^=said-class]")).to_have_value("")
    expect(ada.page.locator("#live-callback")).to_contain_text("The shop is shut, S-17.")  # without a reload
    callback.refresh_from_db()
    assert (callback.priority, callback.target) == ("high", 30)
    assert used_no_mouse(rosa.page)
    assert (found + violations(ada.page), wide or too_wide(ada.page)) == ([], False)
    ada.page.locator("form[action*=cancel] button").last.click()


@BOTH
def test_a_surge(at_home: AtHome, at_desk: AtDesk, language: str, width: int) -> None:
    ada = at_home("Ada", language=language, width=width)
    site, now = site_of(ada, "jp"), datetime.now(UTC)
    if not site.callbacks.exists():
        later = now + timedelta(hours=1)  # until then she writes notes: at work, and nobody's turn comes
        yui = people.answers(
            "Yui", site, languages=("en", "zh-hans"), presence="wrap-up", wrap_until=later, free_since=None
        )
        people.opens_page(yui.person, later)
        people.asks(people.sells("Old", site), site, at=now - timedelta(days=60))
    ada.page.goto(f"{ada.stack.portal}/support/")
    today = ada.page.locator("#today-payment-on-hold strong")
    expect(today).to_be_visible()
    before = latest(today)
    for number in range(12):
        people.asks(people.sells(f"Rush{width}x{number}", site, language=language), site, at=now)
    rosa = supervises(at_desk, language=language, width=width)
    rosa.page.goto(f"{rosa.stack.desk}/supervisor/?site=jp")
    expect(rosa.page.locator("#live-now .tag.risk").first).to_be_visible()
    ada.page.goto(f"{ada.stack.portal}/support/")
    count = "平日此时为 0 个" if language == "zh-hans" else "0 by this hour on a usual day."
    expect(ada.page.locator("#news")).to_contain_text(count)
    expect(today).to_be_visible()
    assert latest(today) > before
    requests = Callback.objects.filter(site=site, asked_at__gte=now)
    assert Promise.objects.filter(request__in=requests.values("pk"), made_for="first").count() == 12
    assert violations(ada.page) + violations(rosa.page) == []
    assert [too_wide(ada.page), too_wide(rosa.page)] == [False, False]


def latest(window: Locator) -> tuple[int, int, str]:
    """When a window such as 14:10–14:40 or Fri 27 Nov, 23:50 – Sat 28 Nov, 00:20 ends, in whatever orders such ends.

    Without a date it ends today, which comes before every day that is named.
    """
    text = window.inner_text()
    days = [(int(day), MONTHS.index(month)) for day, month in re.findall(r"(\d+) ([A-Z][a-z]{2})", text)]
    days += [(int(day), int(month)) for month, day in re.findall(r"(\d+) 月 (\d+) 日", text)]
    end = re.findall(r"\d\d:\d\d", text)[-1]
    if not days:
        return (0, 0, end)
    day, month = days[-1]
    next_year = month < datetime.now(UTC).month
    return (month + 12 * next_year, day, end)
