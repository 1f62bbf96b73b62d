"""Two pages that carry one attempt's sound: who has joined, and which messages still belong together.

Each time both sides are there the epoch rises and both begin anew; a message of an older epoch is refused.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from ringback.pages.live.guests import Guest
from ringback.records.calls.parties import Parties

OTHER = {"seller": "agent", "agent": "seller"}
Tell = Callable[[str, dict[str, Any]], None]


class NotYours(Exception):
    """Neither the seller nor the agent of this attempt."""


class Carried(Exception):
    """Another page of the same side carries the call; it keeps it until it has left."""


class Stale(Exception):
    """Of an older epoch, or from a tab that has not joined: join again."""


@dataclass(frozen=True)
class Side:
    person: int
    session: str
    tab: str


@dataclass
class Room:
    """`heard` is when each side last said that it carries the call, by the monotonic clock."""

    parties: Parties
    epoch: int
    sides: dict[str, Side] = field(default_factory=dict)
    heard: dict[str, float] = field(default_factory=dict)


class Rooms:
    """`tell(session, said)` sends a signal to the pages of a session; those of another tab pass it over.

    A side that has not said for `fresh` that it carries the call may be replaced by another page.
    """

    def __init__(self, tell: Tell, *, fresh: timedelta) -> None:
        self._tell, self._fresh = tell, fresh.total_seconds()
        self._rooms: dict[UUID, Room] = {}
        self._joined: defaultdict[str, set[UUID]] = defaultdict(set)

    def join(self, parties: Parties, guest: Guest, tab: str, *, take: bool = False) -> str:
        """Returns seller or agent. Raises NotYours, Carried. A page that joins again was loaded anew.

        `take`: somebody clicked there to go on talking, or the page that carried it has given it to this one.
        """
        role = role_in(parties, guest)
        # Begun with the clock, so that epochs go on rising when the hub is started anew in the middle of a call.
        room = self._rooms.setdefault(parties.attempt, Room(parties, epoch=int(time.time())))
        before, side = room.sides.get(role), Side(guest.person, guest.session, tab)
        if before is not None and before != side:
            if not take and time.monotonic() - room.heard[role] < self._fresh:
                raise Carried
            self._say(room, before, "end", {"because": "joined elsewhere"})
        if before is not None:
            self._forget(before.session, parties.attempt)
        room.sides[role], room.heard[role] = side, time.monotonic()
        self._joined[side.session].add(parties.attempt)
        if len(room.sides) == 2:
            room.epoch += 1
            for each in room.sides.values():
                self._say(room, each, "begin")
        return role

    def pass_on(self, attempt: UUID, guest: Guest, tab: str, *, kind: str, epoch: int, words: Any) -> None:
        """Raises Stale."""
        room = self._rooms.get(attempt)
        sender = Side(guest.person, guest.session, tab)
        role = next((role for role, side in room.sides.items() if side == sender), None) if room else None
        if room is None or role is None or epoch != room.epoch or OTHER[role] not in room.sides:
            raise Stale
        other = room.sides[OTHER[role]]
        self._say(room, other, kind, words)

    def carries(self, session: str, attempt: UUID, tabs: Collection[str]) -> None:
        """A browser with these open tabs said that one of them carries the call."""
        room = self._rooms.get(attempt)
        for role, side in room.sides.items() if room else ():
            if room and side.session == session and side.tab in tabs:
                room.heard[role] = time.monotonic()

    def session_left(self, session: str) -> None:
        """No page of this session is open any more: whoever is on the other side of its calls is told."""
        for attempt in list(self._joined.get(session, ())):
            room = self._rooms[attempt]
            for role in [role for role, side in room.sides.items() if side.session == session]:
                self._left(room, role)

    def attempts(self, people: Collection[int] | None = None) -> list[UUID]:
        """Of the rooms that concern these people (Person pks), or of all."""
        return [
            attempt
            for attempt, room in self._rooms.items()
            if people is None or room.parties.seller in people or room.parties.agent in people
        ]

    def end(self, attempt: UUID) -> None:
        room = self._rooms.pop(attempt, None)
        if room is None:
            return
        for side in room.sides.values():
            self._say(room, side, "end")
            self._forget(side.session, attempt)

    def _left(self, room: Room, role: str) -> None:
        self._forget(room.sides.pop(role).session, room.parties.attempt)
        other = room.sides.get(OTHER[role])
        if other is not None:
            self._say(room, other, "gone")
        if not room.sides:
            self._rooms.pop(room.parties.attempt, None)

    def _forget(self, session: str, attempt: UUID) -> None:
        self._joined[session].discard(attempt)
        if not self._joined[session]:
            del self._joined[session]

    def _say(self, room: Room, side: Side, kind: str, words: Any = None) -> None:
        said = {
            "attempt": str(room.parties.attempt),
            "kind": kind,
            "epoch": room.epoch,
            "data": words,
            "tab": side.tab,
        }
        self._tell(side.session, said)


def role_in(parties: Parties, guest: Guest) -> str:
    """Raises NotYours."""
    if guest.person == parties.seller and guest.role == "seller":
        return "seller"
    if guest.person == parties.agent and guest.role == "agent":
        return "agent"
    raise NotYours
