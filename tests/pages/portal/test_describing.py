"""Ada describes what it is about: drafts, evidence, templates, and one case per issue."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from ringback.records.cases.models import Case, Evidence
from ringback.records.sellers.models import SavedTemplate, Seller
from tests.pages.portal.conftest import Browser
from tests.people import a_site, sells

pytestmark = pytest.mark.django_db
NEW = "/support/new/listing-removed/"
TEMPLATE = [
    {"name": "asin", "kind": "asin", "label": {"en": "ASIN", "zh-hans": "ASIN"}, "required": True},
    {
        "name": "appealed",
        "kind": "choice",
        "label": {"en": "Did you appeal?", "zh-hans": "是否已申诉？"},
        "choices": [{"value": "yes", "label": {"en": "Yes", "zh-hans": "是"}}],
    },
    {
        "name": "appeal",
        "kind": "text",
        "label": {"en": "Number of the appeal", "zh-hans": "申诉编号"},
        "when": {"field": "appealed", "equals": "yes"},
    },
]


def png() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(out, "PNG")
    return SimpleUploadedFile("notice.png", out.getvalue())


@pytest.fixture
def ada() -> Seller:
    site = a_site()
    site.issue_types.filter(slug="listing-removed").update(template=TEMPLATE, subject_field="asin")
    return sells("Ada", site)


@pytest.fixture
def page(ada: Seller, browser: Browser) -> Client:
    return browser(ada)


def filled(**changes: str) -> dict[str, str]:
    return {"f-asin": "b07xyz1234", "description": "It is gone.", **changes}


def test_looking_at_the_form_makes_no_draft(page: Client) -> None:
    assert page.get(NEW).status_code == 200
    assert not Case.objects.exists()


def test_what_is_typed_is_kept_as_a_draft(page: Client) -> None:
    assert page.post(f"{NEW}draft/", filled(urgent_claimed="on")).status_code == 204
    shown = page.get(NEW).content.decode()
    assert "b07xyz1234" in shown
    assert "It is gone." in shown
    assert Case.objects.get().urgent_claimed


def test_the_meter_says_what_is_missing(page: Client) -> None:
    page.post(f"{NEW}draft/", {"description": "It is gone."})
    shown = page.get(f"{NEW}meter/").content.decode()
    assert "25%" in shown
    assert "ASIN" in shown
    assert "Number of the appeal" not in shown, "it does not apply yet"


def test_a_field_that_depends_on_another_is_hidden_until_it_applies(page: Client) -> None:
    hidden = 'data-when-field="f-appealed" data-when-equals="yes" hidden'
    assert hidden in page.get(NEW).content.decode()
    page.post(f"{NEW}draft/", {"f-appealed": "yes"})
    assert hidden not in page.get(NEW).content.decode()


@pytest.mark.parametrize(
    "bad", [{"description": "gone\0"}, {"f-asin": "B0\0"}, {"description": "x" * 8001}, {"f-asin": "x" * 201}]
)
def test_text_that_cannot_be_kept_is_refused_with_a_word(page: Client, bad: dict[str, str]) -> None:
    assert page.post(f"{NEW}draft/", filled(**bad)).status_code == 422
    answer = page.post(NEW, filled(**bad))
    assert answer.status_code == 422
    assert "This is still needed" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_complete_case_is_sent_and_leads_to_the_channels(page: Client) -> None:
    answer = page.post(NEW, filled())
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.number}/channel/")
    assert case.subject == "B07XYZ1234"


def test_what_is_missing_or_unreadable_is_named_beside_its_field(page: Client) -> None:
    answer = page.post(NEW, filled(**{"f-asin": "B07", "description": ""}))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "An ASIN has ten letters and digits" in shown
    assert "This cannot be empty." in shown
    assert Case.objects.get().state == "draft", "nothing that was typed is lost"


def test_a_second_case_about_the_same_issue_is_put_into_the_first(page: Client) -> None:
    page.post(NEW, filled())
    first = Case.objects.get()
    assert (
        f"Case {first.number} is about this already"
        in page.post(NEW, filled(description="Still gone.")).content.decode()
    )
    answer = page.post(f"{NEW}continue/")
    assert answer["Location"] == f"/cases/{first.number}/"
    assert [message.body for message in first.messages.all()] == ["Still gone."]


def test_files_are_taken_shown_and_taken_back(page: Client) -> None:
    answer = page.post(f"{NEW}evidence/", {"files": png()}, headers={"HX-Request": "true"})
    assert answer["HX-Trigger"] == "uploaded"
    assert "notice.png" in answer.content.decode()
    kept = Evidence.objects.get()
    page.post(f"{NEW}evidence/{kept.pk}/remove/")
    assert not Evidence.objects.exists()


def test_a_refused_file_says_why_and_the_others_stay(page: Client) -> None:
    html = SimpleUploadedFile("a.png", b"<html>")
    shown = page.post(
        f"{NEW}evidence/", {"files": [png(), html]}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "a.png: We take JPEG, PNG and WebP pictures and PDF files." in shown
    assert "notice.png" in shown


def test_a_file_comes_back_as_a_download_that_no_browser_runs(page: Client) -> None:
    page.post(f"{NEW}evidence/", {"files": png()})
    answer: Any = page.get(f"/evidence/{Evidence.objects.get().pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(answer.streaming_content)[:4] == b"\x89PNG"


def test_cy_sees_neither_adas_file_nor_her_draft(page: Client, browser: Browser, ada: Seller) -> None:
    page.post(NEW, filled())
    page.post(f"/cases/{Case.objects.get().number}/evidence/", {"files": png()})
    cy = browser(sells("Cy", Case.objects.get().site))
    assert cy.get(f"/evidence/{Evidence.objects.get().pk}/").status_code == 404
    assert "It is gone." not in cy.get(NEW).content.decode()


def test_a_template_is_saved_used_and_deleted(page: Client) -> None:
    page.post(f"{NEW}templates/", filled(name="Listing appeal"))
    saved = SavedTemplate.objects.get()
    page.post(f"{NEW}throw-away/")
    assert not Case.objects.exists()
    page.post(f"{NEW}templates/{saved.pk}/use/")
    assert Case.objects.get().values == {"asin": "b07xyz1234"}
    page.post(f"{NEW}templates/{saved.pk}/delete/")
    assert not SavedTemplate.objects.exists()


def test_cy_can_neither_use_nor_delete_adas_template(page: Client, browser: Browser) -> None:
    page.post(f"{NEW}templates/", filled(name="Mine"))
    saved = SavedTemplate.objects.get()
    cy = browser(sells("Cy", Case.objects.get().site))
    assert cy.post(f"{NEW}templates/{saved.pk}/use/").status_code == 404
    assert cy.post(f"{NEW}templates/{saved.pk}/delete/").status_code == 404


def test_drafts_work_before_anybody_may_be_rung(browser: Browser, ada: Seller) -> None:
    refused = browser(sells("Dee", ada.standings.get().site, plan="individual"))
    assert refused.post(f"{NEW}draft/", filled()).status_code == 204
    assert refused.post(NEW, filled()).status_code == 303
