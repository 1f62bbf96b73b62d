"""Every page can be used by everybody: axe finds nothing serious, in either language, wide or narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests import people
from tests.journeys.actors import AtDesk, AtHome

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def violations(page: Page) -> list[str]:
    """Serious and critical ones, with where they are."""
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url} {each['id']}: {[node['target'] for node in each['nodes'][:3]]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"))


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])
def test_the_portal(at_home: AtHome, language: str, width: int) -> None:
    ada = at_home("Ada", language=language, width=width)
    case = ada.has_a_case()
    refused = at_home("Eve", language=language, width=width, mfa=False, plan="individual")
    refused_case = refused.has_a_case()
    ada.asks_to_be_rung(case)
    paths = [
        ada.page.url.removeprefix(ada.stack.portal),
        "/support/",
        "/support/new/payment-on-hold/",
        f"/cases/{case.number}/",
        "/cases/",
        "/setup/",
        "/rules/",
        "/records/",
        "/nothing/here/",
    ]
    found, wide = [], []
    for path in paths:
        ada.page.goto(f"{ada.stack.portal}{path}")
        found += violations(ada.page)
        wide += [path] if too_wide(ada.page) else []
    refused.page.goto(f"{refused.stack.portal}/cases/{refused_case.number}/channel/")
    found += violations(refused.page)
    assert found == []
    assert wide == []


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])
def test_the_desk(at_home: AtHome, at_desk: AtDesk, language: str, width: int) -> None:
    bo = at_desk("Bo", language=language, width=width)
    ada = at_home("Ada")
    callback = ada.asks_to_be_rung()
    found = violations(bo.page)
    bo.is_available()
    bo.is_reserved()
    found += violations(bo.page)
    wide = ["reserved"] if too_wide(bo.page) else []
    for path in ("/", f"/cases/{callback.case.number}/", "/search/?q=Ada"):
        bo.page.goto(f"{bo.stack.desk}{path}")
        found += violations(bo.page)
        wide += [path] if too_wide(bo.page) else []
    rosa = at_desk("Rosa", language=language, width=width)
    type(rosa.agent.person).objects.filter(pk=rosa.agent.person_id).update(role="supervisor")
    for path in ("/supervisor/", f"/supervisor/callbacks/{callback.pk}/"):
        rosa.page.goto(f"{rosa.stack.desk}{path}")
        found += violations(rosa.page)
        wide += [path] if too_wide(rosa.page) else []
    assert found == []
    assert wide == []


@pytest.mark.parametrize("host", ["portal", "desk"])
def test_the_sign_in(at_home: AtHome, host: str) -> None:
    ada = at_home("Ada")
    page = ada.browser.new_context().new_page()
    page.goto(f"{getattr(ada.stack, host)}/accounts/login/")
    assert violations(page) == []
    assert people.PASSWORD not in page.content()
