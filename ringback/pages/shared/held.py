"""Whether the desk is held after a restore: asked of the database once in a while, since every page says it."""

import time

from ringback.records.restores.readers import is_held

GOOD_FOR = 5.0  # seconds

_known = False
_until = float("-inf")


def held() -> bool:
    global _known, _until
    if time.monotonic() >= _until:
        _known, _until = is_held(), time.monotonic() + GOOD_FOR
    return _known


def ask_again() -> None:
    """It has just changed."""
    global _until
    _until = float("-inf")
