"""What was found of one part of the desk, and what to do about it."""

from dataclasses import dataclass

LEVELS = ("ok", "warning", "error")


@dataclass(frozen=True)
class Finding:
    """`part` is a word for programs, such as database; `what` and `do` are sentences in the reader's language."""

    part: str
    level: str
    what: str
    do: str = ""


def ok(part: str, what: str) -> Finding:
    return Finding(part, "ok", what)


def warning(part: str, what: str, do: str) -> Finding:
    return Finding(part, "warning", what, do)


def error(part: str, what: str, do: str) -> Finding:
    return Finding(part, "error", what, do)


def worst(findings: list[Finding]) -> int:
    """0 where all is well, 1 for warnings, 2 for errors: the exit code."""
    return max((LEVELS.index(one.level) for one in findings), default=0)
