"""The connections of the desk; Django wants the class in a module of this name."""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """At each request's start Django asks a kept connection `SELECT 1`. The answer is known already: the server speaks first
    only to say good-bye, and a connection that was lost is readable, too. So only one that has something to say is asked."""

    def is_usable(self) -> bool:
        if not self.errors_occurred and self._is_silent():
            return True
        return bool(super().is_usable())

    def _is_silent(self) -> bool:
        """At rest, with nothing to read."""
        if self.connection is None or self.connection.closed:
            return False
        if self.connection.info.transaction_status is not TransactionStatus.IDLE:
            return False
        heard = select.poll()
        heard.register(self.connection.fileno(), select.POLLIN)
        return not heard.poll(0)
