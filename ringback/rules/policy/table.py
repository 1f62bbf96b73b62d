"""Reads a TOML table key by key, so that a wrong type and a misspelt key are both said."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar

from ringback.rules.policy.wrong import Problem

T = TypeVar("T")
WORDS: Mapping[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    dict: "a table",
    list: "a list",
    date: "a date such as 2026-01-13",
}


class Table:
    """`where` begins each problem ("case 2"); keys that nobody took are refused by `end`."""

    def __init__(self, values: Any, where: str = "") -> None:
        self.where = f"{where}: " if where else ""
        if not isinstance(values, dict):
            raise Problem(f"{self.where}must be a table, not {values!r}")
        self._left = dict(values)
        self._taken: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._left))

    def take(self, key: str, kind: type[T]) -> T:
        """Raises Problem when the key is missing or its value of another type (a whole number is a number, too)."""
        if key not in self._left:
            raise Problem(f"{self.where}{key} is missing")
        self._taken.append(key)
        return self._fit(key, self._left.pop(key), kind)

    def take_or(self, key: str, kind: type[T], default: T) -> T:
        self._taken.append(key)
        return self.take(key, kind) if key in self._left else default

    def take_any(self, key: str) -> Any:
        if key not in self._left:
            raise Problem(f"{self.where}{key} is missing")
        return self._left.pop(key)

    def take_some(self, key: str) -> list[Any]:
        values = self.take(key, list)
        if not values:
            raise Problem(f"{self.where}{key}: at least one is needed")
        return list(values)

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.take_some(key)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise Problem(f"{self.where}{key} must be a list of texts, not {values!r}")
        return tuple(values)

    def end(self) -> None:
        for key in self._left:
            raise Problem(f"{self.where}nothing is known of {key!r}{suggestion(key, self._taken)}")

    def _fit(self, key: str, value: Any, kind: type[T]) -> T:
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return value  # type: ignore[return-value]  # shown as it was written: 10, not 10.0
        odd = (kind is int and isinstance(value, bool)) or (kind is date and isinstance(value, datetime))
        blank = isinstance(value, str) and not value.strip()
        if odd or blank or not isinstance(value, kind):
            raise Problem(f"{self.where}{key} must be {WORDS[kind]}, not {value!r}")
        return value


def suggestion(word: str, words: Any) -> str:
    """The end of an error about a word that nobody knows."""
    near = get_close_matches(word, list(words), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
