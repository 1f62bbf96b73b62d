"""The mails that the desk has sent in this demo, as plain text."""

import email
import mailbox
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

SHOWN = 100


@dataclass(frozen=True)
class Mail:
    key: str
    to: str
    subject: str
    at: datetime | None
    text: str


@require_GET
@login_not_required
def listed(request: HttpRequest) -> HttpResponse:
    """The newest first; those of one address where `to` names it."""
    to = request.GET.get("to", "")[:200]
    mails = [mail for mail in _all() if not to or to in mail.to]
    mails.sort(key=lambda mail: mail.at or datetime.min.replace(tzinfo=UTC), reverse=True)
    return render(request, "demo/mailbox.html", {"mails": mails[:SHOWN], "to": to})


@require_GET
@login_not_required
def mail(request: HttpRequest, key: str) -> HttpResponse:
    found = next((one for one in _all() if one.key == key), None)
    if found is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": found})


def _all() -> list[Mail]:
    if not (settings.MAILBOX / "new").exists():
        return []
    box = mailbox.Maildir(settings.MAILBOX, create=False)
    return [_read(key, box.get_bytes(key)) for key in box]


def _read(key: str, raw: bytes) -> Mail:
    message = cast(EmailMessage, email.message_from_bytes(raw, policy=policy.default))
    body = message.get_body(preferencelist=("plain",))
    date = message["Date"]
    return Mail(
        key.split(":", maxsplit=1)[0],
        str(message["To"] or ""),
        str(message["Subject"] or ""),
        date.datetime if date else None,
        body.get_content() if body else "",
    )
