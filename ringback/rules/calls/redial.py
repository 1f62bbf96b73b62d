"""What an attempt's outcome does to its callback: when it is rung again, if ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ringback.rules.calls.best_hour import Likely
from ringback.rules.calls.lifecycle import Outcome


class Then(StrEnum):
    """`final` waits for the seller to ask again; `talked` leaves what comes next to the agent."""

    WAIT = "wait"
    REST = "rest"
    FINAL = "final"
    EXPIRE = "expire"
    TALKED = "talked"


@dataclass(frozen=True)
class Effect:
    """One row of the table. `counts` towards the limits of a request (I5), `missed` sends the seller a notice."""

    then: Then
    counts: bool
    missed: bool = True


EFFECTS: dict[Outcome, Effect] = {
    Outcome.ANSWERED: Effect(Then.TALKED, counts=True, missed=False),
    Outcome.NO_ANSWER: Effect(Then.REST, counts=True),
    Outcome.BUSY: Effect(Then.REST, counts=True),
    Outcome.NOT_REACHABLE: Effect(Then.REST, counts=True),
    Outcome.MACHINE: Effect(Then.REST, counts=True),
    Outcome.MAY_HAVE_RUNG: Effect(Then.REST, counts=True),
    Outcome.DECLINED: Effect(Then.FINAL, counts=True),
    Outcome.UNWANTED: Effect(Then.FINAL, counts=True),
    Outcome.WRONG_NUMBER: Effect(Then.FINAL, counts=True),
    Outcome.LINE_FAULT: Effect(Then.REST, counts=False),
    Outcome.LINE_LOST: Effect(Then.REST, counts=True),
    Outcome.AGENT_LOST: Effect(Then.REST, counts=True),
    Outcome.CUT_BY_US: Effect(Then.REST, counts=True),
    Outcome.NOT_DIALLED: Effect(Then.WAIT, counts=False, missed=False),
    Outcome.CANCELLED: Effect(Then.FINAL, counts=False, missed=False),
}


@dataclass(frozen=True)
class Spacing:
    """Waits before the second, third, … attempt of a class; None is "the next day"."""

    waits: tuple[timedelta | None, ...]

    def after(self, attempts: int) -> timedelta | None:
        """The wait that follows so many attempts (1 or more); past the last one it stays."""
        return self.waits[min(attempts, len(self.waits)) - 1]


@dataclass(frozen=True)
class Limits:
    """I5: counted attempts a request, a request and day, a number and day; the least wait between two, and after a cut."""

    per_request: int
    per_day: int
    per_number_and_day: int
    least: timedelta
    after_cut: timedelta


# No rulebook may go beyond these (the invariant of at most so many rings): how often, and how soon, a person may be rung
# at all. They are no setting of a desk.
CEILING = Limits(
    per_request=4,
    per_day=3,
    per_number_and_day=6,
    least=timedelta(minutes=5),
    after_cut=timedelta(seconds=60),
)


@dataclass(frozen=True)
class Next:
    """`ready_at` is set where the callback rests; `because` is a word for the story. `likely`: why at that hour."""

    then: Then
    ready_at: datetime | None
    because: str
    likely: Likely | None = None


def after_attempt(
    outcome: Outcome,
    *,
    priority: str,
    counted: int,
    counted_today: int,
    cuts: int,
    now: datetime,
    tomorrow: datetime,
    spacing: Mapping[str, Spacing],
    limits: Limits,
) -> Next:
    """`counted` includes the attempt that has just ended, if it counts; `cuts` is how often we cut a call of this request
    before; `tomorrow` is when the next day begins for dialling in the seller's zone."""
    effect = EFFECTS[outcome]
    if effect.then in (Then.FINAL, Then.TALKED, Then.WAIT):
        return Next(effect.then, None, outcome.value)
    if counted >= limits.per_request:
        return Next(Then.EXPIRE, None, "attempts-used-up")
    if counted_today >= limits.per_day:
        return Next(Then.REST, tomorrow, "day-limit")
    if outcome is Outcome.CUT_BY_US and cuts == 0:
        return Next(Then.REST, now + limits.after_cut, "cut")
    wait = spacing[priority].after(max(counted, 1))
    ready = tomorrow if wait is None else now + max(wait, limits.least)
    return Next(Then.REST, ready, "spacing")
