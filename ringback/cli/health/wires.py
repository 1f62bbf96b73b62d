"""What the desk talks through: its lines, the mail server, the relay for the sound."""

import asyncio
import os
import smtplib
import socket
import ssl
from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.core.mail import get_connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ringback.cli.health.finding import Finding, error, ok, warning
from ringback.lines.line import Event, Health, Line, LineError

STUN_ASKS, STUN_SAYS = b"\x00\x01", b"\x01\x01"
MAGIC = b"\x21\x12\xa4\x42"  # RFC 8489
TURN_PORT, TURNS_PORT = 3478, 5349  # RFC 8656


def lines() -> Iterator[Finding]:
    for name, path in settings.LINES.items():
        health = asyncio.run(_health(import_string(path)(None)))
        if health.open:
            yield ok("lines", _("Line %(name)s is open.") % {"name": name})
        else:
            yield error(
                "lines",
                _("Line %(name)s cannot ring: %(why)s") % {"name": name, "why": health.why},
                _("Mend what it says; callbacks on this line wait meanwhile and keep their place."),
            )


async def _health(line: Line) -> Health:
    """As the dispatcher opens it; the rows behind it are not needed for that."""

    async def nothing_is_said(_event: Event) -> None:
        return

    try:
        async with asyncio.timeout(settings.LINE_ANSWERS.total_seconds()):
            return await line.open(nothing_is_said)
    except (LineError, OSError, TimeoutError) as problem:
        return Health(open=False, why=str(problem) or type(problem).__name__)
    finally:
        await line.close()


def mail() -> Iterator[Finding]:
    where = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
    # Django's own connection, so that what works here works for the worker.
    channel = cast(Any, get_connection(timeout=settings.DOCTOR_ANSWERS.total_seconds()))
    try:
        channel.open()
        channel.connection.noop()
        channel.close()
    except smtplib.SMTPAuthenticationError as refused:
        yield error(
            "mail",
            _("The mail server %(host)s:%(port)s refuses the password: %(code)s")
            % {**where, "code": refused.smtp_code},
            _("Correct SMTP_USER and SMTP_PASSWORD. Notices wait meanwhile and are tried again."),
        )
    except (OSError, smtplib.SMTPException) as problem:
        yield error(
            "mail",
            _("The mail server %(host)s:%(port)s does not answer as one: %(problem)s")
            % {**where, "problem": problem},
            _("Check SMTP_HOST, SMTP_PORT and SMTP_STARTTLS. Notices wait meanwhile and are tried again."),
        )
    else:
        yield ok("mail", _("The mail server %(host)s:%(port)s takes mails.") % where)


def turn() -> Iterator[Finding]:
    if not settings.TURN_URLS and not settings.DEMO:
        yield warning(
            "turn",
            _("No relay for the sound is set: seller and agent can learn each other's network address."),
            _("Run coturn and set TURN_URLS and TURN_SECRET."),
        )
    for url in settings.TURN_URLS:
        problem = _silent(url)
        if problem:
            yield error(
                "turn",
                _("The relay %(url)s does not answer: %(problem)s") % {"url": url, "problem": problem},
                _("Start coturn, open its port, and check TURN_URLS. Without it no in-app call has sound."),
            )
        else:
            yield ok("turn", _("The relay %(url)s answers.") % {"url": url})


def _silent(url: str) -> str:
    """Why the relay of a `turn:host:port?transport=…` cannot be reached; nothing where it can."""
    scheme, _colon, rest = url.partition(":")
    address, _mark, query = rest.partition("?")
    host, _colon, port = (
        address.rpartition(":") if address.rpartition(":")[2].isdigit() else (address, "", "")
    )
    secure = scheme == "turns"
    where = (host.strip("[]"), int(port or (TURNS_PORT if secure else TURN_PORT)))
    try:
        if secure or "transport=tcp" in query:
            _connects(where, secure)
        else:
            _answers_stun(where)
    except OSError as problem:
        return str(problem) or type(problem).__name__
    return ""


def _connects(where: tuple[str, int], secure: bool) -> None:
    with socket.create_connection(where, timeout=settings.DOCTOR_ANSWERS.total_seconds()) as wire:
        if secure:
            ssl.create_default_context().wrap_socket(wire, server_hostname=where[0]).close()


def _answers_stun(where: tuple[str, int]) -> None:
    """A relay answers the question for one's own address as every STUN server does (RFC 8489, Binding)."""
    family, *_kind, address = socket.getaddrinfo(*where, type=socket.SOCK_DGRAM)[0]
    asked = MAGIC + os.urandom(12)
    with socket.socket(family, socket.SOCK_DGRAM) as wire:
        wire.settimeout(settings.DOCTOR_ANSWERS.total_seconds())
        wire.connect(address)
        wire.send(STUN_ASKS + b"\x00\x00" + asked)
        said = wire.recv(1500)
    if said[:2] != STUN_SAYS or said[4:20] != asked:
        raise OSError(_("something else than a relay answers there"))
