"""Sellers read on every page, and in mails, why a site is closed today, and that a peak goes on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ringback.records.desk.days import closed_today, holiday_on, peak_now
from ringback.records.notices.models import Notice
from tests.channels.post_office import PostOffice, a_post_office
from tests.jobs.test_deliver import work
from tests.pages.portal.conftest import Browser
from tests.people import NOON, OFFICE_HOURS, a_site, answers, asks, sells

pytestmark = pytest.mark.django_db
MOVE = {"en": "we move", "zh-hans": "搬迁"}


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with a_post_office() as one:
        yield one


def closed(day: Any, **more: Any) -> dict[str, Any]:
    return {
        "zone": "UTC",
        "hours": OFFICE_HOURS,
        "closed_days": [day],
        "closed_because": {day.isoformat(): MOVE},
        **more,
    }


@pytest.mark.parametrize(("language", "said"), [("en", "closed today: we move"), ("zh-hans", "搬迁")])
def test_every_page_says_why_the_site_is_closed_today(browser: Browser, language: str, said: str) -> None:
    site = a_site("na", **closed(datetime.now(UTC).date()))
    page = browser(sells("Ada", site, language=language))
    for path in ("/support/", "/cases/", "/rules/"):
        assert said in " ".join(page.get(path).content.decode().split())


def test_a_peak_asks_sellers_to_wait_with_what_is_not_urgent(browser: Browser) -> None:
    today = datetime.now(UTC).date().isoformat()
    peak = {"from": today, "until": today, "en": "Black Friday", "zh-hans": "黑色星期五"}
    site = a_site("na", zone="UTC", peak_days=[peak])
    page = browser(sells("Ada", site)).get("/support/").content.decode()
    assert "Black Friday: many sellers ask on these days." in page


def test_on_any_other_day_nothing_is_said(browser: Browser) -> None:
    page = browser(sells("Ada", a_site("na"))).get("/support/").content.decode()
    assert "closed today" not in page
    assert "many sellers ask" not in page


def test_the_mail_says_it_too(office: PostOffice) -> None:
    site = a_site("na", **closed(NOON.date()))
    answers("Bo", site)
    asks(sells("Ada", site), site)
    asks(sells("Wen", site, language="zh-hans"), site)
    assert Notice.objects.filter(context__closed_today__en="we move").count() == 2
    assert work() == 2
    texts = [str(mail.get_body(("plain",)).get_content()) for mail in office.mails]  # type: ignore[union-attr]
    assert "The desk is closed today: we move." in texts[0]
    assert "搬迁" in texts[1]


def test_a_public_holiday_is_called_by_its_name_in_the_sites_own_day() -> None:
    site = a_site("jp", hours=OFFICE_HOURS, holiday_country="CN")
    eve = datetime(2026, 9, 30, 15, 30, tzinfo=UTC)  # 1 October in Tokyo
    found = closed_today(site, now=eve)
    assert found is not None
    assert found.words == {"en": "National Day", "zh-hans": "国庆节"}
    assert holiday_on(a_site("eu"), eve.date()) == {}
    assert peak_now(site, now=eve) == {}
    assert closed_today(a_site("na", hours={}, closed_days=[NOON.date()]), now=NOON) is None
