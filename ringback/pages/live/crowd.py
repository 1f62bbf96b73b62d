"""Who is there: answers to heartbeats, taken together for each person and written in one batch."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ringback.records.presence.actions import Seen


@dataclass(frozen=True)
class _Pages:
    at: datetime
    can_ring: bool
    in_attempt: UUID | None


class Crowd:
    """`fresh` is how long an answer of one browser speaks for its person."""

    def __init__(self, *, fresh: timedelta) -> None:
        self._fresh = fresh
        self._browsers: dict[int, dict[str, _Pages]] = {}
        self._unwritten: set[int] = set()
        self._written: dict[int, tuple[bool, UUID | None]] = {}
        self.changed = asyncio.Event()

    def heard(
        self, person: int, session: str, *, can_ring: bool, in_attempt: UUID | None, now: datetime
    ) -> None:
        """Somebody who is new, or can or cannot be rung from now on, is written at once."""
        self._browsers.setdefault(person, {})[session] = _Pages(now, can_ring, in_attempt)
        self._unwritten.add(person)
        together = self._together(person, now)
        if self._written.get(person) != (together.can_ring, together.in_attempt):
            self.changed.set()

    def take(self, now: datetime) -> list[Seen]:
        """Those who answered since the last time, in the order of their keys."""
        self.changed.clear()
        batch = [self._together(person, now) for person in sorted(self._unwritten)]
        self._unwritten.clear()
        self._written.update({one.person: (one.can_ring, one.in_attempt) for one in batch})
        self._forget(now)
        return batch

    def _together(self, person: int, now: datetime) -> Seen:
        """Present when any browser is; able to ring when any is. After a pause of this process no answer is fresh: then
        it is told when the last one came."""
        answers = self._browsers[person].values()
        pages = [one for one in answers if now - one.at < self._fresh] or list(answers)
        return Seen(
            person=person,
            at=max(one.at for one in pages),
            can_ring=any(one.can_ring for one in pages),
            in_attempt=next((one.in_attempt for one in pages if one.in_attempt), None),
        )

    def _forget(self, now: datetime) -> None:
        for person, browsers in list(self._browsers.items()):
            kept = {key: one for key, one in browsers.items() if now - one.at < self._fresh}
            if kept:
                self._browsers[person] = kept
            else:
                del self._browsers[person]
                self._written.pop(person, None)
