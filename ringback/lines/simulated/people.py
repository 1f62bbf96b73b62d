"""How scripted people behave when they are rung, and a town of them drawn from a seeded generator."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from random import Random


class Does(StrEnum):
    """What a person, or the wire to them, does when rung. The last two are faults of the line itself."""

    ANSWERS = "answers"
    DECLINES = "declines"
    IGNORES = "ignores"
    BUSY = "busy"
    MACHINE = "machine"
    WRONG_NUMBER = "wrong-number"
    NOT_REACHABLE = "not-reachable"
    FAULT = "fault"
    REFUSES_TO_PREPARE = "refuses-to-prepare"


@dataclass(frozen=True)
class Script:
    """`after` is counted from the ring, `talks_for` from the answer; without `talks_for` they never hang up first."""

    does: Does
    after: timedelta = field(default=timedelta(seconds=3))
    talks_for: timedelta | None = None


People = Callable[[str], Script]
"""Who answers at an address (a number), asked once per ring."""


@dataclass(frozen=True)
class Habits:
    """Weights of what people do, and the spans (shortest, longest) from which lengths are drawn evenly."""

    weights: Mapping[Does, float]
    answer: tuple[timedelta, timedelta]
    talk: tuple[timedelta, timedelta]


def habits_from(text: str) -> Habits:
    """Habits written as TOML: a table `weights` by what people do, and `answer_seconds`, `talk_seconds` as pairs."""
    written = tomllib.loads(text)
    weights = {Does(does): float(weight) for does, weight in written["weights"].items()}
    return Habits(weights, _span(written["answer_seconds"]), _span(written["talk_seconds"]))


def town(habits: Habits, random: Random) -> People:
    """People who behave by `habits`; the same seed and the same order of rings give the same people."""
    kinds, weights = list(habits.weights), list(habits.weights.values())

    def script_of(_: str) -> Script:
        does = random.choices(kinds, weights)[0]
        return Script(does, _between(habits.answer, random), _between(habits.talk, random))

    return script_of


def _span(pair: list[float]) -> tuple[timedelta, timedelta]:
    shortest, longest = pair
    return timedelta(seconds=shortest), timedelta(seconds=longest)


def _between(span: tuple[timedelta, timedelta], random: Random) -> timedelta:
    return timedelta(seconds=random.uniform(span[0].total_seconds(), span[1].total_seconds()))
