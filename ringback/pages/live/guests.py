"""Who is behind a session cookie, asked of the database once in a while and remembered in between."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from ringback.pages.live.threads import Threads
from ringback.records import wake
from ringback.records.callbacks.readers import sites_where_open
from ringback.records.calls.looking_up import sites_of

REMEMBERED_FOR = 10.0  # seconds; a sign-out is noticed within this
REMEMBERED = 20_000
PLACE = "place"


@dataclass(frozen=True)
class Guest:
    """A signed-in session: Person pk, role, and the topics that its pages hear, each with the word for it."""

    session: str
    person: int
    role: str
    topics: dict[str, str] = field(hash=False)


@dataclass
class _Known:
    guest: Guest | None
    until: float
    tokens: float
    filled_at: float


class Guests:
    def __init__(self, threads: Threads, *, posts_per_second: int) -> None:
        self._threads, self._rate = threads, posts_per_second
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def of(self, session: str) -> Guest | None:
        """None for a session that is unknown, over, or signed out."""
        if not session:
            return None
        known = self._known.get(session)
        if known is not None and known.until > time.monotonic():
            return known.guest
        return self._remember(session, await self._threads.ask(signed_in, session))

    def may_post(self, guest: Guest) -> bool:
        """A bucket for each session: four seconds' worth at once, then the rate."""
        known = self._known.get(guest.session)
        if known is None:
            return True
        now, most = time.monotonic(), 4.0 * self._rate
        known.tokens = min(most, known.tokens + (now - known.filled_at) * self._rate)
        known.filled_at = now
        if known.tokens < 1:
            return False
        known.tokens -= 1
        return True

    def _remember(self, session: str, guest: Guest | None) -> Guest | None:
        now, before = time.monotonic(), self._known.pop(session, None)
        tokens = before.tokens if before else 4.0 * self._rate
        self._known[session] = _Known(
            guest, now + REMEMBERED_FOR, tokens, before.filled_at if before else now
        )
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return guest


def signed_in(session: str) -> Guest | None:
    """As Django decides it for a page: the session exists, is not over, and its person's password has not changed."""
    from_where = import_module(settings.SESSION_ENGINE)
    request = HttpRequest()
    request.session = from_where.SessionStore(session)
    person = get_user(request)
    if not person.is_authenticated:
        return None
    topics = {wake.person(person.pk): "person"}
    if person.is_staff:
        topics |= {wake.desk(site.slug): "desk" for site in sites_of(person)}
    else:
        topics |= {wake.places(slug): PLACE for slug in sites_where_open(person)}
    return Guest(session, person.pk, person.role, topics)
