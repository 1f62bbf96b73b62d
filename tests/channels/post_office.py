"""A real mail server on a port of its own, which takes, refuses or puts off mails as its test wants."""

import asyncio
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings


class PostOffice:
    """`answers` are given to the next recipients, one each; without any a mail is taken. `sender_is` is said to senders."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.sender_is = "250 OK"
        self.senders: list[str] = []
        self.asked = 0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        await asyncio.sleep(0)
        envelope.mail_from = address
        self.senders.append(address)
        return self.sender_is

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        self.asked += 1
        await asyncio.sleep(0)
        if self.answers and not (answer := self.answers.pop(0)).startswith("250"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = email.message_from_bytes(cast(bytes, envelope.content), policy=email.policy.default)
        self.mails.append(mail)
        return "250 taken"


@contextmanager
def a_post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with override_settings(**where(controller.port)):
            yield office
    finally:
        controller.stop()


def where(port: int) -> dict[str, Any]:
    """The settings of a mail server; the test runner would keep mails in memory."""
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_TIMEOUT": 2,
    }


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
