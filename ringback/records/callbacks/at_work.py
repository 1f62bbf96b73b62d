"""Who counts as an agent in a promise: in the present shift those present and those on the roster who are hardly late, later
the roster; at a site without any roster whoever is present."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from ringback.records.callbacks.crew import Alike
from ringback.rules.queue.shifts import Step, Stretch, agents_at, steps_of
from ringback.rules.queue.who_counts import who_counts


@dataclass(frozen=True)
class AtWork:
    """`steps` say how many are at work when, `agents` (pks) who is in the first of them."""

    steps: tuple[Step, ...]
    agents: frozenset[int]


NOBODY = AtWork((), frozenset())


def at_work(
    able: Sequence[Alike],
    roster: Sequence[Stretch] | None,
    *,
    stays: Mapping[int, datetime],
    now: datetime,
    starts: datetime,
) -> AtWork:
    """Of those who are `able`, from `starts` on. `roster` of the days to come, None at a site without any; `stays` says who
    has chosen to go on beyond it, until when."""
    everybody = frozenset(pk for some in able for pk in some.agents)
    present = frozenset(pk for some in able if some.present for pk in some.agents)
    if roster is None:
        return AtWork((Step(starts, None, len(present)),), present) if present else NOBODY
    stretches = who_counts(
        [one.among(everybody) for one in roster],
        present=present,
        stays=stays,
        late=settings.AGENT_LATE,
        foreseen=settings.CALLBACK_LIVES,
        now=now,
    )
    steps = steps_of(stretches, since=starts)
    if not steps:
        return NOBODY
    first = steps[0].begin
    return AtWork(steps, agents_at(first, stretches))
