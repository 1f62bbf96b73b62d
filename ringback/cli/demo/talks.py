"""What the simulated people talk about, from the preset's demo-talks.toml."""

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from ringback.cli import presets

PRESET = "amazon-like"
# To a visitor, whose words nobody foresaw.
GOOD_BYE = "We talked about your case. Ask again when something is left open. 我们已就您的工单通话；如仍有问题，请再次申请。"


@dataclass(frozen=True)
class Talk:
    """`asks` and `summary` by language."""

    issue: str
    often: int
    asks: Mapping[str, str]
    summary: Mapping[str, str]


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    return tomllib.loads((presets.folder() / PRESET / "demo-talks.toml").read_text())


@lru_cache(maxsize=1)
def talks() -> tuple[Talk, ...]:
    return tuple(Talk(**each) for each in _told()["talk"])


def field(name: str) -> str | None:
    """What fills a free text of a template."""
    text: str | None = _told()["fields"].get(name)
    return text


def drawn(chance: random.Random) -> Talk:
    return chance.choices(talks(), [talk.often for talk in talks()])[0]


def summary_of(page: str) -> str:
    """What to write about the case that `page` shows, in the language in which it was described."""
    shown = unescape(page)
    for talk in talks():
        for language, words in talk.asks.items():
            if words in shown:
                return talk.summary[language]
    return GOOD_BYE
