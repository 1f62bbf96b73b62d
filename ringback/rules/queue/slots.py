"""Windows that a seller may choose: of standard lengths, not before the soonest answer, and only so many in each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ringback.rules.hours import Calendar, is_open


@dataclass(frozen=True)
class Slot:
    begin: datetime
    end: datetime
    full: bool


def slots(
    *,
    soonest: datetime,
    now: datetime,
    zone: str,
    calendar: Calendar,
    length: timedelta,
    most: int,
    taken: dict[tuple[datetime, datetime], int],
    agents: int,
    talk_minutes: float,
    share: float,
) -> list[Slot]:
    """The next `most` windows of `length` that begin on the hour of `zone`, wholly inside opening hours. A window is full
    when the talk time of those who chose it takes `share` of the minutes that `agents` have in it."""
    local = max(soonest, now).astimezone(ZoneInfo(zone))
    begin = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=0 if local.minute == 0 else 1)
    found: list[Slot] = []
    capacity = share * agents * (length / timedelta(minutes=1))
    for _ in range(24 * 3):
        end = begin + length
        if len(found) == most:
            break
        if is_open(calendar, begin) and is_open(calendar, end - timedelta(seconds=1)):
            wanted = (taken.get((begin, end), 0) + 1) * talk_minutes
            found.append(
                Slot(begin.astimezone(now.tzinfo), end.astimezone(now.tzinfo), full=wanted > capacity)
            )
        begin = end
    return found
