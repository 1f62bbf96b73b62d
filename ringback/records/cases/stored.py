"""The files of all cases: their names, and where each lies."""

from pathlib import Path

from django.conf import settings

from ringback.records.cases.models import Evidence


def stored_names() -> list[str]:
    return list(Evidence.objects.order_by("pk").values_list("stored_as", flat=True))


def path_of(stored_as: str) -> Path:
    """In one of 256 folders, so that none grows large."""
    return Path(settings.EVIDENCE_ROOT) / stored_as[:2] / stored_as
