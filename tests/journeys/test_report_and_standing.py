"""A supervisor reads the service report and takes in a file with wrong lines: wide and narrow, in both languages, once by keys alone."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ringback.records.agents.models import Agent
from ringback.records.people.models import Person
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Standing
from tests import people
from tests.journeys.actors import AgentAtDesk, AtDesk, the_site
from tests.journeys.test_accessible import too_wide, violations
from tests.past import a_past

pytestmark = [pytest.mark.browser, pytest.mark.slow]
QUARTER = "from=2026-01-01&until=2026-03-31"
# Whatever a pointer does is counted; a key that presses a button moves none.
COUNT_POINTERS = """window.pointers = 0;
for (const kind of ["mousedown", "mousemove", "pointerdown", "touchstart"])
  addEventListener(kind, () => { window.pointers += 1; }, true);"""
SAYS = {
    "en": {"kept": "We kept ", "wrong": "Nothing is applied yet", "done": "1 standing was changed."},
    "zh-hans": {"kept": "我们兑现了", "wrong": "尚未应用任何内容", "done": "已更改 1 份账户状况。"},
}


def supervisor(at_desk: AtDesk, **how: Any) -> AgentAtDesk:
    rosa = at_desk("Rosa", **how)
    Person.objects.filter(pk=rosa.agent.person_id).update(role="supervisor")
    Agent.objects.filter(pk=rosa.agent.pk).update(presence="away")
    return rosa


def with_a_past() -> None:
    """Once for all journeys of this run."""
    begins, ends = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 3, 20, tzinfo=UTC)
    if not Promise.objects.filter(made_at__lt=ends).exists():
        sellers = [people.sells(f"Past{n}", the_site()) for n in range(5)]
        bo = people.answers("PastBo", the_site(), presence="away", free_since=None)
        a_past(the_site(), sellers, bo, count=600, begins=begins, ends=ends, first_number=7_000_000)


def facts(folder: Path, seller: str) -> Path:
    file = folder / "facts.csv"
    file.write_text(
        f"seller,site,as_of,plan\n{seller},na,2026-06-01,individual\nNOBODY,na,2026-06-01,professional\n{seller}2,na,2026-06-01,gold\n"
    )
    return file


def plan_of(code: str) -> Any:
    return Standing.objects.get(seller__code=code, site=the_site()).facts["plan"]


def is_drawn(page: Page) -> bool:
    """Every picture has ink: some dot of its canvas is not empty."""
    return bool(
        page.evaluate(
            """() => {
      const all = [...document.querySelectorAll("[data-canvas] canvas")];
      return all.length >= 4 && all.every((one) => one.width > 0
        && one.getContext("2d").getImageData(0, 0, one.width, one.height).data.some((part) => part > 0));
    }"""
        )
    )


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])
def test_the_service_report(at_desk: AtDesk, language: str, width: int) -> None:
    with_a_past()
    rosa = supervisor(at_desk, language=language, width=width)
    problems: list[str] = []
    rosa.page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    rosa.page.goto(f"{rosa.stack.desk}/supervisor/service/?{QUARTER}")
    expect(rosa.page.locator("h1")).to_contain_text(SAYS[language]["kept"])
    rosa.wait(lambda: is_drawn(rosa.page))
    with rosa.page.expect_download() as file:
        rosa.page.locator("a[href*='table=waits']").click()
    assert Path(file.value.path()).read_bytes().startswith(b"\xef\xbb\xbfclass,asked")
    found, wide = violations(rosa.page), too_wide(rosa.page)
    rosa.page.locator("#from").fill("2026-03-01")
    rosa.page.locator("#until").fill("2026-02-01")
    rosa.page.locator("form:has(#from) button").click()
    expect(rosa.page.locator("#days-problem")).to_be_visible()
    assert (found + violations(rosa.page), wide or too_wide(rosa.page)) == ([], False)
    assert [one for one in problems if "422" not in one] == []


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])
def test_a_file_with_wrong_lines(at_desk: AtDesk, tmp_path: Path, language: str, width: int) -> None:
    ada = people.sells(f"Filed{language}", the_site())
    rosa = supervisor(at_desk, language=language, width=width)
    rosa.page.goto(f"{rosa.stack.desk}/supervisor/standing/")
    found, wide = violations(rosa.page), too_wide(rosa.page)
    rosa.page.locator("#file").set_input_files(facts(tmp_path, ada.code))
    rosa.page.locator("form:has(#file) button").click()
    expect(rosa.page.locator("h1")).to_contain_text(SAYS[language]["wrong"])
    expect(rosa.page.locator("tbody tr")).to_have_count(2)
    found, wide = found + violations(rosa.page), wide or too_wide(rosa.page)
    assert plan_of(ada.code) == "professional"
    rosa.page.locator("form[action*=apply] button").click()
    expect(rosa.page.locator("h1")).to_have_text(SAYS[language]["done"])
    assert plan_of(ada.code) == "individual"
    rosa.page.goto(f"{rosa.stack.desk}/supervisor/standing/")
    found, wide = found + violations(rosa.page), wide or too_wide(rosa.page)
    assert (found, wide) == ([], False)


def test_report_and_file_by_keys_alone(at_desk: AtDesk, tmp_path: Path) -> None:
    with_a_past()
    ada = people.sells("Keyed", the_site())
    rosa = supervisor(at_desk)
    rosa.context.add_init_script(COUNT_POINTERS)
    rosa.page.goto(f"{rosa.stack.desk}/supervisor/service/?{QUARTER}")
    goes_to(rosa.page, "a[href*='/supervisor/standing/']")
    rosa.page.keyboard.press("Enter")
    rosa.page.wait_for_url(re.compile("/supervisor/standing/$"))
    rosa.page.locator("#file").set_input_files(facts(tmp_path, ada.code))
    goes_to(rosa.page, "form:has(#file) button")
    rosa.page.keyboard.press("Enter")
    expect(rosa.page.locator("h1")).to_contain_text(SAYS["en"]["wrong"])
    goes_to(rosa.page, "form[action*=apply] button")
    rosa.page.keyboard.press("Space")
    expect(rosa.page.locator("h1")).to_have_text(SAYS["en"]["done"])
    assert rosa.page.evaluate("window.pointers") == 0


def goes_to(page: Page, selector: str) -> None:
    """By Tab, as somebody without a mouse."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")
