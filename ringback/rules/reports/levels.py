"""Published service levels: what a desk has told the world, as data with its origin, to be held against what happened."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

MEASURES = ("answered", "solved", "written", "helped")
PRIORITIES = ("high", "medium", "low")
LANGUAGES = ("en", "zh-hans")
KEYS = {
    "slug",
    "site",
    "measure",
    "class",
    "within_hours",
    "share",
    "on_average",
    "rating",
    "published",
    "origin",
}


class WrongLevels(ValueError):
    """The text names the file, the level and what is wrong with it."""


@dataclass(frozen=True)
class Level:
    """`site` and `priority` are empty for all. `measure` is answered (rung and answered), solved (by a call), written (a
    written answer), each within `within`, or helped (a rating of `rating` or more). It holds when `share` of them are, or,
    `on_average`, when their mean is within; with neither it has no verdict. `published` and `origin` are words by language."""

    slug: str
    measure: str
    published: Mapping[str, str]
    origin: Mapping[str, str]
    site: str = ""
    priority: str = ""
    within: timedelta = timedelta(0)
    share: float | None = None
    on_average: bool = False
    rating: int = 0


def levels_of(text: str, *, file: str) -> tuple[Level, ...]:
    """Of a levels.toml. Raises WrongLevels."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise WrongLevels(f"{file}: not TOML: {problem}") from problem
    if unknown := set(told) - {"level"}:
        raise WrongLevels(f"{file}: {min(unknown)!r} is not known; levels stand as [[level]]")
    levels = tuple(_level(each, f"{file}: level {n}") for n, each in enumerate(_tables(told, file), start=1))
    slugs = [level.slug for level in levels]
    if twice := {slug for slug in slugs if slugs.count(slug) > 1}:
        raise WrongLevels(f"{file}: two levels are called {min(twice)!r}")
    return levels


def _tables(told: Mapping[str, Any], file: str) -> list[Mapping[str, Any]]:
    tables = told.get("level", [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise WrongLevels(f"{file}: levels stand as [[level]]")
    return tables


def _level(told: Mapping[str, Any], where: str) -> Level:
    if unknown := set(told) - KEYS:
        raise WrongLevels(f"{where}: {min(unknown)!r} is not known; known are {', '.join(sorted(KEYS))}")
    measure = _one_of(told, "measure", MEASURES, where)
    helped = measure == "helped"
    return Level(
        slug=_word(told, "slug", where),
        measure=measure,
        published=_words(told, "published", where),
        origin=_words(told, "origin", where),
        site=_word(told, "site", where) if "site" in told else "",
        priority=_one_of(told, "class", PRIORITIES, where) if "class" in told else "",
        within=timedelta(hours=0 if helped else _number(told, "within_hours", where, most=24 * 366)),
        share=_number(told, "share", where, most=1) if "share" in told else None,
        on_average=told.get("on_average") is True,
        rating=int(_number(told, "rating", where, most=5)) if helped else 0,
    )


def _word(told: Mapping[str, Any], key: str, where: str) -> str:
    word = told.get(key)
    if not isinstance(word, str) or not word.replace("-", "").isalnum():
        raise WrongLevels(f"{where}: {key} must be a word such as na-answered, not {word!r}")
    return word


def _one_of(told: Mapping[str, Any], key: str, words: tuple[str, ...], where: str) -> str:
    if told.get(key) not in words:
        raise WrongLevels(f"{where}: {key} must be one of {', '.join(words)}, not {told.get(key)!r}")
    return str(told[key])


def _number(told: Mapping[str, Any], key: str, where: str, *, most: float) -> float:
    number = told.get(key)
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number <= most:
        raise WrongLevels(f"{where}: {key} must be a number above 0 and at most {most:g}, not {number!r}")
    return number


def _words(told: Mapping[str, Any], key: str, where: str) -> Mapping[str, str]:
    words = told.get(key)
    if not isinstance(words, dict) or not all(isinstance(words.get(each), str) for each in LANGUAGES):
        raise WrongLevels(f"{where}: {key} must have the words in {' and '.join(LANGUAGES)}")
    return words
