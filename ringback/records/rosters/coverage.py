"""Opening hours in which nobody is rostered."""

from collections.abc import Iterable
from datetime import date, datetime

from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.rosters.readers import shifts_between

Span = tuple[datetime, datetime]


def uncovered(site: Site, days: Iterable[date]) -> list[Span]:
    """In order. A site that never closes has none: it is not said when somebody is to be there."""
    calendar = calendar_of(site)
    if calendar.always_open:
        return []
    opened = [span for day in days for span in calendar.spans_on(day)]
    if not opened:
        return []
    shifts = shifts_between(site, opened[0][0], opened[-1][1])
    worked = [(shift.begin, shift.end) for shift in shifts]
    return [left for span in opened for left in _without(span, worked)]


def _without(span: Span, worked: list[Span]) -> list[Span]:
    """`worked` is in the order of its beginnings."""
    begin, end = span
    left = []
    for from_, until in worked:
        if from_ >= end or until <= begin:
            continue
        if from_ > begin:
            left.append((begin, from_))
        begin = max(begin, until)
    return [*left, (begin, end)] if begin < end else left
