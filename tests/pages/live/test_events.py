"""What reaches an open page: looks for its own person and desk, beats, and nothing of anybody else."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from ringback.records import wake
from ringback.records.people.models import Person
from tests.pages.live.page import Running, a_hub, wait_until
from tests.people import a_site, answers, sells, supervises


def test_ada_hears_what_concerns_ada_and_cy_hears_nothing(hub: Running) -> None:
    site = a_site()
    ada, cy = sells("Ada", site), sells("Cy", site)
    hers, his = hub.page_of(ada.person).opens(), hub.page_of(cy.person).opens()
    wake.wake(wake.person(ada.person_id), wake.desk("na"), wake.JOBS)
    assert hers.hears("look") == {"topics": ["person"]}
    his.hears("beat")
    his.hears("beat")
    assert "look" not in [kind for kind, _ in his.kept]


def test_bo_hears_of_his_own_site_and_the_supervisor_of_all(hub: Running) -> None:
    na, eu = a_site("na"), a_site("eu")
    bo, rosa = answers("Bo", na), supervises("Rosa")
    his, hers = hub.page_of(bo.person).opens(), hub.page_of(rosa).opens()
    wake.wake(wake.desk(eu.slug))
    assert hers.hears("look") == {"topics": ["desk"]}
    his.hears("beat")
    assert "look" not in [kind for kind, _ in his.kept]
    wake.wake(wake.desk("na"))
    assert his.hears("look") == {"topics": ["desk"]}


def test_many_wakes_in_one_moment_are_told_once(hub: Running) -> None:
    site = a_site()
    bo = answers("Bo", site)
    page = hub.page_of(bo.person).opens()
    with psycopg.connect(**wake.connection_params(), autocommit=True) as bell:  # type: ignore[arg-type]
        for _ in range(200):
            bell.execute(
                "SELECT pg_notify('ringback', %s)", [f"{wake.desk('na')} {wake.person(bo.person_id)}"]
            )
    assert page.hears("look") == {"topics": ["desk", "person"]}
    page.hears("beat")
    page.hears("beat")
    assert [kind for kind, _ in page.kept].count("look") < 50


def test_a_page_looks_again_after_the_database_was_away(hub: Running) -> None:
    ada = sells("Ada", a_site())
    page = hub.page_of(ada.person).opens()
    page.hears("beat")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query = 'SELECT 1'"
            " AND pid <> pg_backend_pid()"
        )
    assert page.hears("look") == {"topics": ["person"]}
    wait_until(lambda: hub.hub.house is not None and hub.hub.house.ear.listening.is_set())


@pytest.mark.usefixtures("transactional_db")
def test_a_page_looks_by_itself_when_no_wake_came_for_long(settings: Settings) -> None:
    settings.LIVE_BEAT, settings.LIVE_LOOK_EVERY = timedelta(seconds=0.2), timedelta(seconds=0.3)
    with a_hub() as running:
        assert running.page_of(sells("Ada", a_site()).person).opens().hears("look")


def test_the_fourth_stream_of_a_browser_is_refused_and_a_reload_takes_its_own_place(hub: Running) -> None:
    ada = sells("Ada", a_site()).person
    first = hub.page_of(ada, "t1").opens()
    others = [hub.page_of(ada, tab, session=first.session).opens() for tab in ("t2", "t3")]
    assert [page.status for page in (first, *others)] == [200, 200, 200]
    assert hub.page_of(ada, "t4", session=first.session).opens().status == 429
    again = hub.page_of(ada, "t1", session=first.session).opens()
    assert again.status == 200
    first.hears("closed")


@pytest.mark.usefixtures("transactional_db")
def test_beyond_all_streams_of_the_hub_a_page_is_refused(settings: Settings) -> None:
    settings.LIVE_MAX_STREAMS = 1
    with a_hub() as running:
        site = a_site()
        assert running.page_of(sells("Ada", site).person).opens().status == 200
        assert running.page_of(sells("Cy", site).person).opens().status == 503


@pytest.mark.usefixtures("transactional_db")
def test_a_page_that_is_silent_for_long_loses_its_stream(settings: Settings) -> None:
    settings.LIVE_BEAT, settings.LIVE_SILENT_FOR = timedelta(seconds=0.1), timedelta(seconds=0.5)
    with a_hub() as running:
        running.page_of(sells("Ada", a_site()).person).opens().hears("closed")


def test_a_page_that_closes_is_forgotten(hub: Running) -> None:
    page = hub.page_of(sells("Ada", a_site()).person).opens()
    page.hears("beat")
    assert hub.hub.house is not None
    assert len(hub.hub.house.streams) == 1
    page.closes()
    wait_until(lambda: hub.hub.house is not None and len(hub.hub.house.streams) == 0)


def test_whoever_signed_out_is_told_nothing_more(hub: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ringback.pages.live.guests.REMEMBERED_FOR", 0.0)
    ada = sells("Ada", a_site()).person
    page = hub.page_of(ada).opens()
    assert page.beats().status_code == 204
    Person.objects.get(pk=ada.pk).set_password("another one")
    changed = Person.objects.get(pk=ada.pk)
    changed.set_password("another password")
    changed.save(update_fields=["password"])
    assert page.beats().status_code == 401
    page.hears("closed")
