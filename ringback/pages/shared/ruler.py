"""The promise ruler: where asked, now and the window stand on a time axis, in percent of its width."""

from dataclasses import dataclass
from datetime import datetime, timedelta

BEFORE = 0.28  # room before "asked", as a share of what is drawn, so that the labels do not meet on a phone
AFTER = 0.16
APART = 16.0  # percent; labels closer than this are set away from each other


@dataclass(frozen=True)
class Ruler:
    """Positions are percent of the width."""

    asked_at: datetime
    mark_at: datetime
    shown_from: datetime
    shown_until: datetime
    asked: float
    mark: float
    begin: float
    end: float
    ticks: tuple[float, ...]

    @property
    def width(self) -> float:
        return round(self.end - self.begin, 2)

    @property
    def waited(self) -> float:
        return round(max(0.0, self.mark - self.asked), 2)

    @property
    def narrow(self) -> bool:
        """The window's two labels would meet if both stood in the middle of their bound."""
        return self.end - self.begin < APART

    @property
    def mark_late(self) -> bool:
        return self.mark > 75


def drawn(shown_from: datetime, shown_until: datetime, asked_at: datetime, mark_at: datetime) -> Ruler:
    first = min(asked_at, shown_from)
    last = max(shown_until, mark_at)
    length = max(last - first, timedelta(minutes=10))
    start, whole = first - BEFORE * length, (1 + BEFORE + AFTER) * length

    def at(moment: datetime) -> float:
        return round(100 * ((moment - start) / whole), 2)

    ticks = tuple(round(each * 100 / 7, 2) for each in range(8))
    return Ruler(
        asked_at,
        mark_at,
        shown_from,
        shown_until,
        at(asked_at),
        at(mark_at),
        at(shown_from),
        at(shown_until),
        ticks,
    )
