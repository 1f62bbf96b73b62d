"""What happens to a case once it is sent: messages, the written answer, closing and reopening."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from ringback.records import wake
from ringback.records.cases.models import Case, Message
from ringback.records.notices import actions as notices
from ringback.records.people.models import Person
from ringback.records.saying import sayable

MISSING = ("state", "missing", "given")


class CaseIsClosed(Exception):
    """Nothing is written into a closed case; reopening it is one step."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"case {case.number} is closed")
        self.case = case


class NothingWritten(ValueError):
    """A message needs words."""


@transaction.atomic
def write_message(case: Case, *, author: Person, body: str, owes: bool = True, now: datetime) -> Message:
    """Raises NothingWritten, Unsayable, CaseIsClosed. A seller's message is owed an answer within the site's published time,
    unless they are rung for it (`owes` is false).

    A second question does not put the first one's answer off; an answer from the desk settles all. The same words once more
    within a moment, with nothing of anybody between, are a second click.
    """
    words = sayable(body.strip())
    if not words:
        raise NothingWritten
    _lock(case)
    if case.state == Case.State.CLOSED:
        raise CaseIsClosed(case)
    if (before := _just_written(case, author, words, now)) is not None:
        return before
    from_seller = author.pk == case.seller.person_id
    message = case.messages.create(author=author, from_seller=from_seller, body=words, sent_at=now)
    if from_seller:
        _nothing_is_missing(case)
        if owes:
            _owe_an_answer(case, now)
    else:
        case.answer_by = case.answering = None
        _tell(case, "message", now, words=words[:200])
    _save(case, now, *MISSING, "answer_by", "answering", "asked_in_writing")
    return message


@transaction.atomic
def give(case: Case, *, things: Sequence[str], words: str, now: datetime) -> list[str]:
    """The seller has these of what is missing, as their `words` say; what is left. Raises NothingWritten, Unsayable,
    CaseIsClosed."""
    said = sayable(words.strip())
    if not said:
        raise NothingWritten
    _lock(case)
    if case.state == Case.State.CLOSED:
        raise CaseIsClosed(case)
    if _just_written(case, case.seller.person, said, now) is None:
        case.messages.create(author=case.seller.person, from_seller=True, body=said, sent_at=now)
    case.given = [one for one in case.missing if one in case.given or one in things]
    left = [one for one in case.missing if one not in case.given]
    if not left:
        _nothing_is_missing(case)
    _save(case, now, *MISSING)
    return left


@transaction.atomic
def have_all(case: Case, *, now: datetime) -> None:
    """What was missing is here, without a word."""
    _lock(case)
    if case.state == Case.State.NEEDS_SELLER:
        _nothing_is_missing(case)
        _save(case, now, *MISSING)


@transaction.atomic
def ask_in_writing(case: Case, *, now: datetime) -> Case:
    """The seller wants the written answer: it is owed from now on."""
    _lock(case)
    if case.state == Case.State.CLOSED:
        raise CaseIsClosed(case)
    _owe_an_answer(case, now)
    _save(case, now, "answer_by", "asked_in_writing")
    return case


@transaction.atomic
def note_missing(case: Case, *, missing: list[str], now: datetime) -> Case:
    """The desk cannot go on without these things from the seller."""
    _lock(case)
    case.state, case.missing, case.given = Case.State.NEEDS_SELLER, list(dict.fromkeys(missing)), []
    _save(case, now, *MISSING)
    return case


@transaction.atomic
def close(case: Case, *, now: datetime) -> Case:
    """Closing what is closed changes nothing and tells nobody twice."""
    _lock(case)
    if case.state == Case.State.CLOSED:
        return case
    case.state, case.closed_at, case.missing, case.given = Case.State.CLOSED, now, [], []
    case.answer_by = case.answering = None
    _save(case, now, *MISSING, "closed_at", "answer_by", "answering")
    _tell(case, "closed", now)
    return case


@transaction.atomic
def reopen(case: Case, *, now: datetime) -> Case:
    _lock(case)
    if case.state == Case.State.CLOSED:
        case.state, case.closed_at = Case.State.OPEN, None
        _save(case, now, "state", "closed_at")
    return case


def _just_written(case: Case, author: Person, words: str, now: datetime) -> Message | None:
    """Whoever asks the same again another day asks again."""
    last = case.messages.order_by("-sent_at", "-pk").first()
    if last is None or (last.author_id, last.body) != (author.pk, words):
        return None
    return last if now - last.sent_at < settings.SECOND_CLICK else None


def _nothing_is_missing(case: Case) -> None:
    case.state, case.missing, case.given = Case.State.OPEN, [], []


def _owe_an_answer(case: Case, now: datetime) -> None:
    case.answer_by = case.answer_by or now + case.site.answer_within
    case.asked_in_writing = [*case.asked_in_writing, now]


def _lock(case: Case) -> None:
    fresh = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    case.state, case.answer_by, case.missing = fresh.state, fresh.answer_by, fresh.missing
    case.asked_in_writing, case.given = fresh.asked_in_writing, fresh.given


def _save(case: Case, now: datetime, *fields: str) -> None:
    case.changed_at = now
    case.save(update_fields=[*fields, "changed_at"])
    wake.wake(wake.person(case.seller.person_id), wake.desk(case.site.slug))


def _tell(case: Case, kind: str, now: datetime, **context: str) -> None:
    said = {"site": case.site.slug, **context}
    notices.write(
        notices.notice_to(
            case.seller.person, kind, case_number=case.number, about=None, context=said, now=now
        )
    )
