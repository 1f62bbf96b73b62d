"""A surge: windows become later, the desk says why with counts, and first promises stay in the figures."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ringback.records.callbacks import offering, surge
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.promises.models import Promise
from tests.people import DAY, HOUR, MINUTE, a_case, a_site, answers, asks, sells

pytestmark = pytest.mark.django_db

TEN = datetime(2026, 1, 13, 18, tzinfo=UTC)  # a Tuesday, ten o'clock in Los Angeles


def has_history(site: Site, *, weekdays: int, a_day: int, later_that_day: int = 0) -> None:
    """Requests on each of the last weekdays: `a_day` before ten o'clock, `later_that_day` after it."""
    ada, day = asks(sells("Hal", site), site, at=TEN - 60 * DAY), TEN
    while weekdays:
        day -= DAY
        if day.astimezone(UTC).weekday() >= 5:
            continue
        weekdays -= 1
        for number in range(a_day + later_that_day):
            at = day - HOUR if number < a_day else day + HOUR
            copies(ada, at)


def copies(one: Callback, at: datetime) -> None:
    """A finished request like it; only when it was asked matters here."""
    case = a_case(one.seller, one.site, at=at)
    Callback.objects.create(
        case=case,
        ordinal=1,
        seller=one.seller,
        site=one.site,
        state="completed",
        state_since=at,
        priority=one.priority,
        target=one.target,
        asked_at=at,
        asked=one.asked,
        effective=one.effective,
        queue=one.queue,
        languages=one.languages,
        line=one.line,
        rulebook=one.rulebook,
        facts={},
        reasons=[],
    )


@pytest.fixture
def site(db: None) -> Site:
    surge._usual.cache_clear()
    return a_site()


def test_today_is_counted_beside_a_usual_day_by_the_same_hour(site: Site) -> None:
    has_history(site, weekdays=20, a_day=4, later_that_day=9)
    for number in range(12):
        asks(sells(f"Eve{number}", site), site, at=TEN - 10 * MINUTE)
    seen = surge.arrivals(site, now=TEN)
    assert (seen.today, seen.usual, seen.days, seen.is_surge) == (12, 4, 20, True)


def test_weekends_say_nothing_about_a_tuesday(site: Site) -> None:
    one = asks(sells("Hal", site), site, at=TEN - 60 * DAY)
    for week in range(1, 4):
        for back in (3, 2):  # the Saturday and the Sunday before
            for _ in range(50):
                copies(one, TEN - timedelta(days=7 * (week - 1) + back) - HOUR)
    assert surge.arrivals(site, now=TEN).usual == 0


def test_too_little_history_says_nothing(site: Site) -> None:
    for number in range(15):
        asks(sells(f"Eve{number}", site), site, at=TEN - 10 * MINUTE)
    seen = surge.arrivals(site, now=TEN)
    assert (seen.today, seen.usual, seen.is_surge) == (15, None, False)


def test_a_few_more_than_usual_is_no_surge_unless_the_desk_says_so(site: Site, settings: Any) -> None:
    has_history(site, weekdays=20, a_day=8)
    for number in range(11):
        asks(sells(f"Eve{number}", site), site, at=TEN - 10 * MINUTE)
    assert (surge.arrivals(site, now=TEN).usual, surge.arrivals(site, now=TEN).is_surge) == (8, False)
    settings.SURGE_FACTOR = 1.2
    assert surge.arrivals(site, now=TEN).is_surge


def test_three_times_the_arrivals_make_the_next_windows_later_and_first_promises_still_count(
    site: Site,
) -> None:
    for name in ("Bo", "Di", "Mei"):
        answers(name, site)
    case = a_case(sells("Ada", site), site)

    def next_window() -> datetime:
        offer = offering.offer_for(case, line="in-app", now=TEN)
        assert offer.window is not None
        return offer.window.shown_until

    for number in range(4):
        asks(sells(f"Eve{number}", site), site, at=TEN - 5 * MINUTE)
    usual = next_window()
    for number in range(4, 12):
        asks(sells(f"Eve{number}", site), site, at=TEN - 2 * MINUTE)
    assert next_window() > usual
    assert Promise.objects.filter(made_for="first", state="pending").count() == 12
