"""Who counts as an agent in a promise: in the present shift those present and those on the roster who are hardly late, later
the roster; at a site without any roster whoever is present."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from ringback.records.callbacks.crew import Alike
from ringback.rules.queue.shifts import Step, Stretch, agents_at, steps_of


@dataclass(frozen=True)
class AtWork:
    """`steps` say how many are at work when, `agents` (pks) who is in the first of them."""

    steps: tuple[Step, ...]
    agents: frozenset[int]


NOBODY = AtWork((), frozenset())


def at_work(
    able: Sequence[Alike], roster: Sequence[Stretch] | None, *, now: datetime, starts: datetime
) -> AtWork:
    """Of those who are `able`, from `starts` on. `roster` of the days to come, None at a site without any."""
    everybody = frozenset(pk for some in able for pk in some.agents)
    present = frozenset(pk for some in able if some.present for pk in some.agents)
    if roster is None:
        return AtWork((Step(starts, None, len(present)),), present) if present else NOBODY
    stretches = _stretches([one.among(everybody) for one in roster], present, now)
    steps = steps_of(stretches, since=starts)
    if not steps:
        return NOBODY
    first = steps[0].begin
    return AtWork(steps, agents_at(first, stretches))


def _stretches(roster: Sequence[Stretch], present: frozenset[int], now: datetime) -> list[Stretch]:
    shifts = [shift for shift in roster if shift.agents]
    going_on = [shift for shift in shifts if shift.begin <= now]
    later = [shift for shift in shifts if shift.begin > now]
    counted = (
        shift if now - shift.begin < settings.AGENT_LATE else shift.among(present) for shift in going_on
    )
    rostered = frozenset(pk for shift in going_on for pk in shift.agents)
    until = _present_shift_ends(going_on, later, now)
    return [*counted, *later, Stretch(now, until, present - rostered)]


def _present_shift_ends(going_on: Sequence[Stretch], later: Sequence[Stretch], now: datetime) -> datetime:
    """Whoever is here without being on the roster stays as long as the others, or until somebody comes who is; where
    nobody does, as long as anything is foreseen."""
    if going_on:
        return max(shift.end for shift in going_on)
    return min((shift.begin for shift in later), default=now + settings.CALLBACK_LIVES)
