"""Evidence: what is taken as a file of a case, under which name it is kept, and what is refused with which reason."""

import json
import logging
import secrets
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

import puremagic
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum

from ringback.records import wake
from ringback.records.cases import template
from ringback.records.cases.models import Case, Evidence
from ringback.records.cases.stored import path_of

KINDS = {"jpg": "jpeg", "jpeg": "jpeg", "jfif": "jpeg", "png": "png", "webp": "webp", "pdf": "pdf"}
MEDIA = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf"}
INSPECTION = Path(__file__).with_name("inspection.py")
PATIENCE_SECONDS = 15

log = logging.getLogger(__name__)


class EvidenceRefused(Exception):
    """`why`: empty, size, kind, pixels, broken, encrypted, active, heavy, files, case-size or disk (ours is full)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Opened:
    """What the inspection gave back: the bytes to keep, and the pages of a PDF."""

    kind: str
    content: bytes
    pages: int | None


def add_evidence(case: Case, *, name: str, content: bytes, now: datetime) -> Evidence:
    """Raises EvidenceRefused. `name` is shown, never used as a path. The slow opening is done before any row is locked."""
    _refuse_too_much(case, len(content))
    opened = opened_safely(content)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        _refuse_too_much(case, len(opened.content))
        kept = case.evidence.create(
            name=_shown(name),
            kind=opened.kind,
            size=len(opened.content),
            pages=opened.pages,
            stored_as=secrets.token_hex(24),
            added_at=now,
        )
        _measure_again(case)
        _store(opened.content, kept.stored_as)
        wake.wake(wake.desk(case.site.slug))
    return kept


@transaction.atomic
def remove_evidence(case: Case, *, pk: int) -> bool:
    """False when the case has no such file, or is sent: what an agent may have read stays."""
    if case.state != Case.State.DRAFT:
        return False
    found = case.evidence.filter(pk=pk).first()
    if found is None:
        return False
    _forget(found)
    _measure_again(case)
    return True


def forget_all_of(case: Case) -> None:
    for one in case.evidence.all():
        _forget(one)


def content_of(evidence: Evidence) -> Path:
    """Where the bytes are; the caller serves them as a download, never as a page."""
    return path_of(evidence.stored_as)


def opened_safely(content: bytes) -> Opened:
    """Content decides the kind, then the file is decoded in a process of its own."""
    if not content:
        raise EvidenceRefused("empty")
    if len(content) > settings.EVIDENCE_MAX_BYTES:
        raise EvidenceRefused("size")
    kind = _kind(content)
    told, body = _inspected(kind, content)
    if "refused" in told:
        raise EvidenceRefused(told["refused"])
    return Opened(kind, content if kind == "pdf" else body, told.get("pages"))


def _kind(content: bytes) -> str:
    try:
        suffix = puremagic.from_string(content).lstrip(".")
    except puremagic.PureError as unknown:
        raise EvidenceRefused("kind") from unknown
    if suffix not in KINDS:
        raise EvidenceRefused("kind")
    return KINDS[suffix]


def _inspected(kind: str, content: bytes) -> tuple[dict[str, Any], bytes]:
    """A process that dies of its limits has met a file that is too heavy to open."""
    command = [sys.executable, "-I", str(INSPECTION), kind, str(settings.EVIDENCE_MAX_PIXELS)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=PATIENCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise EvidenceRefused("heavy") from slow
    if done.returncode < 0:
        raise EvidenceRefused("heavy")
    if done.returncode:
        raise RuntimeError(
            f"the inspection of a {kind} ended with {done.returncode}: {done.stderr.decode()[-2000:]}"
        )
    line, _, body = done.stdout.partition(b"\n")
    return json.loads(line), body


def _refuse_too_much(case: Case, size: int) -> None:
    have = case.evidence.aggregate(files=Count("pk"), size=Sum("size", default=0))
    if have["files"] >= settings.EVIDENCE_MAX_FILES:
        raise EvidenceRefused("files")
    if have["size"] + size > settings.EVIDENCE_MAX_CASE_BYTES:
        raise EvidenceRefused("case-size")


def _measure_again(case: Case) -> None:
    found = template.completeness(
        case.issue_type, values=case.values, description=case.description, evidence=case.evidence.count()
    )
    case.completeness = found.share
    case.save(update_fields=["completeness"])


def _store(content: bytes, name: str) -> None:
    path = path_of(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("xb") as out:
            path.chmod(0o600)
            out.write(content)
    except OSError as problem:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        log.error("a file of a case could not be stored: %s", problem.strerror)
        raise EvidenceRefused("disk") from problem


def _forget(one: Evidence) -> None:
    path = path_of(one.stored_as)
    one.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _shown(name: str) -> str:
    """The last part of whatever path the browser sent, without control characters."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[-120:] or "file"
