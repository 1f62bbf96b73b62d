"""The database: there, new enough, with the tables of this program, safe on its disk, and of one time with this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.db import Error, connection
from django.utils.translation import gettext as _

from ringback.cli.health.finding import Finding, error, ok
from ringback.records import schema

OLDEST = 150_000  # PostgreSQL 15, as PostgreSQL writes it

NAMED = 3  # steps of a migration that a sentence names

QUESTION = """
SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_setting('fsync'),
    current_setting('full_page_writes'), to_regclass('ringback_cache') IS NOT NULL, clock_timestamp()
"""


def database() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            sent = datetime.now(UTC)
            cursor.execute(QUESTION)
            [(number, version, fsync, full_pages, has_cache, theirs)] = cursor.fetchall()
            ours = sent + (datetime.now(UTC) - sent) / 2
    except Error as problem:
        yield error(
            "database",
            _("The database cannot be reached: %(problem)s") % {"problem": str(problem).strip()},
            _("Start it, and check DATABASE_URL; without DATABASE_URL `ringback up` starts its own."),
        )
        return
    yield from _version(number, version)
    yield from _safe(fsync, full_pages)
    yield from _clock((theirs - ours).total_seconds())
    yield from _tables(has_cache)


def _version(number: int, version: str) -> Iterator[Finding]:
    if number < OLDEST:
        yield error(
            "database",
            _("The database is PostgreSQL %(version)s.") % {"version": version},
            _("Move to PostgreSQL 15 or newer."),
        )
    else:
        yield ok("database", _("PostgreSQL %(version)s answers.") % {"version": version})


def _safe(fsync: str, full_pages: str) -> Iterator[Finding]:
    for name, value in (("fsync", fsync), ("full_page_writes", full_pages)):
        if value != "on":
            yield error(
                "database",
                _("%(name)s is off: a power cut can lose requests that were answered.") % {"name": name},
                _("Set %(name)s = on in postgresql.conf and reload the server.") % {"name": name},
            )


def _clock(ahead: float) -> Iterator[Finding]:
    """Leases and windows go by the database's clock, waits by this machine's."""
    if abs(ahead) > settings.DOCTOR_CLOCK.total_seconds():
        yield error(
            "clock",
            _("The database's clock and this machine's are %(seconds).1f s apart.") % {"seconds": abs(ahead)},
            _("Let chrony or systemd-timesyncd keep the clocks of both machines."),
        )
    else:
        yield ok("clock", _("The clocks of the database and of this machine agree."))


def _tables(has_cache: bool) -> Iterator[Finding]:
    missing, unknown = schema.not_applied(), schema.not_known()
    if missing:
        yield error(
            "migrations",
            _("The tables are older than this program: %(steps)s not applied.") % {"steps": _named(missing)},
            _("Run `python manage.py migrate`, or start `ringback up`, which does it."),
        )
    if unknown:
        yield error(
            "migrations",
            _("This program is older than its tables: it does not know %(steps)s.")
            % {"steps": _named(unknown)},
            _("Install the version that the desk ran with last."),
        )
    if not has_cache:
        yield error(
            "migrations",
            _("The table of the cache is missing: nobody can sign in."),
            _("Run `python manage.py createcachetable`, or start `ringback up`, which does it."),
        )
    if not missing and not unknown and has_cache:
        yield ok("migrations", _("The tables are those of this program."))


def _named(steps: list[schema.Migration]) -> str:
    first = ", ".join(f"{app}.{name}" for app, name in steps[:NAMED])
    more = len(steps) - NAMED
    return first if more <= 0 else _("%(first)s and %(more)d more") % {"first": first, "more": more}
