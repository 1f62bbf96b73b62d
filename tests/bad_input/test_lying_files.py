"""An upload that lies about what it is: its content decides, the reason is said, and the honest ones beside it are taken."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ringback.records.cases.models import Case, Evidence
from tests.bad_input.asking import browser_of
from tests.bad_input.harmless import scene, written
from tests.bad_input.judging import CHINESE
from tests.html_forms import Page
from tests.people import a_case, a_site, sells

pytestmark = pytest.mark.django_db
PNG = written(scene(), "png")
DRAFT, CASE = "/support/new/technical/evidence/", "/cases/41/evidence/"
LIES = {
    "a program": ("photo.jpg", b"MZ\x90\0" + bytes(200), "image/jpeg"),
    "a page": ("notice.pdf", b"<!doctype html><script>alert(1)</script>", "application/pdf"),
    "a drawing": ("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/png"),
    "a script": ("photo.webp", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", "image/webp"),
    "an archive": ("invoice.pdf", b"PK\x03\x04" + bytes(60), "application/pdf"),
    "half of a picture": ("photo.png", PNG[: len(PNG) // 2], "image/png"),
    "nothing": ("photo.png", b"", "image/png"),
}


@pytest.fixture
def ada(db: None) -> Client:
    site = a_site()
    seller = sells("Ada", site, language="zh-hans")
    a_case(seller, site)
    return browser_of(seller.person, "http://portal.localhost:8080")


def uploads(client: Client, where: str, *files: tuple[str, bytes, str]) -> Any:
    sent = [SimpleUploadedFile(name, content, kind) for name, content, kind in files]
    if where == DRAFT:
        return client.post(where, {"files": sent}, headers={"HX-Request": "true"})
    return client.get(client.post(where, {"files": sent}).headers["Location"])


@pytest.mark.parametrize("where", [DRAFT, CASE])
@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_found_out_and_the_honest_file_beside_it_is_taken(
    ada: Client, where: str, lie: tuple[str, bytes, str]
) -> None:
    answer = uploads(ada, where, lie, ("shot.png", PNG, "image/png"))
    said = " ".join(Page(answer.content.decode()).wrong)
    assert answer.status_code == 200
    assert lie[0] in said
    assert CHINESE.search(said)
    assert [one.name for one in Evidence.objects.all()] == ["shot.png"]


def test_a_picture_under_another_name_is_taken_as_what_it_is(ada: Client) -> None:
    uploads(ada, CASE, ("letter.pdf", PNG, "application/pdf"))
    assert (Evidence.objects.get().kind, Evidence.objects.get().name) == ("png", "letter.pdf")


@pytest.mark.parametrize(
    "name", ["../../x.png", "a\0b.png", "\u202egnp.exe", "x" * 300 + ".png", "<b>.png", "😀.png"]
)
def test_no_name_breaks_a_page(ada: Client, name: str) -> None:
    uploads(ada, CASE, (name, PNG, "image/png"))
    page = ada.get("/cases/41/").content.decode()
    assert Evidence.objects.count() <= 1
    assert "<b>.png" not in page


def test_words_where_a_file_is_asked_for_and_a_file_where_words_are(ada: Client) -> None:
    assert ada.post(CASE, {"files": "no file"}).status_code == 303
    assert (
        ada.post(
            CASE.replace("evidence", "messages"), {"body": SimpleUploadedFile("a.txt", b"x")}
        ).status_code
        == 422
    )
    assert not Evidence.objects.exists()
    assert Case.objects.get().state == "open"
