"""A log names callbacks and no people: whatever happens, no secret and nobody's data is in it."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from ringback.channels.email.channel import EmailChannel
from ringback.config import logs
from ringback.jobs.deliver import deliver_due
from ringback.records.people.models import Person
from ringback.records.sellers.models import Standing
from tests.channels.post_office import a_post_office
from tests.dispatch.real import Desk, accepts, dispatching, eventually, play
from tests.people import MINUTE, PASSWORD, a_case


@contextmanager
def written(kind: str) -> Iterator[io.StringIO]:
    """What the root logger writes meanwhile, in that form, down to the smallest detail."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    how = dict(logs.formatter(kind))
    handler.setFormatter(how.pop("()")(**how))
    handler.addFilter(logs.About())
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


PRIVATE = "A very private sentence."


@pytest.mark.parametrize("kind", ["json", "console"])
@pytest.mark.django_db(transaction=True)
def test_a_callback_from_the_click_to_the_mail_leaves_no_personal_data(kind: str) -> None:
    with written(kind) as stream, a_post_office():
        desk = Desk(line="in-app")
        client = _signed_in(desk.ada.person)
        _asks_at_the_portal(client, desk)
        _is_rung(desk, stream)
        deliver_due(EmailChannel(domain="x.example"), clock=lambda: datetime.now(UTC), retries=(MINUTE,))
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.create(email=desk.ada.person.email, name="Ada", role="seller")
        _fails(desk)
    said = stream.getvalue()
    assert "delivered" in said
    secrets = [
        PASSWORD,
        settings.SECRET_KEY,
        client.session.session_key,
        client.cookies["csrf"].value,
        PRIVATE,
    ]
    personal = ["Ada", "Bo", desk.ada.company, "@seller.example", "@desk.example", *_numbers()]
    assert [one for one in (*secrets, *personal) if one and one in said] == []


def _signed_in(person: Person) -> Client:
    client = Client(headers={"host": "portal.localhost:8080"})
    client.get("/accounts/login/")
    assert client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code == 302
    return client


def _asks_at_the_portal(client: Client, desk: Desk) -> None:
    case = a_case(desk.ada, desk.site, "technical", at=datetime.now(UTC), description=PRIVATE)
    assert client.post(f"/cases/{case.number}/written/", {"body": PRIVATE}).status_code in (302, 303)
    assert client.post(f"/callbacks/{desk.callback.pk}/call-me-now/").status_code in (302, 303)


def _is_rung(desk: Desk, stream: io.StringIO) -> None:
    """Until the log says so: the dispatcher is the last to speak, after its line and the records."""

    async def story() -> None:
        async with dispatching():
            await accepts(desk.bo)
            await eventually(lambda: "given to its line" in stream.getvalue())

    play(story())


def _fails(desk: Desk) -> None:
    """Database errors quote what they refuse."""
    try:
        Person.objects.create(email=desk.ada.person.email, name=desk.ada.person.name, role="seller")
    except IntegrityError:
        logging.getLogger("ringback.test").exception("could not be written for %s", desk.ada.person.email)


def _numbers() -> list[str]:
    return list(Standing.objects.values_list("phone", flat=True))


@pytest.mark.django_db(transaction=True)
def test_each_process_names_the_callback_that_it_works_on() -> None:
    with written("json") as stream, a_post_office():
        desk = Desk(line="in-app")
        _asks_at_the_portal(_signed_in(desk.ada.person), desk)
        _is_rung(desk, stream)
        deliver_due(EmailChannel(domain="x.example"), clock=lambda: datetime.now(UTC), retries=(MINUTE,))
    mine = [line for line in lines(stream) if line.get("callback") == str(desk.callback.pk)]
    loggers = {line["logger"] for line in mine}
    assert loggers >= {
        "ringback.pages.shared.counting",
        "ringback.records.callbacks.story",
        "ringback.dispatch.passage",
        "ringback.lines.in_app.line",
        "ringback.jobs.deliver",
    }
    assert [line["message"] for line in mine if line["logger"].endswith("story")][:2] == ["asked", "promised"]
    assert any(line.get("route") == "portal:call-me-now" and line["status"] in (302, 303) for line in mine)


def test_a_json_line_has_its_fields_and_no_others() -> None:
    with written("json") as stream:
        logging.getLogger("ringback.test").info("hello", extra={"request": "GET /secret", "callback": "41"})
    [line] = lines(stream)
    assert set(line) == {"at", "level", "process", "logger", "message", "callback"}
    assert datetime.fromisoformat(line["at"]).tzinfo


@pytest.mark.parametrize(
    "secret",
    [
        "mail to ada@seller.example failed",
        "rang +8613810000041",
        "postgresql://desk:hunter2@db/ringback",
        "Key (email)=(hunter2) already exists.",
        "Failing row contains (1, hunter2, t).",
        "Not Found: /accounts/password/reset/key/hunter2/",
        "Cookie: sid=hunter2; csrf=hunter2",
        '{"password": "hunter2"}',
        "token=hunter2",
    ],
)
def test_what_a_library_would_say_is_hidden(secret: str) -> None:
    said = logs.discreet(secret)
    assert not [one for one in ("hunter2", "ada@", "13810000041") if one in said]


def test_a_number_keeps_its_last_three_digits_and_other_text_stays() -> None:
    assert logs.discreet("rang +8613810000041 twice") == "rang +…041 twice"
    assert logs.discreet("attempt 7 at 12:00:00+0000") == "attempt 7 at 12:00:00+0000"
