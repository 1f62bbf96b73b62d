"""When a telephone may ring: dial hours of the seller's zone, and the quiet hours they asked for. In-app rings need neither."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOOKS_AHEAD = timedelta(
    days=2
)  # hours and quiet hours are the same every day; a clock change moves them by one


@dataclass(frozen=True)
class DialHours:
    """Local times between which a telephone may ring (queue-law default 9:00–20:00, hard bound 7:00–22:00).

    A seller's explicit choice widens `begin` and `end` up to `earliest` and `latest`, never beyond.
    """

    begin: time
    end: time
    earliest: time
    latest: time

    def chosen(self, begin: time, end: time) -> "DialHours":
        return DialHours(max(begin, self.earliest), min(end, self.latest), self.earliest, self.latest)


def may_dial(
    hours: DialHours,
    *,
    zones: tuple[str, ...],
    at: datetime,
    ring_for: timedelta,
    quiet: tuple[time, time] | None = None,
) -> datetime | None:
    """The first moment from `at` at which a ring begins and ends inside the hours of every zone; `at` itself if it may now.

    None when no moment of the next two days is one: the zones share no hours, or the quiet hours leave none.
    """
    moment = at
    while moment < at + LOOKS_AHEAD:
        later = max(_leaves(hours, zone, moment, ring_for, quiet) for zone in zones)
        if later == moment:
            return moment
        moment = later
    return None


def leave_time(hours: DialHours, quiet: tuple[time, time], *, ring_for: timedelta) -> bool:
    """Whether these quiet hours leave a moment of the day at which a ring may begin."""
    any_day = datetime(2026, 1, 1, tzinfo=UTC)
    return may_dial(hours, zones=("UTC",), at=any_day, ring_for=ring_for, quiet=quiet) is not None


def quiet_until(quiet: tuple[time, time] | None, *, zone: str, at: datetime) -> datetime | None:
    """When the seller's quiet hours end, if `at` is inside of them; they may run over midnight."""
    if quiet is None or quiet[0] == quiet[1]:
        return None
    begin, end = quiet
    local = at.astimezone(ZoneInfo(zone))
    now = local.time()
    inside = begin <= now < end if begin < end else now >= begin or now < end
    if not inside:
        return None
    day = local.date() if now < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, ZoneInfo(zone)).astimezone(at.tzinfo)


def _leaves(
    hours: DialHours, zone: str, at: datetime, ring_for: timedelta, quiet: tuple[time, time] | None
) -> datetime:
    info = ZoneInfo(zone)
    local = at.astimezone(info)
    begin = datetime.combine(local.date(), hours.begin, info)
    end = datetime.combine(local.date(), hours.end, info)
    if at < begin:
        return begin.astimezone(at.tzinfo)
    if at + ring_for > end:
        return datetime.combine(local.date() + timedelta(days=1), hours.begin, info).astimezone(at.tzinfo)
    starts_in_quiet = quiet_until(quiet, zone=zone, at=at)
    return starts_in_quiet or quiet_until(quiet, zone=zone, at=at + ring_for) or at
