"""Whoever asks now is promised what a full run of the line would promise, though nobody runs it for them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from ringback.records.callbacks import forecast as forecasts
from ringback.records.callbacks.arrival import Arrival
from ringback.records.callbacks.forecast import Look, Wanted
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.policies.readers import NoRulebook, rulebook_at
from ringback.records.rosters.models import RosterDay
from ringback.rules.hours import opening_minutes
from tests.people import HOUR, ISSUES, MINUTE, NOON, a_rulebook, a_site, answers, asks, sells

pytestmark = pytest.mark.django_db
TARGETS = (30.0, 120.0, 480.0)
SPEAKS = ("en",), ("zh-hans",), ("en", "ja")


@pytest.fixture
def site(db: None) -> Site:
    """Four agents; five wait of each class in each of two languages, the last of them since a minute."""
    site = a_site()
    answers("Bo", site, languages=("en", "zh-hans"))
    answers("Di", site, languages=("en",), skills=("tax",))
    answers("Jun", site, languages=("ja",), presence="away")
    answers("Mei", site, languages=("zh-hans",))
    for n in range(30):
        issue = list(ISSUES)[n % len(ISSUES)]
        seller = sells(f"Seller{n}", site, language=("en", "zh-hans")[n % 2])
        asks(seller, site, issue, at=NOON - (30 - n) * MINUTE)
    return site


def wants(site: Site, **changes: Any) -> Iterator[Wanted]:
    asked = opening_minutes(calendar_of(site), NOON)
    for languages in SPEAKS:
        for target in TARGETS:
            for credit in (0.0, 7.5):
                given = {"languages": languages, "skills": (), "target": target, "effective": asked - credit}
                yield Wanted(**{**given, **changes})


def arrival(site: Site, wanted: Wanted) -> Arrival:
    rulebook = rulebook_at(site.rulebook_name, NOON.date())
    return Arrival(site, wanted, line="in-app", rulebook=rulebook, now=NOON)


def promised_alike(site: Site, *, starts: Any = NOON, **changes: Any) -> set[int]:
    """How many go before each, by counts and by the run."""
    ahead = set()
    for wanted in wants(site, **changes):
        window = Look(site, now=NOON).forecast(wanted, starts=starts).window
        assert arrival(site, wanted).window(starts=starts) == window
        ahead |= {window.inputs["ahead"]} if window else set()
    return ahead


def test_newcomers_of_every_class_language_and_skill_are_promised_what_the_run_says(site: Site) -> None:
    assert len(promised_alike(site)) > 5
    promised_alike(site, skills=("tax",))


def test_so_they_are_on_a_desk_with_broken_promises_and_calls_of_one_s_own(site: Site) -> None:
    first, second, *_ = Callback.objects.select_related("queue").order_by("asked_at")
    Callback.objects.filter(pk=first.pk).update(broken_at=NOON)
    own = type(second.queue).objects.create(
        site=site, languages=["en"], skills=[], target=30, line="in-app", agent=answers("Own", site)
    )
    Callback.objects.filter(pk=second.pk).update(queue=own)
    promised_alike(site)


def test_so_they_are_where_an_old_one_of_a_low_class_goes_first(site: Site) -> None:
    asked = opening_minutes(calendar_of(site), NOON)
    Callback.objects.filter(target=480).update(asked=asked - 900, effective=asked - 900)
    promised_alike(site)


def test_so_they_are_with_a_roster_and_while_the_site_is_closed(site: Site) -> None:
    for agent in site.agents.all():
        RosterDay.objects.create(site=site, agent=agent, day=date(2026, 1, 13), spans=[[540, 1020]])
    promised_alike(site)
    promised_alike(site, starts=NOON + 9 * HOUR)
    site.agents.filter(languages=["zh-hans"]).update(stays_until=NOON + 6 * HOUR)
    promised_alike(site, starts=NOON + 5 * HOUR)
    RosterDay.objects.update(day=date(2026, 1, 13) - timedelta(days=90))  # a roster, but none of these days
    assert promised_alike(site) == promised_alike(site, starts=NOON + HOUR)


def test_a_desk_where_nobody_works_and_nobody_waits_promises_nothing() -> None:
    empty = a_site()
    assert promised_alike(empty) == set()
    answers("Bo", empty)
    assert promised_alike(empty) == {0}


def test_in_a_surge_nobody_runs_the_line(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the line was read")

    monkeypatch.setattr(forecasts, "line_up", refuse)
    for wanted in wants(site):
        assert arrival(site, wanted).window(starts=NOON)


def test_one_statement_reads_it_all_and_finds_the_queue(site: Site, django_assert_num_queries: Any) -> None:
    waits = Callback.objects.select_related("queue").earliest("asked_at")
    wanted = Wanted(tuple(waits.languages), (), waits.target, waits.effective)
    found = arrival(site, wanted)
    with django_assert_num_queries(1):
        assert found.window(starts=NOON)
        assert found.queue == waits.queue
    assert arrival(site, Wanted(("en", "ja"), ("tax",), 77.0, 0.0)).queue is None


def test_the_rulebook_of_the_site_s_own_day_counts() -> None:
    """It begins at midnight in Tokyo, when it is still the day before in UTC."""
    site = a_site("jp", rulebook_name="plain-helpdesk")
    a_rulebook("plain-helpdesk", valid_from=NOON.date() + timedelta(days=1))
    assert Look(site, now=NOON.replace(hour=16)).talk.source == "preset"
    with pytest.raises(NoRulebook):
        assert Look(site, now=NOON).talk
