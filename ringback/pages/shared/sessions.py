"""Sessions as Django keeps them in the database, read by one statement that is not written anew for each request."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from ringback.records.people import signed_in


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        kept = signed_in.session_of(self.session_key, now=timezone.now())
        if kept is None:
            self._session_key = None
            return {}
        return dict(self.decode(kept))
