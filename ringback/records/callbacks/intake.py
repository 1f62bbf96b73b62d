"""A site's intake: open, or closed by a supervisor with a sentence; who waits is rung all the same, the written answer stays."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from ringback.records import wake
from ringback.records.callbacks.models import IntakeClosure
from ringback.records.desk.models import Site
from ringback.records.people.models import Person
from ringback.records.saying import remark

LOCK = 7_217  # the first of two keys, the second is the site; a trigger on new callbacks takes it, too
LANGUAGES = ("en", "zh-hans")


class IntakeClosed(Exception):
    """No new request to be rung is taken; `closure.said` says why."""

    def __init__(self, closure: IntakeClosure) -> None:
        super().__init__("the intake is closed")
        self.closure = closure


class ClosedAlready(Exception):
    """A colleague was quicker; `closure` is theirs."""

    def __init__(self, closure: IntakeClosure) -> None:
        super().__init__("the intake is closed already")
        self.closure = closure


class SaidInOneLanguage(ValueError):
    """The sentence is needed in both languages; `missing` names those that lack it."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"no sentence in: {', '.join(missing)}")
        self.missing = missing


@transaction.atomic
def close_intake(site: Site, *, said: Mapping[str, str], by: Person, now: datetime) -> IntakeClosure:
    """Whoever asks after this is refused. Raises SaidInOneLanguage, Unsayable, ClosedAlready."""
    words = {language: remark(said.get(language, "")) for language in LANGUAGES}
    missing = tuple(language for language, sentence in words.items() if not sentence)
    if missing:
        raise SaidInOneLanguage(missing)
    _lock(site, "pg_advisory_xact_lock")
    if present := closure_of(site):
        raise ClosedAlready(present)
    closure = IntakeClosure.objects.create(site=site, said=words, closed_at=now, closed_by=by)
    wake.wake(wake.desk(site.slug))
    return closure


@transaction.atomic
def reopen_intake(site: Site, *, by: Person, now: datetime) -> bool:
    """False when it is open already."""
    _lock(site, "pg_advisory_xact_lock")
    reopened = IntakeClosure.objects.filter(site=site, reopened_at=None).update(
        reopened_at=now, reopened_by=by
    )
    wake.wake(wake.desk(site.slug))
    return reopened > 0


def closure_of(site: Site) -> IntakeClosure | None:
    """The one that is in force."""
    return IntakeClosure.objects.filter(site=site, reopened_at=None).select_related("closed_by").first()


def refuse_where_closed(site: Site) -> None:
    """For a request that is being made: nobody closes the intake before it is written, and the database refuses what comes
    later. Raises IntakeClosed."""
    _lock(site, "pg_advisory_xact_lock_shared")
    if closure := closure_of(site):
        raise IntakeClosed(closure)


def _lock(site: Site, how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(%s, %s)", [LOCK, site.pk])
