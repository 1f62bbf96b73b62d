"""Notices on their way: taken by one worker at a time, and settled once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from ringback.records import counted, wake
from ringback.records.notices.models import Notice
from ringback.records.restores.readers import is_held

# Nobody else takes a notice for so long. A worker that dies in between lets it be sent twice, never not at all.
TAKEN_FOR = timedelta(minutes=5)
PROBLEM = 300


@dataclass(frozen=True)
class Letter:
    """A notice as a plain value. `tries` counts this one; `zone` and `language` are the person's own."""

    id: int
    kind: str
    person: int
    to: str
    name: str
    language: str
    zone: str
    case_number: int | None
    about: UUID | None
    context: dict[str, Any]
    tries: int


@transaction.atomic
def take(*, channel: str, now: datetime) -> Letter | None:
    """The notice that has been due for longest, passing over those that another worker holds; none while the desk is held
    after a restore."""
    if is_held():
        return None
    notice = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("person")
        .filter(state=Notice.State.WAITING, channel=channel, next_try_at__lte=now)
        .order_by("next_try_at")
        .first()
    )
    if notice is None:
        return None
    notice.tries += 1
    notice.next_try_at = now + TAKEN_FOR
    notice.save(update_fields=["tries", "next_try_at"])
    return _letter(notice)


def delivered(letter: Letter, *, now: datetime) -> bool:
    return _settle(letter, "delivered", state=Notice.State.DELIVERED, settled_at=now, problem="")


def bounced(letter: Letter, *, problem: str, now: datetime) -> bool:
    return _settle(letter, "bounced", state=Notice.State.BOUNCED, settled_at=now, problem=problem[:PROBLEM])


def later(letter: Letter, *, problem: str, after: timedelta, now: datetime) -> bool:
    return _settle(letter, "later", next_try_at=now + after, problem=problem[:PROBLEM])


@transaction.atomic
def came_back(notice: int, *, person: int, to: str, problem: str, now: datetime) -> bool:
    """A mail that had been handed over came back. False for another person's or address's, or one that bounced already."""
    theirs = Notice.objects.filter(
        pk=notice, person=person, person__email__iexact=to, state=Notice.State.DELIVERED
    )
    if not theirs.update(state=Notice.State.BOUNCED, settled_at=now, problem=problem[:PROBLEM]):
        return False
    wake.wake(wake.person(person))
    return True


@transaction.atomic
def _settle(letter: Letter, ended: str, **written: Any) -> bool:
    """False when another worker has taken it meanwhile: then its word counts."""
    mine = Notice.objects.filter(pk=letter.id, state=Notice.State.WAITING, tries=letter.tries)
    if not mine.update(**written):
        return False
    counted.notice(ended)
    wake.wake(wake.person(letter.person))
    return True


def _letter(notice: Notice) -> Letter:
    person = notice.person
    return Letter(
        id=notice.pk,
        kind=notice.kind,
        person=person.pk,
        to=person.email,
        name=person.name,
        language=person.language,
        zone=person.zone,
        case_number=notice.case_number,
        about=notice.about,
        context=notice.context,
        tries=notice.tries,
    )
