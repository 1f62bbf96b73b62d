"""Ada reads how often promises like hers were kept, before she asks; and nothing where that is not known."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from ringback.records.agents.models import Agent
from ringback.records.desk.models import Site
from ringback.records.promises.models import Promise
from ringback.records.reports import kept
from tests.pages.portal.conftest import Browser
from tests.past import was_rung
from tests.people import DAY, HOUR, MINUTE, NOON, a_case, a_site, answers, asks, sells

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db: None, settings: Any) -> Iterator[Site]:
    settings.REPORT_LEAST = 4
    kept._kept.cache_clear()
    with time_machine.travel(NOON, tick=False):
        yield a_site()
    kept._kept.cache_clear()


def three_of_four_were_kept(site: Site, bo: Agent) -> None:
    for n in range(4):
        at = NOON - DAY + n * MINUTE
        callback = asks(sells(f"S{n}", site), site, at=at)
        span = {"made_at": at, "shown_from": at, "shown_until": at + HOUR, "settled_at": at + MINUTE}
        Promise.objects.filter(request=callback.pk).update(state="kept" if n else "broken", **span)
        if n:
            was_rung(callback, bo, at + MINUTE)


def test_ada_reads_it_where_she_asks_and_where_she_picks_what_it_is_about(
    site: Site, browser: Browser
) -> None:
    three_of_four_were_kept(site, answers("Bo", site))
    ada = sells("Ada", site)
    case = a_case(ada, site)
    asked = browser(ada).get(f"/cases/{case.number}/channel/").content.decode()
    assert "We kept 3 of the last 4 promises like this." in asked
    assert "Promises kept lately: medium class 3 of 4." in browser(ada).get("/support/news/").content.decode()


def test_she_reads_it_in_chinese(site: Site, browser: Browser) -> None:
    three_of_four_were_kept(site, answers("Bo", site))
    ada = sells("Ada", site, language="zh-hans")
    shown = browser(ada).get("/support/news/").content.decode()
    assert "近期承诺兑现：中优先级 4 次中 3 次。" in shown


def test_nothing_is_said_where_too_few_were_made(site: Site, browser: Browser) -> None:
    answers("Bo", site)
    ada = sells("Ada", site)
    asked = browser(ada).get(f"/cases/{a_case(ada, site).number}/channel/").content.decode()
    assert "promises like this" not in asked
    assert "Promises kept" not in browser(ada).get("/support/news/").content.decode()
