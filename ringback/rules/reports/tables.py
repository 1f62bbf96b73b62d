"""The tables of a service report, each row with its number of cases."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ringback.rules.calls.lifecycle import OF_REACH
from ringback.rules.policy.terms import ServiceLevel
from ringback.rules.reports.figures import Lengths, Share, lengths
from ringback.rules.reports.waits import Clock, Wait, held, wall

# How far a wait went, for the picture of all of them.
STEPS = tuple(timedelta(minutes=minutes) for minutes in (30, 120, 360, 1440, 2880))

Timed = tuple[Wait, Clock]  # a wait with the opening clock of its site


@dataclass(frozen=True)
class WaitRow:
    """`key` is a class, all, or named-time. `steps` counts the answered ones up to each of STEPS, then those beyond."""

    key: str
    asked: int
    answered: int
    withdrawn: int
    given_up: int
    waiting: int
    on_wall: Lengths
    opening: Lengths
    steps: tuple[int, ...]


@dataclass(frozen=True)
class LevelRow:
    """What was done against what was published. `at_once` leaves out whoever asked for a later moment, `opening` counts
    opening time; `undecided` may still come true, `left_out` was taken back in time. `good` is None without a verdict."""

    level: ServiceLevel
    share: Share
    opening: Share
    at_once: Share
    mean: Lengths
    undecided: int
    left_out: int
    good: bool | None


@dataclass(frozen=True)
class Ratings:
    """`by_stars` counts the ratings 1 to 5; `solved` is what sellers said."""

    calls: int
    by_stars: tuple[int, ...]
    mean: float | None
    solved: Share

    @property
    def rated(self) -> int:
        return sum(self.by_stars)

    def at_least(self, stars: int, *, least: int) -> Share:
        return Share(sum(self.by_stars[stars - 1 :]), self.rated, least)


def wait_rows(timed: Sequence[Timed], *, least: int) -> list[WaitRow]:
    kinds: list[tuple[str, Callable[[Wait], bool]]] = [
        ("high", lambda wait: wait.first.priority == "high"),
        ("medium", lambda wait: wait.first.priority == "medium"),
        ("low", lambda wait: wait.first.priority == "low"),
        ("all", lambda _: True),
        ("named-time", lambda wait: wait.first.named_time),
    ]
    return [_wait_row(key, [one for one in timed if belongs(one[0])], least) for key, belongs in kinds]


def level_row(level: ServiceLevel, timed: Sequence[Timed], *, least: int, now: datetime) -> LevelRow:
    """Of waits; those of another class than the level's are not looked at."""
    looked_at = [one for one in timed if level.priority in ("", one[0].first.priority)]
    judged = [(wait, held(wait, level.within, now=now)) for wait, _ in looked_at]
    opened = (held(wait, level.within, now=now, clock=clock) for wait, clock in looked_at)
    share = _share((good for _, good in judged), least)
    mean = lengths(
        (wall(wait.begun_at, wait.answered_at) for wait, _ in looked_at if wait.answered_at), least=least
    )
    return LevelRow(
        level=level,
        share=share,
        opening=_share(opened, least),
        at_once=_share((good for wait, good in judged if not wait.first.named_time), least),
        mean=mean,
        undecided=sum(good is None and not wait.withdrawn for wait, good in judged),
        left_out=sum(good is None and wait.withdrawn for wait, good in judged),
        good=_verdict(level, share, mean),
    )


def helped_row(level: ServiceLevel, ratings: Ratings, *, least: int) -> LevelRow:
    share = ratings.at_least(level.rating, least=least)
    none = Share(0, 0, least)
    nothing = lengths((), least=least)
    return LevelRow(
        level, share, none, none, nothing, ratings.calls - ratings.rated, 0, _verdict(level, share, nothing)
    )


def ratings_of(said: Iterable[tuple[int | None, bool | None, int]], *, least: int) -> Ratings:
    """Of (rating, solved, how many calls)."""
    stars: Counter[int] = Counter()
    solved: Counter[bool] = Counter()
    calls = 0
    for rating, is_solved, count in said:
        calls += count
        if rating is not None:
            stars[rating] += count
        if is_solved is not None:
            solved[is_solved] += count
    rated = stars.total()
    mean = sum(star * count for star, count in stars.items()) / rated if rated >= max(least, 1) else None
    by_stars = tuple(stars[star] for star in range(1, 6))
    return Ratings(calls, by_stars, mean, Share(solved[True], solved.total(), least))


def reach_by_hour(
    rung: Iterable[tuple[int, int, bool, str, int]], *, least: int
) -> Mapping[tuple[int, int], Share]:
    """Of (weekday, hour, answered, outcome, how many); for each weekday (1 is Monday) and hour the share that was answered."""
    answered: Counter[tuple[int, int]] = Counter()
    tried: Counter[tuple[int, int]] = Counter()
    for weekday, hour, was_answered, outcome, count in rung:
        if was_answered or outcome in OF_REACH:
            tried[weekday, hour] += count
            answered[weekday, hour] += count if was_answered else 0
    hours = [(weekday, hour) for weekday in range(1, 8) for hour in range(24)]
    return {at: Share(answered[at], tried[at], least) for at in hours}


def _wait_row(key: str, timed: Sequence[Timed], least: int) -> WaitRow:
    answered = [(one, one.answered_at, clock) for one, clock in timed if one.answered_at is not None]
    lasted = [wall(one.begun_at, at) for one, at, _ in answered]
    opened = [clock(one.begun_at, at) for one, at, clock in answered]
    over = [one.withdrawn for one, _ in timed if one.over_at is not None]
    up_to = [sum(length <= step for length in lasted) for step in STEPS]
    return WaitRow(
        key=key,
        asked=len(timed),
        answered=len(answered),
        withdrawn=sum(over),
        given_up=len(over) - sum(over),
        waiting=len(timed) - len(answered) - len(over),
        on_wall=lengths(lasted, least=least),
        opening=lengths(opened, least=least),
        steps=tuple(b - a for a, b in zip([0, *up_to], [*up_to, len(lasted)], strict=True)),
    )


def _share(judged: Iterable[bool | None], least: int) -> Share:
    counts = Counter(judged)
    return Share(counts[True], counts[True] + counts[False], least)


def _verdict(level: ServiceLevel, share: Share, mean: Lengths) -> bool | None:
    if level.share is not None:
        return None if share.value is None else share.value >= level.share
    if level.on_average:
        return None if mean.mean is None else mean.mean <= level.within
    return None
