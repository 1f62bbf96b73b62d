"""Sends mails through the mail server of the settings, over one connection for as long as it lasts."""

import smtplib
from email.errors import HeaderParseError

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from ringback.channels.channel import Later, Message, Refused

# 5xx, but about the desk and not about this mail: its password, its sender's address, its name, its encryption. The
# operator can mend them.
ABOUT_THE_DESK = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPHeloError,
    smtplib.SMTPConnectError,
)


class EmailChannel:
    """`domain` ends the Message-ID; what cannot be delivered comes back to `returns_to`, else to the sender."""

    def __init__(self, *, domain: str, returns_to: str = "") -> None:
        self._domain = domain
        self._returns_to = returns_to
        self._connection: BaseEmailBackend | None = None

    def send(self, message: Message) -> None:
        try:
            self._send(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            raise _answered(code, text) from refused
        except ABOUT_THE_DESK as refused:
            raise Later(_read(refused.smtp_code, refused.smtp_error)) from refused
        except smtplib.SMTPResponseException as refused:
            raise _answered(refused.smtp_code, refused.smtp_error) from refused
        except (OSError, smtplib.SMTPException) as away:
            raise Later(str(away) or type(away).__name__) from away
        except (HeaderParseError, UnicodeError, ValueError) as wrong:
            raise Refused(f"not an address that mail can be sent to: {wrong}") from wrong

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, message: Message) -> None:
        if self._connection is None:
            self._connection = get_connection()
            self._connection.open()
        try:
            _mail(message, self._domain, self._returns_to, self._connection).send()
        except Exception:
            # Nobody knows what a connection that failed is good for.
            self.close()
            raise


def _mail(
    message: Message, domain: str, returns_to: str, connection: BaseEmailBackend
) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        from_email=returns_to or None,
        to=[message.to],
        connection=connection,
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{message.key}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    mail.attach_alternative(message.html, "text/html")
    return mail


def _answered(code: int, text: bytes | str) -> Refused | Later:
    """SMTP: 5xx will not be taken, whoever asks again; 4xx may be."""
    said = _read(code, text)
    return Refused(said) if code >= 500 else Later(said)


def _read(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
