"""Who counts in a promise: present now, rostered and hardly late, later the roster; without any roster whoever is present."""

from datetime import date, timedelta

import pytest

from ringback.records.agents.models import Agent
from ringback.records.callbacks.forecast import Forecast, Look, Wanted, forecast
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.turning import tick
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.promises.models import Promise
from ringback.records.rosters.models import RosterDay
from ringback.rules.hours import opening_minutes
from tests.people import DAY as A_DAY
from tests.people import HOUR, MINUTE, NOON, a_lease, a_site, answers, asks, sells

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def away(name: str, site: Site, *, languages: tuple[str, ...] = ("en",)) -> Agent:
    return answers(name, site, languages=languages, presence=Agent.Presence.AWAY, free_since=None)


def rostered(site: Site, agent: Agent, begin: str, end: str, *, reason: str = "", day: date = TODAY) -> None:
    """Hours of a day in UTC, as the site lives in London."""
    minutes = [60 * int(text[:2]) + int(text[3:]) for text in (begin, end)]
    RosterDay.objects.create(site=site, agent=agent, day=day, spans=[minutes], away=reason)


def wanted(languages: tuple[str, ...] = ("en",)) -> Wanted:
    return Wanted(languages, (), 120, 0)


def seen(site: Site, *, minutes: int = 0, languages: tuple[str, ...] = ("en",)) -> Forecast:
    now = NOON + minutes * MINUTE
    opened = opening_minutes(calendar_of(site), now)
    return forecast(site, Wanted(languages, (), 120, opened), now=now)


@pytest.fixture
def site() -> Site:
    return a_site("na", zone="Europe/London")


def test_without_a_roster_presence_alone_counts(site: Site) -> None:
    answers("Bo", site)
    away("Di", site)
    assert seen(site).agents == 1


def test_whoever_is_hardly_late_counts_and_whoever_is_late_does_not(site: Site) -> None:
    bo, di = away("Bo", site), away("Di", site)
    rostered(site, bo, "11:50", "20:00")
    rostered(site, di, "09:00", "20:00")
    assert [seen(site, minutes=minutes).agents for minutes in (0, 4, 5)] == [1, 1, 0]


def test_whoever_is_here_without_being_rostered_counts_beside_the_roster(site: Site) -> None:
    bo = answers("Bo", site)
    answers("Di", site)
    rostered(site, bo, "09:00", "20:00")
    assert seen(site).agents == 2


def test_who_is_away_for_the_day_does_not_count(site: Site) -> None:
    rostered(site, away("Bo", site), "11:50", "20:00", reason="ill")
    assert (seen(site).agents, seen(site).window) == (0, None)


def test_a_promise_is_made_for_the_next_shift_while_nobody_is_there(site: Site) -> None:
    rostered(site, away("Bo", site), "15:00", "20:00")
    found = seen(site)
    assert found.agents == 1
    assert found.window is not None
    assert found.window.earliest == NOON + 3 * HOUR + 12 * MINUTE
    assert found.window.latest == NOON + 3 * HOUR + 24 * MINUTE


def test_a_shift_that_ends_carries_the_promise_over_to_the_next(site: Site) -> None:
    rostered(site, answers("Bo", site), "09:00", "12:15")
    rostered(site, away("Di", site), "16:00", "20:00")
    window = seen(site).window
    assert window is not None
    assert window.earliest == NOON + 12 * MINUTE
    assert window.latest == NOON + 4 * HOUR + 9 * MINUTE


def test_a_roster_on_which_nobody_can_serve_promises_nothing(site: Site) -> None:
    away("Bo", site)
    rostered(site, away("Mei", site, languages=("zh-hans",)), "12:00", "20:00")
    assert seen(site).window is None
    assert seen(site, languages=("zh-hans",)).window is not None


def test_last_weeks_roster_alone_promises_nothing_to_whoever_comes_later(site: Site) -> None:
    rostered(site, away("Bo", site), "09:00", "20:00", day=TODAY - timedelta(days=7))
    assert seen(site).window is None


def test_who_asks_while_nobody_is_there_is_promised_the_first_shift_each_in_their_turn(site: Site) -> None:
    rostered(site, away("Bo", site), "15:00", "20:00")
    first = asks(sells("Ada", site), site)
    second = asks(sells("Cy", site), site, at=NOON + MINUTE)
    promises = [Promise.objects.get(request=one.pk) for one in (first, second)]
    assert [one.made_for for one in promises] == ["first", "first"]
    assert promises[0].earliest == NOON + 3 * HOUR + 12 * MINUTE
    assert promises[1].earliest == NOON + 3 * HOUR + 24 * MINUTE


def test_whoever_waits_without_a_promise_gets_one_when_the_roster_is_written(site: Site) -> None:
    bo = away("Bo", site)
    waiting = asks(sells("Ada", site), site)
    assert waiting.promise is None
    rostered(site, bo, "15:00", "20:00")
    tick(site.pk, epoch=a_lease(), now=NOON + MINUTE)
    promise = Callback.objects.select_related("promise").get(pk=waiting.pk).promise
    assert promise is not None
    assert promise.earliest == NOON + 3 * HOUR + 12 * MINUTE


def test_a_window_has_as_many_minutes_as_the_roster_gives_it(site: Site) -> None:
    rostered(site, away("Bo", site), "13:00", "14:30")
    rostered(site, away("Di", site), "13:00", "20:00")
    look = Look(site, now=NOON)
    one, two = NOON + HOUR, NOON + 2 * HOUR
    assert look.agents(wanted(), one, two) == 2
    assert look.agents(wanted(), two, two + HOUR) == 1.5
    assert look.agents(wanted(), one + A_DAY, two + A_DAY) == 0
