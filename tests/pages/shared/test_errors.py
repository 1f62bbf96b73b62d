"""Whatever goes wrong is said in one voice, in the reader's language, with the way back; the worst without a database."""

import re
from typing import Any

import pytest
from django.conf import settings as desk_settings
from django.db import connection
from django.test import Client

from ringback.config.asgi import pages
from ringback.pages.shared import errors, maintenance
from ringback.records import schema
from tests.people import a_site, answers, sells, supervises

PORTAL, DESK = {"host": "portal.localhost:8080"}, {"host": "desk.localhost:8080"}
CHINESE = {"Accept-Language": "zh-CN"}


@pytest.fixture
def broken(settings: Any) -> None:
    settings.PORTAL_URLCONF = settings.DESK_URLCONF = "tests.pages.shared.broken_portal"


def stranger(host: dict[str, str] = PORTAL) -> Client:
    return Client(headers=host, raise_request_exception=False)


def heading(text: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", text)
    assert found, text
    return found.group(1)


@pytest.mark.parametrize("host", [PORTAL, DESK], ids=["portal", "desk"])
@pytest.mark.parametrize(
    ("path", "status", "said", "chinese"),
    [
        ("/broken/unread/", 400, "This request could not be read.", "无法读取此请求。"),
        ("/broken/nothing/", 404, "There is nothing here for you.", "这里没有您的内容。"),
        ("/broken/large/", 413, "This is too large for the desk.", "内容过大，服务台无法接收。"),
        ("/broken/often/", 429, "That was too often in a short time.", "操作过于频繁。"),
        ("/broken/mistake/", 500, "The desk made a mistake.", "服务台出错了。"),
        ("/broken/away/", 503, "The desk is away for a moment.", "服务台暂时无法使用。"),
    ],
)
@pytest.mark.usefixtures("broken")
def test_somebody_unknown_reads_what_is_wrong_without_a_database(
    host: dict[str, str], path: str, status: int, said: str, chinese: str
) -> None:
    """pytest-django refuses any query here."""
    for headers, title in (({}, said), (CHINESE, chinese)):
        answer = stranger(host).get(path, headers=headers)
        text = answer.content.decode()
        assert (answer.status_code, heading(text)) == (status, title)
        assert 'href="/"' in text
        assert (f'href="{path}"' in text) == (status in errors.WORTH_ANOTHER_TRY)


@pytest.mark.usefixtures("broken")
def test_a_mistake_is_said_to_somebody_signed_in_though_the_database_is_away() -> None:
    """Their session cannot be read, so nobody knows who they are; the cookie still says how they read."""
    client = stranger()
    client.cookies[desk_settings.SESSION_COOKIE_NAME] = "a" * 32
    client.cookies[desk_settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    answer = client.get("/broken/mistake/")
    assert (answer.status_code, heading(answer.content.decode())) == (500, "服务台出错了。")


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {}], ids=["origin", "token"])
def test_a_form_from_elsewhere_is_refused_with_a_page(headers: dict[str, str]) -> None:
    client = Client(headers=PORTAL, enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", headers=headers)
    assert (answer.status_code, heading(answer.content.decode())) == (403, "The desk refused this.")


def test_a_foreign_host_reads_why_it_gets_nothing() -> None:
    answer = Client(headers={"host": "evil.example"}).get("/")
    assert (answer.status_code, heading(answer.content.decode())) == (400, "This request could not be read.")


@pytest.mark.django_db
def test_everybody_keeps_their_own_way_on_a_page_that_is_not_there() -> None:
    site = a_site()
    for person, host, there, not_there in (
        (sells("Ada", site).person, PORTAL, "/cases/", "/supervisor/"),
        (answers("Bo", site).person, DESK, "/search/", "/supervisor/"),
        (supervises("Rosa"), DESK, "/supervisor/service/", "/cases/"),
    ):
        client = stranger(host)
        client.force_login(person)
        answer = client.get("/no/such/page/")
        text = answer.content.decode()
        assert answer.status_code == 404
        assert f'href="{there}"' in text
        assert f'href="{not_there}"' not in text


@pytest.mark.django_db
def test_the_page_for_a_password_has_the_navigation_of_its_reader() -> None:
    client = stranger(DESK)
    client.force_login(supervises("Rosa"))
    assert 'href="/supervisor/service/"' in client.get("/accounts/password/change/").content.decode()


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/supervisor/"])
def test_under_maintenance_every_page_says_so_and_asks_nothing(settings: Any, path: str) -> None:
    settings.MAINTENANCE = True
    answer = stranger(DESK).get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert heading(answer.content.decode()) == "The desk is away for a moment."


@pytest.mark.django_db
def test_pages_stay_shut_until_the_tables_are_migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintenance, "_migrated", False)
    monkeypatch.setattr(maintenance, "_until", float("-inf"))
    step = schema.applied()[-1]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE (app, name) = (%s, %s)", step)
    assert stranger().get("/accounts/login/").status_code == 503
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", step)
    assert stranger().get("/accounts/login/").status_code == 503, "asked once in two seconds"
    monkeypatch.setattr(maintenance, "_until", float("-inf"))
    assert stranger().get("/accounts/login/").status_code == 200


@pytest.mark.parametrize(
    ("language", "said"),
    [(b"en", "This is too large for the desk."), (b"zh-CN", "内容过大，服务台无法接收。")],
)
def test_a_body_that_django_never_sees_is_refused_with_the_same_page(language: bytes, said: str) -> None:
    headers = [(b"host", b"portal.localhost"), (b"accept-language", language)]
    text = pages.page({"headers": headers}, 413)
    assert heading(text) == said
    assert "\xa0MB" in text
