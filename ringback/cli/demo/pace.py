"""How fast the demo's people live: RINGBACK_DEMO_PACE divides the lengths of what they do."""

import os
from datetime import timedelta
from types import ModuleType
from typing import Any

from ringback.cli.demo import agents, sellers

LENGTHS: dict[ModuleType, tuple[str, ...]] = {
    agents: ("LOOKS_EVERY", "THINKS", "WRAPS_UP", "SOUNDS_FOR"),
    sellers: ("RESTS", "LOOKS_EVERY", "PATIENCE", "OPENS_PAGE", "PICKS_UP", "TALKS_FOR", "SOUNDS_FOR"),
}


def pace() -> float:
    return float(os.environ.get("RINGBACK_DEMO_PACE") or 1)


def hasten(by: float) -> None:
    for module, names in LENGTHS.items():
        for name in names:
            setattr(module, name, _shorter(getattr(module, name), by))


def _shorter(length: Any, by: float) -> Any:
    """A number of seconds, a length of time, or the span between two."""
    if isinstance(length, tuple):
        return tuple(_shorter(one, by) for one in length)
    return length / by if isinstance(length, timedelta) else float(length) / by
