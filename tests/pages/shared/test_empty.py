"""Where nothing stands, the page says what will, in one way; and no word of a restore stands where there is none."""

import pytest
from django.test import Client

from tests.people import a_case, a_site, answers, sells, supervises

PORTAL, DESK = "portal.localhost:8080", "desk.localhost:8080"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("Ada", "/cases/"),
        ("Bo", "/search/?q=nobody"),
        ("Rosa", "/supervisor/callbacks/"),
        ("Rosa", "/supervisor/callbacks/?q=nobody"),
        ("Rosa", "/supervisor/standing/"),
        ("Rosa", "/setup/history/"),
    ],
)
def test_an_empty_page_says_what_will_stand_there(who: str, path: str) -> None:
    site = a_site()
    person = {
        "Ada": lambda: sells("Ada", site).person,
        "Bo": lambda: answers("Bo", site).person,
        "Rosa": lambda: supervises("Rosa"),
    }[who]()
    client = Client(headers={"host": PORTAL if who == "Ada" else DESK})
    client.force_login(person)
    text = client.get(path).content.decode()
    assert text.count("data-empty") == 1


@pytest.mark.django_db
def test_rules_that_hold_are_no_desk_that_is_held() -> None:
    """The page on which a seller chooses how to be answered speaks of both."""
    site = a_site()
    answers("Bo", site)
    ada = sells("Ada", site)
    client = Client(headers={"host": PORTAL})
    client.force_login(ada.person)
    text = client.get(f"/cases/{a_case(ada, site).number}/channel/").content.decode()
    assert "rules hold" in text
    assert "put back from a backup" not in text
