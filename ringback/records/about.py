"""Which callback the present work is about, so that each log line of it can name it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_callback: ContextVar[str] = ContextVar("callback", default="")


@contextmanager
def about(callback: UUID | None) -> Iterator[None]:
    """For the work in this block, and for every task that is started in it."""
    token = _callback.set(str(callback or ""))
    try:
        yield
    finally:
        _callback.reset(token)


def turn_to(callback: UUID) -> None:
    """From here to the end of the surrounding `about`: a request learns on its way what it is about."""
    _callback.set(str(callback))


def callback_now() -> str:
    """Its id as text, or nothing."""
    return _callback.get()
