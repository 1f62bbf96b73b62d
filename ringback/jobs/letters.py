"""A notice in words: in the person's language and zone, as plain text and as HTML, with links to the portal."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from ringback.channels.channel import Message
from ringback.records.notices.outbox import Letter
from ringback.records.people.inviting import token_of

INVITED = "invited"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def written(letter: Letter) -> Message:
    """The template of its kind: a subject, then paragraphs, with empty lines between."""
    language = letter.language if letter.language in dict(settings.LANGUAGES) else "en"
    with translation.override(language), timezone.override(ZoneInfo(letter.zone)):
        context = _context(letter)
        subject, *paragraphs = _paragraphs(render_to_string(f"mail/{letter.kind}.txt", context))
        whole = {**context, "subject": subject, "paragraphs": paragraphs, "language": language}
        return Message(
            key=f"notice-{letter.id}.{letter.person}",
            to=letter.to,
            language=language,
            subject=subject,
            text=render_to_string("mail/layout.txt", whole),
            html=render_to_string("mail/layout.html", whole),
        )


def _context(letter: Letter) -> dict[str, Any]:
    told = {name: _value(one) for name, one in letter.context.items()}
    base, page = _where(letter)
    return {
        **told,
        "name": letter.name,
        "case_number": letter.case_number,
        "zone": letter.zone,
        "about_callback": letter.about is not None,
        "invites": letter.kind == INVITED,
        "url": base + page,
        "host": urlsplit(base).netloc,
    }


def _where(letter: Letter) -> tuple[str, str]:
    """The host and the page that the mail leads to; an invitation's link is signed here and kept nowhere."""
    if letter.kind == INVITED:
        return settings.DESK_URL, f"/invitation/{token_of(letter.context['invitation'])}/"
    return settings.PORTAL_URL, (
        f"/callbacks/{letter.about}/" if letter.about else f"/cases/{letter.case_number}/"
    )


def _value(one: Any) -> Any:
    """Moments travel as ISO text."""
    return datetime.fromisoformat(one) if isinstance(one, str) and MOMENT.match(one) else one


def _paragraphs(text: str) -> list[str]:
    """Divided by empty lines; the first is the subject, which must not be several lines."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
