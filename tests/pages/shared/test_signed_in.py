"""Each request reads who is signed in, so whoever is no more is out at once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from ringback.records.people.models import Person
from tests.people import a_site, sells

pytestmark = pytest.mark.django_db
PORTAL = settings.PORTAL_URL.split("//")[1]


@pytest.fixture
def ada() -> Client:
    client = Client(headers={"host": PORTAL})
    client.force_login(sells("Ada", a_site()).person)
    return client


def is_in(client: Client) -> bool:
    return client.get("/support/").status_code == 200


def test_ada_stays_signed_in(ada: Client) -> None:
    assert is_in(ada)
    assert is_in(ada)


def test_a_session_that_is_over_lets_nobody_in(ada: Client) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(ada)


def test_whoever_is_struck_off_is_out_with_the_next_click(ada: Client) -> None:
    Person.objects.update(is_active=False)
    assert not is_in(ada)


@pytest.mark.parametrize("cookie", ["", "nobody", "x" * 32, "a\\000b"])
def test_a_cookie_that_is_nobody_s_is_nobody(cookie: str) -> None:
    client = Client(headers={"host": PORTAL})
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not is_in(client)
