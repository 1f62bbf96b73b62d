"""Notices are written in the transaction of what they tell of; the worker delivers them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ringback.records import wake
from ringback.records.notices.models import Notice
from ringback.records.people.models import Person


def write(notice: Notice) -> Notice:
    notice.save(force_insert=True)
    wake.wake(wake.JOBS)
    return notice


def notice_to(
    person: Person,
    kind: str,
    *,
    case_number: int | None,
    about: UUID | None,
    context: dict[str, Any],
    now: datetime,
) -> Notice:
    """Not written yet. `kind` is asked, ready, missed, moved, called, cancelled, closed, message or invited; `about` is a callback's id."""
    return Notice(
        person=person,
        kind=kind,
        case_number=case_number,
        about=about,
        context=context,
        next_try_at=now,
        written_at=now,
    )
