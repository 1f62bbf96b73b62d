"""Ada chooses how she is answered: she sees the window before she asks, and each refusal in the rule's words."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from ringback.records.callbacks import asking
from ringback.records.callbacks.asking import LineShut, ask_for_callback
from ringback.records.callbacks.models import Callback
from ringback.records.cases import actions as cases
from ringback.records.desk.models import Site
from tests.pages.portal.conftest import Browser
from tests.people import HOUR, MINUTE, NOON, OFFICE_HOURS, a_case, a_site, answers, sells

pytestmark = pytest.mark.django_db
IN_APP = {"line": "in-app", "when": "soonest", "languages": ["en"]}


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def site() -> Site:
    return a_site(mend_links={"mfa": "https://marketplace.example/mfa"}, fact_owners={"odr": "marketplace"})


def path(case: Any) -> str:
    return f"/cases/{case.number}/channel/"


def test_the_window_is_shown_before_ada_commits_and_is_the_one_she_gets(site: Site, browser: Browser) -> None:
    ada, _bo = sells("Ada", site), answers("Bo", site)
    case = a_case(ada, site)
    shown = browser(ada).get(path(case)).content.decode()
    assert "Ring me 20:10–20:25" in shown, "12 to 24 minutes from 20:00 in China, rounded outward"
    answer = browser(ada).post(path(case), IN_APP)
    callback = Callback.objects.get()
    assert answer["Location"] == f"/callbacks/{callback.pk}/"
    assert callback.promise is not None
    assert (callback.promise.shown_from - NOON, callback.promise.shown_until - NOON) == (
        10 * MINUTE,
        25 * MINUTE,
    )


def test_the_rules_that_hold_are_told_with_adas_own_facts(site: Site, browser: Browser) -> None:
    ada, _bo = sells("Ada", site), answers("Bo", site)
    shown = browser(ada).get(path(a_case(ada, site))).content.decode()
    assert "You may be rung: all 9 rules hold" in shown
    assert "You sell on the professional plan." in shown


def test_a_failed_rule_comes_with_the_link_that_mends_it(site: Site, browser: Browser) -> None:
    ada = sells("Ada", site, mfa=False)
    shown = browser(ada).get(path(a_case(ada, site))).content.decode()
    assert "We cannot ring you yet." in shown
    assert "Two-factor authentication is off." in shown
    assert 'href="https://marketplace.example/mfa"' in shown
    assert "Write instead" in shown


def test_a_rule_without_a_page_leads_to_the_written_answer(site: Site, browser: Browser) -> None:
    ada = sells("Ada", site, plan="individual")
    assert "No page mends this." in browser(ada).get(path(a_case(ada, site))).content.decode()


def test_a_young_account_reads_the_day_and_hour_from_which_it_may_be_rung(
    site: Site, browser: Browser
) -> None:
    """Days are counted in Los Angeles, so that midnight there is 16:00 in China."""
    ada = sells("Ada", site, registered_at="2025-12-22")
    shown = browser(ada).get(path(a_case(ada, site))).content.decode()
    assert "Wed 21 Jan, 16:00" in shown
    assert "Day 22 of 30" in shown


def test_refused_ada_cannot_ask_by_hand_either(site: Site, browser: Browser) -> None:
    ada = sells("Ada", site, mfa=False)
    case = a_case(ada, site)
    assert browser(ada).post(path(case), IN_APP)["Location"] == path(case)
    assert not Callback.objects.exists()


def test_a_fact_that_nobody_sent_is_named_with_its_owner(site: Site, browser: Browser) -> None:
    ada = sells("Ada", site)
    standing = ada.standings.get()
    del standing.facts["odr"]
    standing.save()
    case = a_case(ada, site)
    shown = browser(ada).get(path(case)).content.decode()
    assert "We cannot decide yet whether we may ring you." in shown
    assert "order defect rate" in shown
    assert "comes from the marketplace" in shown
    assert browser(ada).post(f"/cases/{case.number}/written/").status_code == 303


def test_nobody_at_work_is_said_and_ada_may_ask_all_the_same(site: Site, browser: Browser) -> None:
    ada = sells("Ada", site)
    case = a_case(ada, site)
    assert "Nobody is at work now who could ring you." in browser(ada).get(path(case)).content.decode()
    browser(ada).post(path(case), IN_APP)
    assert Callback.objects.get().promise is None


def test_a_closed_desk_says_when_it_opens(browser: Browser) -> None:
    site = a_site("eu", hours=OFFICE_HOURS)
    ada, case_at = sells("Ada", site), NOON.replace(hour=19)
    case = a_case(ada, site)
    with time_machine.travel(case_at, tick=False):
        shown = browser(ada).get(path(case)).content.decode()
    assert "The desk opens" in shown
    assert ">16:00</span>. Ask now" in shown, "nine in Berlin is 16:00 of the same day in China"


def test_a_window_is_chosen_in_adas_zone_and_kept_for_her(site: Site, browser: Browser) -> None:
    ada, _bo = sells("Ada", site), answers("Bo", site)
    case, begin = a_case(ada, site), NOON + HOUR
    window = f"{begin.isoformat()}/{(begin + HOUR).isoformat()}"
    assert "21:00–22:00" in browser(ada).get(path(case)).content.decode()
    browser(ada).post(path(case), {**IN_APP, "when": window})
    assert Callback.objects.get().window_from == begin


def test_a_full_window_stays_in_the_list_and_says_so(site: Site, browser: Browser, settings: Any) -> None:
    settings.SLOT_SHARE = 0.21  # of one agent's 60 minutes: one call of 12
    ada, _bo = sells("Ada", site), answers("Bo", site)
    begin = NOON + HOUR
    window = f"{begin.isoformat()}/{(begin + HOUR).isoformat()}"
    first = sells("Dee", site)
    browser(first).post(path(a_case(first, site)), {**IN_APP, "when": window})
    case = a_case(ada, site)
    assert "full" in browser(ada).get(path(case)).content.decode()
    answer = browser(ada).post(path(case), {**IN_APP, "when": window})
    assert answer.status_code == 409
    assert "That window is no longer to be had." in answer.content.decode()


def test_a_language_that_nobody_is_asked_to_speak_is_no_window(
    site: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a supervisor took it from the site while the page was open."""

    def no_longer(*_: Any, **__: Any) -> Callback:
        raise asking.NoSuchLanguage("ja")

    ada, _bo = sells("Ada", site), answers("Bo", site)
    monkeypatch.setattr(asking, "ask_for_callback", no_longer)
    answer = browser(ada).post(path(a_case(ada, site)), IN_APP)
    assert answer.status_code == 409
    assert "Nobody at this site can ring in that language." in answer.content.decode()


@pytest.mark.parametrize("when", ["tomorrow", "2026-01-13T21:00/2026-01-13T22:00", "1/2", "\0"])
def test_what_is_no_window_is_refused_kindly(site: Site, browser: Browser, when: str) -> None:
    ada, _bo = sells("Ada", site), answers("Bo", site)
    answer = browser(ada).post(path(a_case(ada, site)), {**IN_APP, "when": when})
    assert answer.status_code in (409, 422)
    assert not Callback.objects.exists()


def test_at_least_one_language_stays(site: Site, browser: Browser) -> None:
    ada, _bo = sells("Ada", site), answers("Bo", site)
    answer = browser(ada).post(path(a_case(ada, site)), {"line": "in-app", "when": "soonest"})
    assert answer.status_code == 422
    assert "Choose at least one language" in answer.content.decode()


def test_a_telephone_is_offered_only_where_a_line_can_ring_it(
    site: Site, browser: Browser, settings: Any
) -> None:
    ada, _bo = sells("Ada", site), answers("Bo", site)
    case = a_case(ada, site)
    settings.LINES, settings.SIMULATED_LINES = {"in-app": ""}, ()
    assert "+86 138" not in browser(ada).get(path(case)).content.decode()
    settings.LINES, settings.SIMULATED_LINES = {"in-app": "", "phone": ""}, ("phone",)
    shown = browser(ada).get(path(case)).content.decode()
    assert "+86 138" in shown
    assert "simulated" in shown


def test_a_telephone_in_a_country_that_the_site_does_not_ring_stays_silent_and_says_why(
    site: Site, browser: Browser, settings: Any
) -> None:
    settings.LINES, settings.SIMULATED_LINES = {"in-app": "", "phone": ""}, ("phone",)
    Site.objects.update(phone_countries=["US"])
    ada, _bo = sells("Ada", site), answers("Bo", site)
    case = a_case(ada, site)
    assert "We do not ring telephones in the country" in browser(ada).get(path(case)).content.decode()
    case = type(case).objects.get(pk=case.pk)
    with pytest.raises(LineShut):
        ask_for_callback(case, line="phone", now=NOON)
    Site.objects.update(phone_countries=["CN", "US"])
    assert "We do not ring telephones in the country" not in browser(ada).get(path(case)).content.decode()
    assert ask_for_callback(type(case).objects.get(pk=case.pk), line="phone", now=NOON).number.startswith(
        "+86"
    )


def test_who_has_asked_already_is_led_to_the_callback(site: Site, browser: Browser) -> None:
    ada, _bo = sells("Ada", site), answers("Bo", site)
    case = a_case(ada, site)
    browser(ada).post(path(case), IN_APP)
    there = f"/callbacks/{Callback.objects.get().pk}/"
    assert browser(ada).get(path(case))["Location"] == there
    assert browser(ada).post(path(case), IN_APP)["Location"] == there


def test_a_closed_case_has_no_channels(site: Site, browser: Browser) -> None:
    ada = sells("Ada", site)
    case = cases.close(a_case(ada, site), now=NOON)
    assert browser(ada).get(path(case))["Location"] == f"/cases/{case.number}/"


def test_the_written_answer_is_owed_from_the_click(site: Site, browser: Browser) -> None:
    ada = sells("Ada", site)
    case = a_case(ada, site)
    browser(ada).post(f"/cases/{case.number}/written/")
    case.refresh_from_db()
    assert case.answer_by == NOON + timedelta(hours=48)


def test_all_of_it_is_said_in_chinese_to_who_reads_chinese(site: Site, browser: Browser) -> None:
    ada = sells("Ada", site, language="zh-hans", mfa=False)
    shown = browser(ada).get(path(a_case(ada, site))).content.decode()
    assert "您尚未开启两步验证。" in shown
    assert 'lang="zh-Hans"' in shown
