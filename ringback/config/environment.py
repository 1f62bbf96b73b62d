"""Reads settings from the environment; a wrong one keeps its default and is told by a system check."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class Wrong:
    """A variable that could not be used: what it is, and what to write instead (`hint` filled with `figures`)."""

    name: str
    value: str
    hint: str
    figures: dict[str, str] = field(default_factory=dict)


T = TypeVar("T")

WRONG: list[Wrong] = []


def _read(name: str, default: T, parse: Callable[[str], T], hint: str, **figures: str) -> T:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return parse(text)
    except ValueError:
        WRONG.append(Wrong(name, text, hint, figures))
        return default


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    def parse(value: str) -> str:
        if value.lower() not in choices:
            raise ValueError(value)
        return value.lower()

    return _read(name, default, parse, _("Write one of: %(choices)s."), choices=", ".join(choices))


def flag(name: str, default: bool) -> bool:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }

    def parse(value: str) -> bool:
        if value.lower() not in words:
            raise ValueError(value)
        return words[value.lower()]

    return _read(name, default, parse, _("Write yes or no."))


def whole(name: str, default: int, *, least: int = 0) -> int:
    def parse(value: str) -> int:
        if (number := int(value)) < least:
            raise ValueError(value)
        return number

    return _read(name, default, parse, _("Write a whole number, %(least)s or more."), least=str(least))


def port(name: str, default: int) -> int:
    def parse(value: str) -> int:
        if not 0 < (number := int(value)) < 65536:
            raise ValueError(value)
        return number

    return _read(name, default, parse, _("Write a port, from 1 to 65535."))


def decimal(name: str, default: float, *, least: float = 0.0) -> float:
    def parse(value: str) -> float:
        if not (number := float(value)) >= least:
            raise ValueError(value)
        return number

    return _read(name, default, parse, _("Write a number, %(least)s or more."), least=f"{least:g}")


def seconds(name: str, default: float) -> timedelta:
    """A length of time, written in seconds."""
    return timedelta(seconds=decimal(name, default, least=0.01))


def lengths(name: str, default: tuple[float, ...]) -> tuple[timedelta, ...]:
    """Several lengths of time, in seconds, separated by commas."""

    def parse(value: str) -> tuple[float, ...]:
        numbers = tuple(float(word) for word in value.split(","))
        if not all(each > 0 for each in numbers):
            raise ValueError(value)
        return numbers

    read = _read(name, default, parse, _("Write numbers of seconds, such as 30,120,600."))
    return tuple(timedelta(seconds=each) for each in read)


def url(name: str, default: str) -> str:
    def parse(value: str) -> str:
        scheme, _, rest = value.partition("://")
        if scheme not in ("http", "https") or not rest or "/" in rest.rstrip("/"):
            raise ValueError(value)
        return value.rstrip("/")

    return _read(
        name, default, parse, _("Write scheme and host, such as https://support.example.com, without a path.")
    )


def folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name, "").strip() or default).expanduser().absolute()


def words(name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """A list, separated by commas."""
    return _read(name, default, lambda value: tuple(w.strip() for w in value.split(",") if w.strip()), "")
