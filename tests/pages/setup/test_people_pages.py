"""People of the desk by their pages: invited, kept out, gone."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from ringback.records.notices.models import Notice
from ringback.records.people import inviting
from ringback.records.people.models import Person
from tests.pages.setup.conftest import Browser, World
from tests.people import PASSWORD, answers, sells

pytestmark = pytest.mark.django_db


def test_mei_is_invited_and_comes(world: World) -> None:
    values = {
        "email": "mei@desk.example",
        "name": "Mei",
        "role": "agent",
        "language": "zh-hans",
        "zone": "Asia/Shanghai",
        "speaks": ["zh-hans"],
        "sites": ["na"],
        "skills": "customs, tax",
    }
    wrong = world.post("/setup/people/invite/", {**values, "email": "mei"}, status=422)
    assert "Enter a valid email address." in wrong
    world.post("/setup/people/invite/", values)
    assert "invited" in world.get("/setup/people/")
    link = f"/invitation/{inviting.token_of(Notice.objects.get().context['invitation'])}/"
    mei = Client(headers={"host": urlsplit(settings.DESK_URL).netloc})
    assert "Mei" in mei.get(link).content.decode()
    assert mei.post(link, {"password1": "short", "password2": "short"}).status_code == 422
    answer = mei.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 303
    assert mei.get("/").status_code == 200
    gone = mei.get(link)
    assert gone.status_code == 410
    assert gone.headers["Referrer-Policy"] == "same-origin"
    person = Person.objects.get(name="Mei")
    assert (person.is_active, person.agent.skills) == (True, ["customs", "tax"])
    world.post(f"/setup/people/{person.pk}/send/", {})
    assert Notice.objects.count() == 1


def test_a_sellers_account_is_none_of_the_desks_people(world: World) -> None:
    ada = sells("Ada", world.site)
    assert world.client.get(f"/setup/people/{ada.person_id}/").status_code == 404
    assert "Ada" not in world.get("/setup/people/")


def test_an_agent_sets_up_nothing(world: World, browser: Browser) -> None:
    bo = browser(world.bo.person)
    for path in ("", "sites/na/", "sites/na/hours/", "people/", "history/", "sites/na/rules/"):
        assert bo.get(f"/setup/{path}").status_code == 404


def test_whoever_has_left_is_at_the_sign_in_page_with_their_next_click(
    world: World, browser: Browser
) -> None:
    answers("Di", world.site)
    bo = browser(world.bo.person)
    assert bo.get("/").status_code == 200
    fields = {
        "name": "Bo",
        "role": "agent",
        "language": "en",
        "zone": "UTC",
        "speaks": ["en"],
        "sites": ["na"],
    }
    world.post(f"/setup/people/{world.bo.person_id}/", {**fields, "seen": "0"})
    answer = bo.post("/presence/", {"presence": "available"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
    world.bo.refresh_from_db()
    assert (world.bo.presence, world.bo.presence_reason) == ("away", "deactivated")
    assert "has left" in world.get("/setup/people/")
