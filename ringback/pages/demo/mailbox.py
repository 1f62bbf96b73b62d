"""The mails that the desk has sent in this demo, as plain text."""

import email
import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from itertools import islice

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

SHOWN = 60


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
    to = request.GET.get("to", "").strip()[:200]
    mails = list(islice((mail for mail in _newest_first() if to in mail.to), SHOWN))
    return render(request, "demo/mailbox.html", {"mails": mails, "to": to, "shown": SHOWN})


@require_GET
@login_not_required
def mail(request: HttpRequest, key: str) -> HttpResponse:
    box = _box()
    if box is None or key not in box:
        raise Http404
    return render(request, "demo/mail.html", {"mail": _read(key, box.get_bytes(key))})


def _box() -> mailbox.Maildir | None:
    """None until the first mail."""
    return mailbox.Maildir(settings.MAILBOX, create=False) if (settings.MAILBOX / "new").exists() else None


def _newest_first() -> Iterator[Mail]:
    """Read one by one: whoever has enough reads no further."""
    if (box := _box()) is None:
        return
    for key in sorted(box.keys(), key=_came, reverse=True):
        try:
            raw = box.get_bytes(key)
        except (KeyError, FileNotFoundError):
            continue  # thrown away since the list was made
        yield _read(key, raw)


def _came(key: str) -> tuple[int, ...]:
    """1795593935.M123456P789Q12.host: second, microsecond, process, number."""
    return tuple(int(digits) for digits in re.findall(r"\d+", ".".join(key.split(".")[:2])))


def _read(key: str, raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Mail(
        key,
        str(message["To"] or ""),
        str(message["Subject"] or ""),
        _sent_at(message),
        body.get_content() if body else "",
    )


def _sent_at(message: EmailMessage) -> datetime | None:
    """A date with the zone -0000 is in UTC; Python reads it as one without a zone."""
    date = message["Date"]
    if date is None:
        return None
    at: datetime = date.datetime
    return at if at.tzinfo else at.replace(tzinfo=UTC)
