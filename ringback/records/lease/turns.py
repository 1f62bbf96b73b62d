"""Turns many things one by one under a dispatcher's epoch: one that cannot be turned holds up no other."""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction

from ringback.records.lease.actions import Fenced, hold_fast

T = TypeVar("T")


class Turns:
    """Each turn is a transaction of its own. What failed is raised together at the end of the `with`, each failure with a
    note of whom it was about; Fenced, and a database that is away, end everything at once."""

    def __init__(self, epoch: int) -> None:
        self._epoch = epoch
        self._failed: list[Exception] = []

    def __enter__(self) -> "Turns":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if raised is None and self._failed:
            raise ExceptionGroup("not everything that was due could be turned", self._failed)

    def each(self, due: Iterable[T], turn: Callable[[T], object]) -> None:
        for one in due:
            try:
                with transaction.atomic():
                    hold_fast(self._epoch)
                    turn(one)
            except (Fenced, OperationalError, InterfaceError):
                raise
            except Exception as problem:
                problem.add_note(f"at the turn of {one}")
                self._failed.append(problem)
