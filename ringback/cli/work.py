"""`ringback work`: delivers notices, woken by whoever writes one, with a poll behind it."""

import logging
import os
import signal
import threading
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click
import django
import psycopg
from django.conf import settings
from django.db import Error, close_old_connections
from psycopg import sql

from ringback.channels.email.channel import EmailChannel
from ringback.channels.email.returned import ReturnedMails
from ringback.cli import metrics
from ringback.records import wake

log = logging.getLogger(__name__)


@click.command()
def command() -> None:
    """Deliver notices until told to stop. Several workers share the work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.config.settings")
    django.setup()
    metrics.tell("work")
    told = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: told.set())
    work_until(told)


def work_until(told: threading.Event) -> None:
    from ringback.jobs.deliver import deliver_due  # noqa: PLC0415 (tables need Django to be set up)
    from ringback.jobs.returned import note_returned  # noqa: PLC0415

    domain = urlsplit(settings.PORTAL_URL).hostname or "localhost"
    channel = EmailChannel(domain=domain, returns_to=settings.BOUNCE_ADDRESS)
    returned = ReturnedMails(settings.BOUNCES) if settings.BOUNCES else None
    while not told.is_set():
        try:
            with _bell() as bell:
                while not told.is_set():
                    close_old_connections()
                    deliver_due(
                        channel,
                        clock=_now,
                        retries=settings.NOTICE_RETRIES,
                        stopped=told.is_set,
                    )
                    channel.close()
                    if returned is not None:
                        note_returned(returned.read(), clock=_now)
                    _wait(bell)
        except (psycopg.Error, Error) as problem:
            log.warning("work: database away: %s; trying again", str(problem).strip())
            close_old_connections()
            told.wait(settings.JOBS_POLL.total_seconds())


def _now() -> datetime:
    return datetime.now(UTC)


def _bell() -> psycopg.Connection:
    # LISTEN needs a connection of its own: while it listens it can run nothing else.
    bell = psycopg.connect(**wake.connection_params(), autocommit=True)  # type: ignore[arg-type]
    bell.execute(sql.SQL("LISTEN {}").format(sql.Identifier(wake.CHANNEL)))
    return bell


def _wait(bell: psycopg.Connection) -> None:
    """Until something is to be done, or until the next poll."""
    for rung in bell.notifies(timeout=settings.JOBS_POLL.total_seconds()):
        if wake.JOBS in rung.payload.split():
            return
