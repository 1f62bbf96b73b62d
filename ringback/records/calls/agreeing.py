"""The time that an agent agrees with a seller for the next call: their own shift, no other such talk, room in the window."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings

from ringback.records.agents.models import Agent
from ringback.records.callbacks.forecast import Look, wanted_of
from ringback.records.callbacks.models import OPEN, Callback
from ringback.records.callbacks.resting import may_ring_from
from ringback.records.callbacks.slots import room_in
from ringback.records.calls.leaving import lasts_for
from ringback.records.rosters.readers import has_roster, stretches_of
from ringback.rules.queue.shift_end import shift_ends
from ringback.rules.queue.shifts import Stretch

Because = Literal["closed", "not-on-shift", "talks", "full"]
QUARTER = timedelta(minutes=15)
OFFERED = 3


class NotFree(ValueError):
    """The agent cannot agree on that moment: the desk or the line is shut, they are not on shift or talk with another seller
    then, or so many have chosen that time that it is full. `instead` are the next moments to be had, at most three."""

    def __init__(self, because: Because, instead: list[datetime]) -> None:
        super().__init__(f"cannot be agreed: {because}")
        self.because, self.instead = because, instead


def agreed_until(callback: Callback, *, agent: Agent, at: datetime, now: datetime) -> datetime:
    """Until when the agent keeps themselves free for it. For a locked agent, so that no two talks are agreed at once.

    Raises NotFree.
    """
    plan = _Plan(callback, agent, now)
    because = plan.against(at)
    if because is not None:
        raise NotFree(because, list(islice(plan.free_from(max(at, now)), OFFERED)))
    return at + plan.lasts


@dataclass
class _Plan:
    """What an agent has before them, read once. `callback` is the one that was talked about."""

    callback: Callback
    agent: Agent
    now: datetime

    @cached_property
    def lasts(self) -> timedelta:
        return lasts_for(self.agent).length

    def against(self, at: datetime) -> Because | None:
        if not self._may_ring(at):
            return "closed"
        if not self._on_shift(at):
            return "not-on-shift"
        if any(begin < at + self.lasts and at < end for begin, end in self._talks):
            return "talks"
        return None if self._room(at, at + settings.SLOT_LENGTHS[0]) else "full"

    def free_from(self, at: datetime) -> Iterator[datetime]:
        """Full quarters of an hour in the seller's zone, within the life of a request."""
        local = at.astimezone(ZoneInfo(self.callback.seller.person.zone))
        past = timedelta(minutes=local.minute % 15, seconds=local.second, microseconds=local.microsecond)
        moment = at + (QUARTER - past if past else past)
        while moment <= self._last:
            if self.against(moment) is None:
                yield moment
            moment += QUARTER

    @property
    def _last(self) -> datetime:
        return self.now + settings.CALLBACK_LIVES

    def _may_ring(self, at: datetime) -> bool:
        if not self.now < at <= self._last:
            return False
        one = self.callback
        return may_ring_from(one.site, one.seller, line=one.line, at=at) == at

    def _on_shift(self, at: datetime) -> bool:
        """The talk is over before the shift; at a site without any roster an agent says themselves when they work."""
        if self._shifts is None:
            return True
        ends = shift_ends(self.agent.pk, self._shifts, at=at)
        return ends is not None and at + self.lasts <= ends

    @cached_property
    def _shifts(self) -> list[Stretch] | None:
        if not has_roster(self.callback.site):
            return None
        return stretches_of([self.agent.pk], self.now, self._last)

    @cached_property
    def _talks(self) -> list[tuple[datetime, datetime]]:
        kept = Callback.objects.filter(wants_agent=self.agent, state__in=OPEN, kept__isnull=False)
        return [(one.lower, one.upper) for one in kept.values_list("kept", flat=True) if one is not None]

    @cached_property
    def _room(self) -> Callable[[datetime, datetime], bool]:
        return room_in(Look(self.callback.site, now=self.now), wanted_of(self.callback))
