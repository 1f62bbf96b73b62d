"""Files are taken by their content, opened where they can do no harm, and refused with the reason."""

import io
import socket
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ringback.records.cases import drafts, evidence, inspection
from ringback.records.cases.models import Case
from tests.records_cases.world import NOON, listing_removed, seller, site

pytestmark = pytest.mark.django_db

PDF = b"%%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n3 0 obj <</Type /Page>> endobj\n%s\ntrailer <<%s>>\n%%%%EOF\n"


def pdf(extra: bytes = b"", trailer: bytes = b"") -> bytes:
    return PDF % (extra, trailer)


def picture(
    kind: str = "png", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, kind.upper(), **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def draft() -> Case:
    return drafts.draft_of(seller("Ada"), listing_removed(site()), now=NOON)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_picture_is_kept_re_encoded(draft: Case, kind: str) -> None:
    kept = evidence.add_evidence(draft, name="shot.bin", content=picture(kind), now=NOON)
    again = Image.open(evidence.content_of(kept))
    assert (kept.kind, again.format, again.size) == (kind, kind.upper(), (40, 30))


def test_where_a_photo_was_taken_is_not_kept(draft: Case) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ada"
    kept = evidence.add_evidence(draft, name="a.jpg", content=picture("jpeg", exif=exif), now=NOON)
    assert b"Camera of Ada" not in evidence.content_of(kept).read_bytes()


def test_a_photo_held_sideways_is_turned_upright(draft: Case) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = evidence.add_evidence(draft, name="a.jpg", content=picture("jpeg", exif=exif), now=NOON)
    assert Image.open(evidence.content_of(kept)).size == (30, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_colour_model_are_taken(draft: Case, mode: str) -> None:
    kind = "jpeg" if mode == "CMYK" else "png"
    content = io.BytesIO()
    Image.new(mode, (4, 4)).save(content, kind.upper())
    assert evidence.add_evidence(draft, name="a", content=content.getvalue(), now=NOON).kind == kind


def test_the_name_on_disk_is_not_the_sellers(draft: Case) -> None:
    kept = evidence.add_evidence(draft, name="C:\\..\\etc/pass\x00wd.png", content=picture(), now=NOON)
    assert kept.name == "passwd.png"
    assert evidence.content_of(kept).name == kept.stored_as
    assert evidence.content_of(kept).stat().st_mode & 0o777 == 0o600


def test_a_pdf_is_kept_as_it_came_with_its_pages_counted(draft: Case) -> None:
    kept = evidence.add_evidence(draft, name="notice.pdf", content=pdf(), now=NOON)
    assert (kept.kind, kept.pages) == ("pdf", 1)
    assert evidence.content_of(kept).read_bytes() == pdf()


def hidden(inside: bytes) -> bytes:
    return (
        b"4 0 obj <</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode>> stream\n"
        + zlib.compress(inside)
        + b"\nendstream endobj"
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script></html>", "kind"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "kind"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "kind"),
        (picture()[:60], "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "broken"),
        (b"%PDF-1.4\nnothing follows", "broken"),
        (pdf(trailer=b"/Encrypt 9 0 R"), "encrypted"),
        (pdf(b"5 0 obj <</S /JavaScript /JS (app.alert)>> endobj"), "active"),
        (pdf(b"5 0 obj <</S /Java#53cript>> endobj"), "active"),
        (pdf(b"5 0 obj <</S /Launch /F (calc.exe)>> endobj"), "active"),
        (pdf(hidden(b"5 0 <</S /JavaScript>>")), "active"),
        (pdf(hidden(b"0" * (inspection.INFLATED + 1))), "heavy"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_refused_says_why(draft: Case, content: bytes, why: str) -> None:
    with pytest.raises(evidence.EvidenceRefused) as refused:
        evidence.add_evidence(draft, name="a.png", content=content, now=NOON)
    assert refused.value.why == why
    assert not draft.evidence.exists()


def test_limits_of_size_pixels_files_and_case(draft: Case, settings: Any) -> None:
    def why() -> str:
        with pytest.raises(evidence.EvidenceRefused) as refused:
            evidence.add_evidence(draft, name="a.png", content=picture(), now=NOON)
        return refused.value.why

    settings.EVIDENCE_MAX_PIXELS = 40 * 30 - 1
    assert why() == "pixels"
    settings.EVIDENCE_MAX_PIXELS = 40 * 30
    evidence.add_evidence(draft, name="a.png", content=picture(), now=NOON)
    settings.EVIDENCE_MAX_CASE_BYTES = 2 * len(picture()) - 1
    assert why() == "case-size"
    settings.EVIDENCE_MAX_FILES = 1
    assert why() == "files"
    settings.EVIDENCE_MAX_FILES, settings.EVIDENCE_MAX_BYTES = 10, 20
    settings.EVIDENCE_MAX_CASE_BYTES = 10**8
    assert why() == "size"


def test_a_picture_too_heavy_to_open_ends_its_process_and_nothing_else(
    draft: Case, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bomb within the pixel limit meets the limit of memory instead."""
    settings.EVIDENCE_MAX_PIXELS = 10**9
    with pytest.raises(evidence.EvidenceRefused) as refused:
        evidence.add_evidence(
            draft, name="bomb.png", content=picture(size=(30_000, 20_000), mode="1"), now=NOON
        )
    assert refused.value.why == "heavy"


def test_the_inspection_can_open_neither_a_file_nor_a_socket() -> None:
    """The same connection works before the door is shut."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        story = f"""
import importlib.util, socket
spec = importlib.util.spec_from_file_location("inspection", {inspection.__file__!r})
inspection = importlib.util.module_from_spec(spec); spec.loader.exec_module(inspection)
socket.create_connection(("127.0.0.1", {port})).close()
inspection.lock_in()
for attempt in (lambda: socket.create_connection(("127.0.0.1", {port})), lambda: open("/etc/passwd")):
    try:
        attempt()
    except OSError as refused:
        print(refused.errno)
"""
        done = subprocess.run([sys.executable, "-c", story], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["24", "24"]


def test_a_file_of_a_sent_case_stays_and_one_of_a_draft_can_be_taken_back(
    draft: Case, django_capture_on_commit_callbacks: Any
) -> None:
    one, two = (evidence.add_evidence(draft, name=name, content=picture(), now=NOON) for name in ("a", "b"))
    path = evidence.content_of(one)
    with django_capture_on_commit_callbacks(execute=True):
        assert evidence.remove_evidence(draft, pk=one.pk)
    assert not path.exists()
    drafts.save_draft(
        draft, values={"asin": "B07XYZ1234"}, description="Gone.", urgent_claimed=False, now=NOON
    )
    case = drafts.send_case(draft, now=NOON)
    assert not evidence.remove_evidence(case, pk=two.pk)
    assert case.evidence.count() == 1


def test_evidence_counts_as_one_field(draft: Case) -> None:
    evidence.add_evidence(draft, name="a", content=picture(), now=NOON)
    share = draft.completeness
    evidence.add_evidence(draft, name="b", content=picture(), now=NOON)
    assert share == draft.completeness == 0.22  # of 2/9
