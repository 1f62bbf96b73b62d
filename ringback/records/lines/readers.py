"""Which lines can ring now."""

from django.conf import settings
from django.db.models import QuerySet

from ringback.records.lines.models import LineHealth


def open_lines() -> list[str]:
    """Of the lines that are set, those that no dispatcher has found closed."""
    closed = set(closed_lines().values_list("name", flat=True))
    return [name for name in settings.LINES if name not in closed]


def closed_lines() -> QuerySet[LineHealth]:
    """Of the lines that are set; each says since when, and why."""
    return LineHealth.objects.filter(is_open=False, name__in=list(settings.LINES)).order_by("name")
