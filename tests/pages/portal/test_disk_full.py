"""A disk that takes no more: the seller reads it, nothing half-written stays, and the draft is as it was."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ringback.records.cases import evidence
from ringback.records.cases.models import Case, Evidence
from tests.pages.portal.conftest import Browser
from tests.people import NOON, a_case, a_site, sells

pytestmark = pytest.mark.django_db
ROOM = 200_000


@contextmanager
def no_more_room() -> Iterator[None]:
    """The kernel itself refuses what is larger than this, in the middle of the writing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A file that is taken as it is, so that its size is known."""
    content = b"%PDF-1.4 " + b"x" * 2 * ROOM
    monkeypatch.setattr(evidence, "opened_safely", lambda given: evidence.Opened("pdf", given, 1))
    return content


def test_a_full_disk_is_said_and_the_text_is_kept(
    browser: Browser, settings: Any, tmp_path: Path, large: bytes
) -> None:
    settings.EVIDENCE_ROOT = tmp_path
    page = browser(sells("Ada", a_site()))
    page.post("/support/new/technical/draft/", {"description": "It does not open."})
    with no_more_room():
        answer = page.post(
            "/support/new/technical/evidence/",
            {"files": SimpleUploadedFile("log.pdf", large)},
            headers={"HX-Request": "true"},
        )
    assert answer.status_code == 200
    assert "Our disk takes no more files at the moment" in answer.content.decode()
    assert not Evidence.objects.exists()
    assert Case.objects.get().description == "It does not open."
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_when_there_is_room_again_the_same_file_is_taken(settings: Any, tmp_path: Path, large: bytes) -> None:
    settings.EVIDENCE_ROOT = tmp_path
    site = a_site()
    case = a_case(sells("Ada", site), site, state="draft", number=None)
    with no_more_room(), pytest.raises(evidence.EvidenceRefused, match="disk"):
        evidence.add_evidence(case, name="log.pdf", content=large, now=NOON)
    kept = evidence.add_evidence(case, name="log.pdf", content=large, now=NOON)
    assert evidence.content_of(kept).read_bytes() == large
