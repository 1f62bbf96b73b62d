"""After a restore every page says that the desk is held; a supervisor reads what came back and lets it go on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from ringback.pages.shared.held import ask_again
from ringback.records.restores.actions import hold
from ringback.records.restores.models import Restore
from tests.pages.desk.conftest import Browser
from tests.people import a_lease, a_site, answers, asks, sells, supervises, talks

pytestmark = pytest.mark.django_db


def held_desk() -> str:
    """The record number of Ada's call, which went on when the backup was made."""
    now = datetime.now(UTC)
    na = a_site("na")
    ada, bo = sells("Ada", na), answers("Bo", na)
    bo.person.page_presence.seen_at = now + timedelta(hours=1)
    bo.person.page_presence.save()
    asks(ada, na, at=now)
    call = talks(bo, epoch=a_lease(), at=now)
    asks(sells("Cy", na), na, at=now)
    hold(backup_made_at=now, now=now)
    ask_again()
    return call.record_number


def test_rosa_reads_what_came_back_and_confirms_it(browser: Browser) -> None:
    record = held_desk()
    rosa = browser(supervises("Rosa"))
    assert "nobody is rung and nothing is sent" in rosa.get("/supervisor/").content.decode()
    page = rosa.get("/supervisor/restored/").content.decode()
    for said in (
        "Nobody is rung until you confirm",
        record,
        "Ada Trading talked with Bo",
        "2 callbacks are open",
    ):
        assert said in page, said
    after = rosa.post("/supervisor/restored/go-on/", follow=True).content.decode()
    assert "The desk rings and writes again" in after
    assert "nobody is rung and nothing is sent" not in after
    assert Restore.objects.get().confirmed_at is not None
    assert "There is nothing to confirm" in rosa.get("/supervisor/restored/").content.decode()
    assert (
        "Somebody has confirmed it already"
        in rosa.post("/supervisor/restored/go-on/", follow=True).content.decode()
    )


def test_bo_and_ada_read_why_nobody_is_rung() -> None:
    held_desk()
    from ringback.records.people.models import Person

    for name, host, path, says in (
        ("Bo", "desk.localhost:8080", "/", "until a supervisor confirms it"),
        ("Ada", "portal.localhost:8080", "/support/", "rings nobody at the moment"),
    ):
        client = Client(headers={"host": host})
        client.force_login(Person.objects.get(name=name))
        page = client.get(path, follow=True).content.decode()
        assert says in page, name
        assert "See and confirm" not in page
