"""Why something was not saved: it is wrong, somebody else was faster, or it would leave callbacks with nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ringback.records.history.models import Change


@dataclass(frozen=True)
class Stranded:
    """Callbacks that would wait in vain, or longer. `why` is nobody, nobody-rostered, never-opens, window-closed, rests,
    not-served or nobody-for-type; `until` is ISO text of a moment, or empty; `count` is of callbacks."""

    why: str
    site: str
    count: int
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    until: str = ""
    subject: str = ""


class Wrong(ValueError):
    """`problems` are words for what is wrong, by field; pages say them in the reader's language."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {problem}" for name, problem in problems.items()))
        self.problems = dict(problems)


class Strands(Exception):
    """Nothing was saved; whoever wants it all the same says so."""

    def __init__(self, found: Sequence[Stranded]) -> None:
        super().__init__(f"{sum(each.count for each in found)} callbacks would wait in vain or longer")
        self.found = tuple(found)


class ChangedMeanwhile(Exception):
    """Somebody saved the thing after the page was read. `merged` are the values with theirs wherever only they changed one;
    `both` are the fields that both changed; `changes` are theirs, the youngest first; `seen` is the version of now."""

    def __init__(
        self, *, merged: Mapping[str, Any], both: Sequence[str], changes: Sequence[Change], seen: int
    ) -> None:
        super().__init__("changed meanwhile")
        self.merged, self.both, self.changes, self.seen = dict(merged), tuple(both), tuple(changes), seen


class TouchedLater(Exception):
    """To undo this change would undo a later one of the same fields too. `later` are those, the youngest first."""

    def __init__(self, fields: Sequence[str], later: Sequence[Change]) -> None:
        super().__init__(f"changed again later: {', '.join(fields)}")
        self.fields, self.later = tuple(fields), tuple(later)


class NothingToUndo(Exception):
    """The thing is as it was before that change already."""


class CannotBeUndone(Exception):
    """`because` is a word: in-use (the site has cases)."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because
