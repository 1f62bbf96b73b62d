"""Gives out a file of evidence so that no browser runs it: a download, sandboxed, of exactly the kind that it is."""

from django.http import FileResponse

from ringback.records.cases import evidence
from ringback.records.cases.readers import Evidence


def as_download(file: Evidence) -> FileResponse:
    """The caller has made sure that the reader may see it. An <img> of our own pages still shows a picture."""
    response = FileResponse(
        evidence.content_of(file).open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type=evidence.MEDIA[file.kind],
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    return response
