"""Gives out a file of evidence so that no browser runs it: a download, sandboxed, of exactly the kind that it is."""

import logging

from django.http import FileResponse, Http404

from ringback.records.cases import evidence
from ringback.records.cases.readers import Evidence

log = logging.getLogger(__name__)


def as_download(file: Evidence) -> FileResponse:
    """The caller has made sure that the reader may see it. An <img> of our own pages still shows a picture.

    Raises Http404 for a file that the disk has lost.
    """
    try:
        content = evidence.content_of(file).open("rb")
    except FileNotFoundError as lost:
        log.error("the file of evidence %s is not on the disk", file.pk)
        raise Http404 from lost
    response = FileResponse(
        content,
        as_attachment=True,
        filename=file.name,
        content_type=evidence.MEDIA[file.kind],
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    return response
