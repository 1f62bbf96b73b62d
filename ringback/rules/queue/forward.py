"""The law run forward on a virtual clock: callers come, agents ring, miss, talk and go home. The one engine for every forecast.

It draws no chance: what may happen to a caller comes with it, so that two desks can be compared on the same callers. Time is
the opening clock in minutes. Only heads can win, and each pick is `discipline.most_urgent` of them.
"""

from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Any

from ringback.rules.queue.discipline import (
    continuation,
    effective_after_class_change,
    is_lane_pick,
    most_urgent,
)
from ringback.rules.queue.floor import Asked, Caller, Line, Rostered, Seat, Terms, drop_gone, seated
from ringback.rules.queue.waiting import Law

Event = tuple[float, int, Callable[[float, Any], None], Any]


class Forward:
    """One desk. `promise(now, caller)` gives the upper end of what is promised to a caller; without one nothing is promised.

    `continued` collects what went on after the cap.
    """

    def __init__(
        self,
        queues: Sequence[Asked],
        agents: Sequence[Rostered],
        terms: Terms,
        *,
        promise: Callable[[float, Caller], float] | None = None,
    ) -> None:
        self.picks = 0
        self.terms = terms
        self.lines = [Line(asked, terms.protect) for asked in queues]
        self.continued: list[Caller] = []
        self._law = Law(terms.protect, terms.lane_every)
        self._promise = promise
        self._events: list[Event] = []
        self._number = count().__next__
        self.seats = seated(agents, self.lines)
        for seat in self.seats:
            self._next_shift(seat)

    def run(self, callers: Iterable[Caller], *, until: float = inf) -> None:
        """`callers` in the order in which they ask. Goes on after the last of them until nothing is left to happen or `until`."""
        events, arrive = self._events, self._arrive
        for caller in callers:
            asked = caller.asked
            while events and events[0][0] <= asked:  # written out: this loop is all that a simulation does
                now, _, act, one = heappop(events)
                act(now, one)
            arrive(asked, caller)
        while events and events[0][0] <= until:
            now, _, act, one = heappop(events)
            act(now, one)

    def _at(self, moment: float, act: Callable[[float, Any], None], one: Any) -> None:
        heappush(self._events, (moment, self._number(), act, one))

    # Callers

    def _arrive(self, now: float, caller: Caller) -> None:
        caller.line = self.lines[caller.queue]
        if caller.gives_up < inf:
            self._at(caller.gives_up, self._give_up, caller)
        if caller.changes is not None:
            self._at(caller.changes[0], self._change, caller)
        if self._promise is not None:
            self._promised(now, caller)
        if caller.ready > now:
            self._at(caller.ready, self._enter, caller)
        else:
            self._enter(now, caller)

    def _enter(self, now: float, caller: Caller) -> None:
        """From now on it may be rung: by an idle agent at once, or in its turn."""
        if caller.ended:
            return
        seat = caller.line.idle_seat()
        if seat is None:
            caller.line.enter(caller)
        else:
            self._ring(now, seat, caller)

    def _promised(self, now: float, caller: Caller) -> None:
        assert self._promise is not None
        caller.bound = self._promise(now, caller)
        if self.terms.lane_every:
            self._at(caller.bound, self._break, caller)

    def _break(self, now: float, caller: Caller) -> None:
        if caller.rung_at <= now or caller.ended:
            return
        caller.broken = True
        if caller.entry is not None:
            heappush(caller.line.broken, caller.entry)

    def _give_up(self, now: float, caller: Caller) -> None:
        """Not while it is rung: then the missed ring ends it."""
        if caller.entry is not None:
            caller.ended = "gave up"
            caller.line.withdraw(caller)
        elif caller.attempts == 0 or caller.resting:
            caller.ended = "gave up"

    def _change(self, now: float, caller: Caller) -> None:
        """Of class; u does not jump."""
        assert caller.changes is not None
        if caller.ended or caller.answered_at <= now:
            return
        waits = caller.entry is not None
        if waits:
            caller.line.withdraw(caller)
        old, caller.queue = caller.line.asked.target, caller.changes[1]
        caller.line = self.lines[caller.queue]
        new, protect = caller.line.asked.target, self.terms.protect
        caller.effective = effective_after_class_change(
            caller.effective, opened=now, old=old, new=new, protect=protect
        )
        if waits:
            self._enter(now, caller)

    # Calls

    def _ring(self, now: float, seat: Seat, caller: Caller) -> None:
        terms = self.terms
        self.picks += 1
        seat.caller = caller
        caller.attempts += 1
        if caller.attempts == 1:
            caller.rung_at = now
        if caller.attempts <= caller.misses:
            seat.worked += terms.ring
            end, act = terms.later(now, terms.ring), self._missed
        else:
            caller.answered_at = now + terms.ring
            held = terms.ring + (min(terms.cap, caller.talk))
            seat.worked += held + terms.wrap
            end, act = terms.later(now, held), self._hang_up
        heappush(self._events, (end, self._number(), act, seat))

    def _missed(self, now: float, seat: Seat) -> None:
        caller, terms = seat.caller, self.terms
        if now >= caller.gives_up:
            caller.ended = "gave up"
        elif caller.attempts >= terms.attempts:
            caller.ended = "not reached"
        else:
            caller.resting = True
            spacing = terms.spacing[min(caller.attempts, len(terms.spacing)) - 1]
            self._at(terms.later(now, spacing), self._rested, caller)
        self._free(now, seat)

    def _rested(self, now: float, caller: Caller) -> None:
        caller.resting = False
        self._enter(now, caller)

    def _hang_up(self, now: float, seat: Seat) -> None:
        caller, terms = seat.caller, self.terms
        caller.ended = "spoken"
        if caller.talk > terms.cap:
            self._cut(now, seat, caller)
        if terms.wrap:
            self._at(terms.later(now, terms.wrap), self._free, seat)
        else:
            self._free(now, seat)

    def _cut(self, now: float, seat: Seat, caller: Caller) -> None:
        """What is left goes on: half of its target counts already, and for a while it is the same agent's."""
        goes_on = self.lines[caller.queue].asked.goes_on
        if goes_on is None:
            return
        asked = self.lines[goes_on].asked
        _, effective = continuation(now, high_target=asked.target)
        more = Caller(self._number(), now, goes_on, caller.talk - self.terms.cap, effective)
        more.misses = more.misses_again = caller.misses_again
        more.continues = caller
        more.line = seat.own_line(asked, self.terms.protect)
        self.continued.append(more)
        if self._promise is not None:
            self._promised(now, more)
        more.line.enter(more)
        self._at(self.terms.later(now, self.terms.own_for), self._open_to_all, more)

    def _open_to_all(self, now: float, caller: Caller) -> None:
        waits = caller.entry is not None
        if waits:
            caller.line.withdraw(caller)
        caller.line = self.lines[caller.queue]
        if waits:
            self._enter(now, caller)

    # Agents

    def _free(self, now: float, seat: Seat) -> None:
        """Serves whom the law says, or is idle, or goes home."""
        if not seat.at_work:
            seat.still_calls = False
            return
        caller = self._pick(now, seat)
        if caller is None:
            seat.idle, seat.idle_since = True, now
            seat.pool.idle.append(seat)
        else:
            self._ring(now, seat, caller)

    def _pick(self, now: float, seat: Seat) -> Caller | None:
        queue = None
        if self.terms.lane_every and is_lane_pick(self.picks, self._law):
            queue = seat.most_urgent_broken(now)
        queue = queue or most_urgent(seat.lines, now)
        if queue is None:
            return None
        caller: Caller = heappop(queue)[4]
        caller.entry = None
        drop_gone(caller.line.waiting)
        return caller

    def _next_shift(self, seat: Seat) -> None:
        shift = next(seat.shifts, None)
        if shift is not None:
            begin, seat.leaves = shift
            self._at(begin, self._come, seat)

    def _come(self, now: float, seat: Seat) -> None:
        seat.at_work = True
        if seat.leaves < inf:
            self._at(seat.leaves, self._leave, seat)
        if seat.still_calls:
            seat.still_calls = False  # free when that call ends
        else:
            self._free(now, seat)

    def _leave(self, now: float, seat: Seat) -> None:
        """A call is brought to its end first."""
        seat.at_work = False
        seat.still_calls = not seat.idle
        if seat.idle:
            seat.pool.idle.remove(seat)
            seat.idle = False
        self._next_shift(seat)
