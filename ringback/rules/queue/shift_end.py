"""From when nothing new is given to an agent whose shift ends: what they begin shall be over when they go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from ringback.rules.queue.shifts import Stretch


@dataclass(frozen=True)
class Lasts:
    """How long all but the longest calls last with their wrap-up; `source` says whose calls: own, site or preset."""

    length: timedelta
    source: str


def lasts(
    own: Sequence[timedelta], site: Sequence[timedelta], *, share: float, least: int, preset: timedelta
) -> Lasts:
    """So long that `share` of the agent's own last calls were over; of the site's where fewer than `least` are their own,
    and `preset` where the site has too few as well."""
    for source, calls in (("own", own), ("site", site)):
        if len(calls) >= least:
            return Lasts(min(_quantile(calls, share), preset), source)
    return Lasts(preset, "preset")


def _quantile(calls: Sequence[timedelta], share: float) -> timedelta:
    return sorted(calls)[max(0, ceil(share * len(calls)) - 1)]


def shift_ends(agent: int, shifts: Iterable[Stretch], *, at: datetime) -> datetime | None:
    """The end of the shift that goes on at that moment, those that follow without a pause included; None outside of any."""
    own = sorted((one for one in shifts if agent in one.agents), key=lambda one: one.begin)
    ends = max((one.end for one in own if one.begin <= at < one.end), default=None)
    for one in own:
        if ends is not None and one.begin <= ends < one.end:
            ends = one.end
    return ends
