"""Django beside a loop: the browser's driver runs one in the thread of the tests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

ALLOWED = "DJANGO_ALLOW_ASYNC_UNSAFE"
_inside: set[int] = set()
_number = count()


@contextmanager
def beside_a_loop() -> Iterator[None]:
    """Fixtures of a session do not end in the order in which they began: it is allowed until the last has ended."""
    me = next(_number)
    _inside.add(me)
    os.environ[ALLOWED] = "1"
    try:
        yield
    finally:
        _inside.discard(me)
        if not _inside:
            os.environ.pop(ALLOWED, None)
