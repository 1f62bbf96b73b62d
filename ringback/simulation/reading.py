"""Reads a scenario from TOML: as a whole, or it is refused with file, key and line of each mistake."""

import tomllib
from collections.abc import Callable
from typing import Any, TypeVar

from ringback.rules.policy.table import Table
from ringback.rules.policy.wrong import Problem
from ringback.simulation import sections
from ringback.simulation.places import line_of
from ringback.simulation.scenario import Scenario

T = TypeVar("T")


class WrongScenario(ValueError):
    """Its text has a line per mistake: file, line, section and key, problem."""


class Keyed(Table):
    """Remembers which key it was asked for last: that is the one at fault when something is wrong."""

    def __init__(self, values: Any) -> None:
        self.at = ""
        super().__init__(values)

    def take(self, key: str, kind: type[T]) -> T:
        self.at = key
        return super().take(key, kind)

    def end(self) -> None:
        self.at = next(iter(self), "")
        super().end()


def read(text: str, *, file: str) -> Scenario:
    """Raises WrongScenario with all that was found wrong; `file` is only named in it."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongScenario(f"{file}: not TOML: {error}") from error
    return _Reading(text, file, values).scenario()


class _Reading:
    """Goes on after a mistake, so that all are said at once."""

    def __init__(self, text: str, file: str, values: dict[str, Any]) -> None:
        self._text, self._file, self._values = text, file, values
        self._wrong: list[str] = []

    def scenario(self) -> Scenario:
        parts = {name: self._one(name, read) for name, read in sections.SINGLE.items()}
        for name, read in sections.REPEATED.items():
            parts[name] = self._several(name, read)
        top = self._section("", 0, self._values, sections.top)
        self._unless_wrong()
        try:
            return sections.whole(top, parts)
        except Problem as problem:
            self._wrong.append(f"{self._file}: {problem}")
            raise WrongScenario(self._wrong[0]) from problem

    def _unless_wrong(self) -> None:
        if self._wrong:
            raise WrongScenario("\n".join(self._wrong))

    def _one(self, name: str, read: Callable[[Table], Any]) -> Any:
        return self._section(name, 0, self._values.pop(name, {}), read)

    def _several(self, name: str, read: Callable[[Table], Any]) -> list[Any]:
        found = self._values.pop(name, [])
        if not isinstance(found, list):
            found = [found]
        return [self._section(name, number, one, read) for number, one in enumerate(found)]

    def _section(self, name: str, number: int, values: Any, read: Callable[[Table], Any]) -> Any:
        table = None
        try:
            table = Keyed(values)
            found = read(table)
            table.end()
            return found
        except Problem as problem:
            key = table.at if table else ""
            line = line_of(self._text, name, number, key)
            place = ".".join(part for part in (name, key) if part)
            self._wrong.append(f"{self._file}, line {line}, {place}: {problem}")
            return None
