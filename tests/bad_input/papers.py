"""PDFs as programs write them: old and new, on one page and many, compressed, changed later, with forms and fonts."""

import zlib
from collections.abc import Iterator

from tests.bad_input.harmless import Harmless, scene, written

CATALOG, PAGES, PAGE = (
    b"<</Type /Catalog /Pages 2 0 R%s>>",
    b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
    b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]%s>>",
)


def a_pdf(objects: list[bytes], *, version: bytes = b"1.4", end: bytes = b"\n", tail: bytes = b"") -> bytes:
    """Objects 1, 2, 3, … with their cross-reference table."""
    out, starts = b"%PDF-" + version + end + b"%\xe2\xe3\xcf\xd3" + end, []
    for number, body in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj" % number + end + body + end + b"endobj" + end
    table = len(out)
    out += b"xref" + end + b"0 %d" % (len(objects) + 1) + end + b"0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % at for at in starts)
    out += b"trailer" + end + b"<</Size %d /Root 1 0 R>>" % (len(objects) + 1) + end
    return out + b"startxref" + end + b"%d" % table + end + b"%%EOF" + tail


def a_stream(body: bytes, *, words: bytes = b"") -> bytes:
    packed = zlib.compress(body)
    return b"<</Length %d /Filter /FlateDecode%s>> stream\n" % (len(packed), words) + packed + b"\nendstream"


def plain(more_catalog: bytes = b"", more_page: bytes = b"", *others: bytes, **how: bytes) -> bytes:
    return a_pdf([CATALOG % more_catalog, PAGES, PAGE % more_page, *others], **how)


def papers() -> Iterator[Harmless]:
    text = a_stream(b"BT /F1 24 Tf 72 700 Td (Invoice 41) Tj ET")
    page = b"/Type /Page /Parent 2 0 R"
    inside = b"3 0 <<" + page + b">>"
    hidden = a_stream(inside, words=b" /Type /ObjStm /N 1 /First 4")
    later = b"\n3 0 obj\n<<" + page + b" /Rotate 90>>\nendobj\ntrailer <</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    form = b" /AcroForm <</Fields [4 0 R] /NeedAppearances true>>"
    field = b"<</FT /Tx /T (name) /Type /Annot /Subtype /Widget /Rect [0 0 9 9]>>"
    for name, content in {
        "of 1999": plain(version=b"1.3"),
        "of today": plain(version=b"2.0"),
        "with text": plain(b"", b" /Contents 4 0 R", text),
        "with lines of Windows, and a rest": plain(end=b"\r\n", tail=b"\r\n\r\n"),
        "with a form": plain(form, b" /Annots [4 0 R]", field),
        "that opens at a page": plain(b" /OpenAction [3 0 R /Fit]"),
        "packed": a_pdf([CATALOG % b"", PAGES, hidden], version=b"1.5"),
    }.items():
        yield Harmless(name, "pdf", content, pages=1)
    yield Harmless("changed later", "pdf", plain() + later, pages=2)
    yield Harmless("scanned", "pdf", written(scene(), "pdf", save_all=True, append_images=[scene()]), pages=2)
