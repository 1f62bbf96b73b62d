"""Many people signed in at once, by rows: a sign-in by the page takes a slow hash each."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from bench.database import BATCH
from ringback.records.people.models import Person

LASTS = timedelta(days=1)


def signed_in(people: Sequence[Person]) -> list[str]:
    """The session's cookie of each."""
    expires = datetime.now(UTC) + LASTS
    sessions = [
        Session(session_key=secrets.token_hex(16), session_data=_data(person), expire_date=expires)
        for person in people
    ]
    Session.objects.bulk_create(sessions, batch_size=BATCH)
    return [one.session_key for one in sessions]


def _data(person: Person) -> str:
    return SessionStore().encode(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
    )
