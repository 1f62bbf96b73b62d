"""Mails that come back after the mail server had taken them: delivery reports (RFC 3464) in a Maildir."""

import email
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import default
from pathlib import Path

log = logging.getLogger(__name__)

MESSAGE_ID = re.compile(r"<([^@<>\s]+)@[^<>\s]+>")


@dataclass(frozen=True)
class Returned:
    """One of ours that could not be delivered. `key` is that of the message which was sent, `to` the address that refused."""

    key: str
    to: str
    problem: str


class ReturnedMails:
    """`folder` is a Maildir into which the mails for the desk's return address are delivered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> Iterator[Returned]:
        """What is new. A mail is put aside as seen once whoever reads has done with what it said."""
        for path in sorted((self._folder / "new").iterdir()):
            yield from _said_by(path)
            try:
                path.rename(self._folder / "cur" / f"{path.name}:2,S")
            except FileNotFoundError:
                continue  # another worker has read it as well


def _said_by(path: Path) -> list[Returned]:
    """A mail that cannot be read is one that says nothing, and must not be read for ever."""
    try:
        report = email.message_from_bytes(path.read_bytes(), policy=default)
        return list(_returned(report))
    except FileNotFoundError:
        return []
    except Exception:
        log.exception("a mail in %s cannot be read", path.parent)
        return []


def _returned(report: Message) -> Iterator[Returned]:
    """An answer of a person, or a report of a delay, returns nothing."""
    if report.get_content_type() != "multipart/report":
        return
    key = _key_of(report)
    for part in report.walk():
        if key and part.get_content_type() == "message/delivery-status":
            for each in part.get_payload():
                if isinstance(each, Message) and str(each.get("Action", "")).strip().lower() == "failed":
                    yield Returned(key, _after_type(each.get("Final-Recipient")), _problem(each))


def _key_of(report: Message) -> str:
    """Of the mail that was sent, which comes back whole or as its headers alone."""
    for part in report.walk():
        kind = part.get_content_type()
        sent = part.get_payload(0) if kind == "message/rfc822" else None
        if kind == "text/rfc822-headers":
            sent = email.message_from_string(str(part.get_payload()), policy=default)
        if isinstance(sent, Message) and (found := MESSAGE_ID.search(str(sent.get("Message-ID", "")))):
            return found[1]
    return ""


def _problem(recipient: Message) -> str:
    said = _after_type(recipient.get("Diagnostic-Code"))
    return " ".join((said or str(recipient.get("Status", ""))).split())


def _after_type(value: object) -> str:
    """Such as "rfc822; ada@seller.example" or "smtp; 550 no such mailbox"."""
    return str(value or "").partition(";")[2].strip()
