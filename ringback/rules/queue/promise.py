"""The promise in its first form: (ahead + 1) ÷ agents × median talk time, from there to twice it, in opening time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ringback.rules.hours import Calendar, next_opening
from ringback.rules.queue.shifts import Step, done_at

# Widths below which bounds are rounded outward to this many minutes (the promise's definition, as it is shown to people).
ROUNDING = ((timedelta(hours=1), 5), (timedelta(hours=4), 10))
COARSEST = 30


@dataclass(frozen=True)
class Window:
    """`earliest` and `latest` are what was computed, `shown_from` and `shown_until` what a person reads. `inputs` are the
    figures that it was computed from, for the story."""

    earliest: datetime
    latest: datetime
    shown_from: datetime
    shown_until: datetime
    inputs: dict[str, Any]


def promise_window(
    *, ahead: int, agents: int, talk_minutes: float, talk_source: str, calendar: Calendar, now: datetime
) -> Window | None:
    """By as many `agents` for good. None when nobody is there to ring."""
    steps = (Step(now, None, agents),) if agents > 0 else ()
    return promise_by(
        steps, ahead=ahead, talk_minutes=talk_minutes, talk_source=talk_source, calendar=calendar, now=now
    )


def promise_by(
    steps: Sequence[Step],
    *,
    ahead: int,
    talk_minutes: float,
    talk_source: str,
    calendar: Calendar,
    now: datetime,
) -> Window | None:
    """By those who are at work when. None when nobody ever is, or not for long enough, while the site is open.

    `talk_source` says where the talk time comes from (own median, or the preset).
    """
    if not steps or next_opening(calendar, now) is None:
        return None
    minutes = (ahead + 1) * talk_minutes
    earliest, latest = done_at(steps, minutes, calendar), done_at(steps, 2 * minutes, calendar)
    if earliest is None or latest is None:
        return None
    inputs = {
        "ahead": ahead,
        "agents": steps[0].agents,
        "talk_minutes": talk_minutes,
        "talk_source": talk_source,
    }
    shown_from, shown_until = rounded_outward(earliest, latest, zone=calendar.zone)
    return Window(earliest, latest, shown_from, shown_until, inputs)


def chosen_window(begin: datetime, end: datetime) -> Window:
    """A window that the seller chose is the promise as it stands."""
    return Window(begin, end, begin, end, {"chosen": True})


def rounded_outward(earliest: datetime, latest: datetime, *, zone: str) -> tuple[datetime, datetime]:
    """To 5, 10 or 30 minutes for widths under 1 h, under 4 h, or more; on the wall clock of `zone`."""
    width = latest - earliest
    step = timedelta(minutes=next((minutes for limit, minutes in ROUNDING if width < limit), COARSEST))
    offset = earliest.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    base = datetime(2020, 1, 1, tzinfo=UTC) - offset
    floor = base + (earliest - base) // step * step
    ceiling = base + -((base - latest) // step) * step
    return floor, max(ceiling, floor + step)


def judge(
    *, shown_until: datetime, first_ring: datetime | None, ready_at: datetime | None, now: datetime
) -> str:
    """pending, kept, ready or broken: kept is a first ring at or before the bound that was shown, broken is that bound passed
    without one; ready is a turn that came in time while the seller could not be rung."""
    if first_ring is not None and first_ring <= shown_until:
        return "kept"
    if ready_at is not None and ready_at <= shown_until:
        return "ready"
    return "broken" if now > shown_until or (first_ring is not None) else "pending"
