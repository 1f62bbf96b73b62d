"""The first supervisor: made once, with a password that is good enough, and able to sign in."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner, Result

from ringback.cli import home
from ringback.cli.create_supervisor import command
from ringback.records.people.models import Person
from tests.people import sells

ROSA = ["--email", "Rosa@Desk.example", "--name", "Rosa Lindt", "--zone", "Europe/Berlin"]


@pytest.fixture(autouse=True)
def in_the_test_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def here() -> Iterator[None]:
        yield

    monkeypatch.setattr(home, "at_home", here)


def run(*arguments: str, password: str = "a long password", said: str = "") -> Result:
    return CliRunner().invoke(command, list(arguments), env={"RINGBACK_PASSWORD": password}, input=said)


def test_rosa_can_sign_in() -> None:
    result = run(*ROSA, "--json")
    assert json.loads(result.stdout) == {
        "email": "rosa@desk.example",
        "role": "supervisor",
        "sign_in": "http://desk.localhost:8080/accounts/login/",
    }
    rosa = Person.objects.get()
    assert rosa.check_password("a long password")
    assert (rosa.role, rosa.zone, rosa.language) == ("supervisor", "Europe/Berlin", "en")


def test_the_password_is_asked_for_twice_and_not_shown() -> None:
    result = run(*ROSA, password="", said="a long password\na long password\n")
    assert result.exit_code == 0
    assert "a long password" not in result.output


@pytest.mark.parametrize(
    ("arguments", "password", "says"),
    [
        (ROSA, "short", "at least 10 characters"),
        (ROSA, "password1234", "too common"),
        (["--email", "rosa", "--name", "Rosa"], "a long password", "valid email"),
        ([*ROSA[:4], "--zone", "Middle/Earth"], "a long password", "Europe/Berlin"),
        (["--email", "rosa@desk.example", "--name", " "], "a long password", "name"),
        (["--email", "ADA@seller.example", "--name", "Ada"], "a long password", "somebody's already"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    arguments: list[str], password: str, says: str
) -> None:
    ada = sells("Ada").person
    result = run(*arguments, password=password)
    assert result.exit_code == 1
    assert says in result.output
    assert list(Person.objects.all()) == [ada]
    ada.refresh_from_db()
    assert ada.role == "seller"
