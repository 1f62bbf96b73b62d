"""Two hosts: each has its pages and its people; languages follow the reader."""

import pytest
from django.conf import settings
from django.test import Client

from ringback.pages.shared import door
from ringback.records.people.models import Person
from tests.people import PASSWORD, a_site, answers, sells

PORTAL, DESK = {"host": "portal.localhost:8080"}, {"host": "desk.localhost:8080"}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("portal.localhost:8080", "portal"),
        ("portal.localhost", "portal"),
        ("PORTAL.localhost:9", "portal"),
        ("desk.localhost:8080", "desk"),
        ("portal.localhost.evil.example", None),
        ("evil.example", None),
        ("", None),
        ("portal.localhost@evil.example", None),
        ("[::1", None),
        ("evil.example/portal.localhost", None),
    ],
)
def test_only_two_hosts_are_ours(header: str, name: str | None) -> None:
    host = door.host_called(header)
    assert (host.name if host else None) == name


@pytest.mark.django_db
def test_a_foreign_host_gets_nothing() -> None:
    for path in ("/", "/accounts/login/", "/nowhere/"):
        assert Client(headers={"host": "evil.example"}).get(path).status_code == 400


@pytest.mark.django_db
def test_ada_signs_in_to_the_portal_with_her_password() -> None:
    sells("Ada", a_site())
    client = Client(headers=PORTAL)
    answer = client.post("/accounts/login/", {"login": "ADA@seller.example", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]


@pytest.mark.django_db
def test_a_seller_at_the_desk_is_told_which_address_is_theirs() -> None:
    client = Client(headers=DESK)
    client.force_login(sells("Ada", a_site()).person)
    answer = client.get("/")
    assert answer.status_code == 403
    assert f'href="{settings.PORTAL_URL}' in answer.content.decode()


@pytest.mark.django_db
def test_an_agent_at_the_portal_is_told_which_address_is_theirs() -> None:
    client = Client(headers=PORTAL)
    client.force_login(answers("Bo", a_site()).person)
    answer = client.get("/support/")
    assert answer.status_code == 403
    assert f'href="{settings.DESK_URL}' in answer.content.decode()


@pytest.mark.django_db
def test_whoever_is_at_the_wrong_host_can_sign_out_there() -> None:
    client = Client(headers=DESK)
    client.force_login(sells("Ada", a_site()).person)
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_a_part_of_a_page_does_not_swap_the_sign_in_page_into_its_place() -> None:
    there = {"HX-Request": "true", "HX-Current-URL": "http://portal.localhost:8080/cases/?page=2"}
    answer = Client(headers=PORTAL).get("/bar/", headers=there)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Fcases%2F%3Fpage%3D2"


@pytest.mark.django_db
def test_nobody_signs_up() -> None:
    client = Client(headers=PORTAL)
    given = {"email": "eve@evil.example", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/signup/", given).status_code in (200, 302)
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_guessing_passwords_is_slowed_down() -> None:
    sells("Ada", a_site())
    client = Client(headers=PORTAL)
    given = {"login": "ada@seller.example", "password": "wrong password"}
    said = [client.post("/accounts/login/", given).content.decode() for _ in range(8)]
    assert "Too many failed login attempts" in said[-1]
    right = client.post("/accounts/login/", {**given, "password": PASSWORD})
    assert right.status_code == 200
    assert "Too many failed login attempts" in right.content.decode()


@pytest.mark.django_db
def test_a_page_speaks_the_readers_language() -> None:
    def language_of(client: Client, **headers: str) -> str:
        return client.get("/accounts/login/", headers=headers).headers["Content-Language"]

    stranger = Client(headers=PORTAL)
    assert language_of(stranger) == "en"
    assert language_of(stranger, **{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}) == "zh-hans"
    assert stranger.post("/language/", {"language": "zh-hans", "next": "/accounts/login/"}).status_code == 303
    assert language_of(stranger) == "zh-hans"


@pytest.mark.django_db
def test_the_language_stays_with_the_person() -> None:
    ada = sells("Ada", a_site()).person
    client = Client(headers=PORTAL)
    client.force_login(ada)
    client.post("/language/", {"language": "zh-hans"})
    ada.refresh_from_db()
    assert ada.language == "zh-hans"
    elsewhere = Client(headers=PORTAL)
    elsewhere.force_login(ada)
    assert elsewhere.get("/support/").headers["Content-Language"] == "zh-hans"


@pytest.mark.django_db
@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_from_choosing_a_language_stays_here(away: str) -> None:
    answer = Client(headers=PORTAL).post("/language/", {"language": "en", "next": away})
    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
def test_a_language_that_the_desk_does_not_write_is_refused() -> None:
    assert Client(headers=PORTAL).post("/language/", {"language": "tlh"}).status_code == 400
