"""The desk's own processes: pages that answer, a dispatcher that holds the lease, a worker that keeps up."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ringback.cli.health.finding import Finding, error, ok, warning
from ringback.records.lease.readers import held
from ringback.records.lines.readers import closed_lines
from ringback.records.notices.backlog import backlog
from ringback.records.restores.readers import is_held, waiting_restore

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (where one listens everywhere, one asks here)


def serve() -> Iterator[Finding]:
    host = ANYWHERE.get(settings.LISTEN_HOST, settings.LISTEN_HOST)
    where = f"{host}:{settings.LISTEN_PORT}"
    try:
        said = _asked(host)
    except (OSError, HTTPException, ValueError) as problem:
        yield error(
            "serve",
            _("No pages at %(where)s: %(problem)s") % {"where": where, "problem": problem},
            _("Start `ringback up`, or `ringback serve`."),
        )
        return
    if said.get("ready"):
        yield ok("serve", _("The pages at %(where)s are ready.") % {"where": where})
    else:
        parts = ", ".join(name for name, there in said.items() if name != "ready" and not there)
        yield error(
            "serve",
            _("The pages at %(where)s are not ready: %(parts)s is missing.")
            % {"where": where, "parts": parts},
            _("Look at what this report says of that part, and at the log of `ringback serve`."),
        )


def _asked(host: str) -> dict[str, Any]:
    wire = HTTPConnection(host, settings.LISTEN_PORT, timeout=settings.DOCTOR_ANSWERS.total_seconds())
    try:
        wire.request("GET", "/readyz")
        said = json.loads(wire.getresponse().read())
    finally:
        wire.close()
    if not isinstance(said, dict):
        raise ValueError(_("something else answers there"))
    return said


def restored() -> Iterator[Finding]:
    restore = waiting_restore()
    if restore is not None:
        yield warning(
            "restore",
            _("The desk is held: the backup of %(at)s was put back, and nobody has confirmed it.")
            % {"at": f"{restore.backup_made_at:%Y-%m-%d %H:%M} UTC"},
            _("Let a supervisor confirm it at %(url)s, or run `ringback confirm-restore`.")
            % {"url": f"{settings.DESK_URL}/supervisor/restored/"},
        )


def dispatch() -> Iterator[Finding]:
    if is_held():
        return  # nobody may
    lease = held()
    if lease is None or lease.left.total_seconds() <= 0:
        since = -lease.left if lease else None
        yield error(
            "dispatch",
            _("Nobody dispatches, for %(seconds)d s: nobody is rung.") % {"seconds": since.total_seconds()}
            if since is not None
            else _("Nobody has ever dispatched here: nobody is rung."),
            _("Start `ringback up`, or `ringback dispatch`."),
        )
        return
    age = settings.LEASE - lease.left
    yield ok(
        "dispatch",
        _("%(holder)s dispatches (epoch %(epoch)d, renewed %(seconds).0f s ago).")
        % {"holder": lease.holder, "epoch": lease.epoch, "seconds": max(0.0, age.total_seconds())},
    )


def closed() -> Iterator[Finding]:
    """What the dispatcher has found of the lines that it keeps open."""
    for line in closed_lines():
        yield error(
            "lines",
            _("The dispatcher finds line %(name)s closed since %(at)s: %(why)s")
            % {"name": line.name, "at": f"{line.since:%Y-%m-%d %H:%M} UTC", "why": line.why},
            _("Mend what it says; callbacks on this line wait meanwhile and keep their place."),
        )


def work() -> Iterator[Finding]:
    if is_held():
        return
    now = datetime.now(UTC)
    mails = backlog(now=now)
    late = now - mails.due_since if mails.due_since else None
    if late is not None and late > settings.DOCTOR_LATE:
        yield error(
            "work",
            _("Notices are late: %(count)d are due, the oldest for %(seconds)d s.")
            % {"count": mails.due, "seconds": late.total_seconds()},
            _("Start `ringback up`, or `ringback work`; if it runs, read its log."),
        )
    else:
        yield ok(
            "work",
            _("Notices go out; %(count)d wait to be tried again.") % {"count": mails.waiting - mails.due},
        )
