"""What we wait for: Ada ticks and answers it in her case, and her callback is back; Cy sees nothing of it."""

from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from PIL import Image

from ringback.records.callbacks.models import Callback
from ringback.records.calls import wrapping
from ringback.records.calls.models import Call
from ringback.rules.calls.lifecycle import Outcome
from tests.pages.portal.conftest import Browser
from tests.people import HOUR, MINUTE, NOON, SmallDesk, sells, talks

pytestmark = pytest.mark.django_db
THINGS = ["The invoice of 3 January", "Is the stamp <b>round</b>?"]
HREF = "/cases/41/missing/"


@pytest.fixture(autouse=True)
def _later() -> Any:
    with time_machine.travel(NOON + HOUR, tick=False):
        yield


@pytest.fixture
def desk(db: None) -> SmallDesk:
    desk = SmallDesk()
    attempt = talks(desk.bo, epoch=desk.epoch)
    desk.ends(attempt, Outcome.ANSWERED, NOON + 6 * MINUTE, "agent")
    wrapping.finish(Call.objects.get(), outcome="needs_seller", missing=THINGS, now=NOON + 7 * MINUTE)
    return desk


@pytest.fixture
def ada(desk: SmallDesk, browser: Browser) -> Client:
    return browser(desk.ada)


def answer(*given: str, notes: tuple[str, str] = ("", "")) -> dict[str, Any]:
    return {"thing": THINGS, "note": list(notes), "given": list(given)}


def shown(page: Any) -> str:
    return str(page.content.decode())


def after(page: Any, ada: Client) -> str:
    """What she reads where her form leads to."""
    return shown(ada.get(page["Location"].split("#")[0]))


def a_picture() -> BytesIO:
    picture = BytesIO()
    Image.new("RGB", (8, 8), "white").save(picture, "PNG")
    picture.name, _ = "invoice.png", picture.seek(0)
    return picture


def test_the_case_and_the_callback_say_what_we_wait_for(desk: SmallDesk, ada: Client) -> None:
    case = shown(ada.get("/cases/41/"))
    assert "What we wait for" in case
    assert "Is the stamp &lt;b&gt;round&lt;/b&gt;?" in case
    assert 'href="/cases/41/#missing"' in shown(ada.get(f"/callbacks/{desk.callback.pk}/"))


def test_one_thing_is_here_and_the_last_brings_the_callback_back(desk: SmallDesk, ada: Client) -> None:
    read = after(ada.post(HREF, answer(THINGS[0])), ada)
    assert "We ring you when the rest is there, too." in read
    assert "(is here)" in read
    page = ada.post(HREF, {"thing": [THINGS[1]], "note": ["Yes, round"]})
    back = Callback.objects.get(state="waiting")
    assert page["Location"] == f"/callbacks/{back.pk}/"
    assert "Your callback is back at its old place." in after(page, ada)
    assert [one.body for one in back.case.messages.all()] == [
        f"✓ {THINGS[0]}",
        f"{THINGS[1]}: Yes, round",
    ]
    story = shown(ada.get(f"/callbacks/{back.pk}/story/"))
    assert "You sent what was missing" in story


def test_files_go_with_it(desk: SmallDesk, ada: Client) -> None:
    ada.post(HREF, {**answer(*THINGS), "files": [a_picture()]})
    assert Callback.objects.get(state="waiting").case.evidence.get().name == "invoice.png"


def test_a_file_alone_further_down_is_the_whole_answer(desk: SmallDesk, ada: Client) -> None:
    ada.post("/cases/41/evidence/", {"files": [BytesIO(b"no picture")]})
    assert not Callback.objects.filter(state="waiting").exists()
    ada.post("/cases/41/evidence/", {"files": [a_picture()]})
    assert Callback.objects.filter(state="waiting").exists()


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        (("", "  "), "Tick what you have sent"),
        (("x" * 201, ""), "A line holds at most 200 characters"),
        (("\0", "y"), "only such as can be stored"),
    ],
)
def test_what_cannot_be_taken_is_said_and_stays(ada: Client, notes: tuple[str, str], said: str) -> None:
    page = ada.post(HREF, answer(notes=notes))
    assert page.status_code == 422
    assert said in shown(page)
    assert not Callback.objects.filter(state="waiting").exists()


def test_a_case_that_was_closed_meanwhile_keeps_the_words(desk: SmallDesk, ada: Client) -> None:
    ada.post("/cases/41/close/")
    page = ada.post(HREF, answer(notes=("It is attached", "")))
    assert page.status_code == 409
    assert "It is attached" in shown(page)


def test_a_second_click_is_a_message_and_no_second_callback(desk: SmallDesk, ada: Client) -> None:
    for _ in range(2):
        ada.post(HREF, answer(*THINGS))
    assert Callback.objects.filter(continues=desk.callback).count() == 1


def test_who_may_not_be_rung_any_more_reads_that_we_write(desk: SmallDesk, ada: Client) -> None:
    standing = desk.ada.standings.get()
    standing.facts = {**standing.facts, "mfa": False}
    standing.save(update_fields=["facts"])
    assert "We cannot ring you at present" in after(ada.post(HREF, answer(*THINGS)), ada)


def test_cy_cannot_answer_for_her(desk: SmallDesk, browser: Browser) -> None:
    assert browser(sells("Cy", desk.site)).post(HREF, answer(*THINGS)).status_code == 404
