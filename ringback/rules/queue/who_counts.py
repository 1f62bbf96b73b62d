"""Who counts as an agent in a promise, and until when: the roster, those who are here, those who stay."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ringback.rules.queue.shifts import Stretch


def who_counts(
    roster: Sequence[Stretch],
    *,
    present: frozenset[int],
    stays: Mapping[int, datetime],
    late: timedelta,
    foreseen: timedelta,
    now: datetime,
) -> list[Stretch]:
    """Of one queue's agents (numbers). In the present shift those who are `present` and those who are less than `late`, later
    whoever is on the roster. Who is present without being on it counts as long as the others, or until somebody comes who
    is; where nobody does, as long as anything is `foreseen`. `stays` are moments beyond the roster that agents have chosen.
    """
    shifts = [shift for shift in roster if shift.agents]
    going_on = [shift for shift in shifts if shift.begin <= now < shift.end]
    later = [shift for shift in shifts if shift.begin > now]
    counted = (shift if now - shift.begin < late else shift.among(present) for shift in going_on)
    rostered = frozenset(agent for shift in going_on for agent in shift.agents)
    staying = {agent: until for agent, until in stays.items() if agent in present and until > now}
    unforeseen = Stretch(
        now, _present_shift_ends(going_on, later, now + foreseen), present - rostered - staying.keys()
    )
    stayed = (Stretch(now, until, frozenset({agent})) for agent, until in staying.items())
    return [*counted, *later, unforeseen, *stayed]


def _present_shift_ends(
    going_on: Sequence[Stretch], later: Sequence[Stretch], foreseen: datetime
) -> datetime:
    if going_on:
        return max(shift.end for shift in going_on)
    return min((shift.begin for shift in later), default=foreseen)
