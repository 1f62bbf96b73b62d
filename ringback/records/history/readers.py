"""What was changed: of one thing, of everything, and since somebody looked."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ringback.records.history.models import Change

# Pages name the type without importing tables.
__all__ = [
    "Change",
    "Page",
    "change",
    "changed_since",
    "changes_of",
    "page_of",
    "version_of",
    "was_made",
    "was_touched",
]

PAGE = 50


@dataclass(frozen=True)
class Page:
    """The youngest change first; `number` counts from 1."""

    changes: list[Change]
    number: int
    pages: int


def change(pk: int) -> Change:
    """Raises Change.DoesNotExist."""
    return Change.objects.select_related("by", "undoes").get(pk=pk)


def changes_of(kind: str, key: str) -> QuerySet[Change]:
    """The youngest first."""
    return Change.objects.filter(kind=kind, key=key).select_related("by", "undoes")


def version_of(kind: str, key: str) -> int:
    """Of a thing: its youngest change, 0 before there is one."""
    return Change.objects.filter(kind=kind, key=key).values_list("pk", flat=True).first() or 0


def changed_since(kind: str, key: str, version: int) -> list[Change]:
    """The youngest first."""
    return list(changes_of(kind, key).filter(pk__gt=version).exclude(act=Change.Act.CONFIRMED))


def was_made(kind: str, key: str) -> bool:
    """By a page; what a command wrote has no such change."""
    return Change.objects.filter(kind=kind, key=key, act=Change.Act.MADE).exists()


def was_touched(kind: str, key: str, *, fields: Iterable[str]) -> bool:
    """Since it was made somebody changed, or looked at and confirmed, one of the fields that begin with these words."""
    found = Change.objects.filter(kind=kind, key=key).exclude(act=Change.Act.MADE)
    return any(
        name.startswith(tuple(fields)) for after in found.values_list("after", flat=True) for name in after
    )


def page_of(*, kind: str = "", key: str = "", number: int = 1) -> Page:
    """Of everything, of all things of a kind, or of one thing."""
    wanted = Q(**({"kind": kind} if kind else {}), **({"key": key} if key else {}))
    found = Change.objects.filter(wanted).select_related("by", "undoes")
    pages = max(1, -(-found.count() // PAGE))
    number = min(max(1, number), pages)
    return Page(list(found[(number - 1) * PAGE : number * PAGE]), number, pages)
