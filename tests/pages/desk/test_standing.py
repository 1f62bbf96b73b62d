"""Files of facts by page: a supervisor takes one in, reads what is wrong, and decides."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ringback.records.sellers.models import Seller, Standing, StandingImport
from tests.pages.desk.conftest import Browser
from tests.people import a_site, sells, supervises

pytestmark = pytest.mark.django_db
PAGE = "/supervisor/standing/"
GOOD = "seller,site,as_of,plan\nS-ADA,na,2026-01-13,individual\n"
BAD = GOOD + "S-NOBODY,na,2026-01-13,professional\nS-ADA,na,2026-01-13,<script>alert(1)</script>\n"


@pytest.fixture
def ada(db: None) -> Seller:
    return sells("Ada", a_site("na"))


def sent(rosa: Any, text: str | bytes, **more: Any) -> Any:
    file = SimpleUploadedFile("facts.csv", text.encode() if isinstance(text, str) else text, "text/csv")
    return rosa.post(PAGE, {"file": file, **more}, follow=True)


def test_a_good_file_is_applied_and_stands_in_the_history(ada: Seller, browser: Browser) -> None:
    rosa = browser(supervises("Rosa"))
    assert "No file of facts has come yet." in rosa.get(PAGE).content.decode()
    assert "1 standing was changed." in sent(rosa, GOOD).content.decode()
    assert Standing.objects.get().facts["plan"] == "individual"
    page = rosa.get(PAGE).content.decode()
    assert "The last file of facts came" in page
    assert "Rosa" in page


def test_wrong_lines_are_shown_and_a_second_button_applies_the_rest(ada: Seller, browser: Browser) -> None:
    rosa = browser(supervises("Rosa"))
    page = sent(rosa, BAD).content.decode()
    assert "Nothing is applied yet: 3 things are wrong." in page
    assert "No seller of this desk has the id “S-NOBODY”." in page
    assert "<script>alert" not in page
    assert Standing.objects.get().facts["plan"] == "professional"
    one = StandingImport.objects.get()
    applied = rosa.post(f"{PAGE}{one.pk}/apply/", follow=True).content.decode()
    assert "1 standing was changed." in applied
    assert Standing.objects.get().facts["plan"] == "individual"
    assert (
        "This file was decided about in the meantime."
        in rosa.post(f"{PAGE}{one.pk}/apply/", follow=True).content.decode()
    )


def test_a_file_can_be_thrown_away(ada: Seller, browser: Browser) -> None:
    rosa = browser(supervises("Rosa"))
    sent(rosa, BAD)
    page = rosa.post(f"{PAGE}{StandingImport.objects.get().pk}/throw-away/", follow=True).content.decode()
    assert "Thrown away; nothing of the file was applied." in page
    assert StandingImport.objects.get().content is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The file is empty."),
        (b"PK\x03\x04", "This is no text file."),
        ("seller\n", "A column is missing: site."),
        (b"\xff\xff\xff", "characters cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_beside_its_field(
    ada: Seller, browser: Browser, content: str | bytes, said: str
) -> None:
    answer = sent(browser(supervises("Rosa")), content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not StandingImport.objects.exists()


def test_no_file_a_big_file_and_strange_fields_are_refused(
    ada: Seller, browser: Browser, settings: Any
) -> None:
    rosa = browser(supervises("Rosa"))
    assert "Choose a file first." in rosa.post(PAGE, {}).content.decode()
    assert sent(rosa, GOOD, site="mars", day="soon").status_code == 422
    settings.STANDING_MAX_BYTES = 10
    assert "bigger than 10 bytes" in sent(rosa, GOOD).content.decode()


def test_site_and_day_of_the_form_are_for_lines_that_name_none(ada: Seller, browser: Browser) -> None:
    site = Standing.objects.get().site
    sent(browser(supervises("Rosa")), "seller,plan\nS-ADA,individual\n", site=site.pk, day="2026-01-13")
    assert Standing.objects.get().as_of.isoformat() == "2026-01-13T08:00:00+00:00"


def test_the_sample_is_one_that_is_accepted(ada: Seller, browser: Browser) -> None:
    rosa = browser(supervises("Rosa"))
    sample = rosa.get(f"{PAGE}sample.csv").content.decode("utf-8-sig")
    assert "urgent_claims_30d" not in sample, "the desk counts these itself"
    assert "1 standing was changed." in sent(rosa, sample.replace("A1B2C3D4E5", "S-ADA")).content.decode()
