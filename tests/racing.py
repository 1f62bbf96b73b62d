"""Two at once: one does something and does not commit yet, while the other tries."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


class Other:
    """Does one thing in another thread, with a connection of its own; what it returned or raised is in `result`."""

    def __init__(self, do: Callable[[], Any]) -> None:
        self.result: Any = None
        self._do = do
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.result = self._do()
        except Exception as raised:
            self.result = raised
        finally:
            connection.close()

    def waits_for_us(self) -> None:
        """Still blocked a moment later, so the race is real."""
        self._thread.join(0.3)
        assert self._thread.is_alive()

    def done(self) -> Any:
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self.result


@contextmanager
def before_commit(do: Callable[[], Any]) -> Iterator[Any]:
    """Inside, `do` is done and not yet committed."""
    with transaction.atomic():
        yield do()
