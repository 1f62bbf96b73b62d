"""Days of recorded calls, second by second: promise, learn, score."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from heapq import heapify, heappop, heappush
from itertools import groupby
from math import ceil, inf

from ringback.rules.queue.calibrate import Calibration, Outcome, Quantiles, Rolling
from ringback.rules.queue.scoring import Figures, Scoring
from ringback.simulation.replay.centre import Centre, Known
from ringback.simulation.replay.methods import BASELINES, Method, short_form
from ringback.simulation.replay.records import Call

DISTRUSTED = 2  # seconds by which `start_s` may be off: records are rounded to one
METHOD = "short_form"


class Kind(IntEnum):
    """What comes first within one second: agents are free before the next call is taken, and a promise sees both."""

    ENDS = 0
    LEAVES = 1
    ARRIVES = 2
    LEAVES_AT_ONCE = 3
    IS_LATE = 4


Due = tuple[int, Kind, int, int]  # second, what, number of the call, number of the method


@dataclass(frozen=True)
class Replayed:
    """`figures` by method; `start_differs` of the served calls that were scored say another start than arrival and wait do."""

    figures: dict[str, Figures]
    start_differs: int


def replay(
    calls: Iterable[Call],
    *,
    calibrate_on: Sequence[str],
    score_on: str,
    centre: Centre | None = None,
    how: Rolling | None = None,
) -> Replayed:
    """Goes through the splits of `calibrate_on` in order of time, then through `score_on`, learning all the way.

    Raises ValueError where a split has no served call that had waited.
    """
    centre = centre or Centre()
    ours = [call for call in calls if call.type not in centre.apart]
    learned = [call for call in ours if call.split in calibrate_on and call.split != score_on]
    scored = [call for call in ours if call.split == score_on]
    for name in (*calibrate_on, score_on):
        if not any(call.split == name and call.queued and call.served for call in ours):
            raise ValueError(f"no served call of the split {name!r} had waited")
    known = Known(centre)
    methods = {METHOD: short_form, **BASELINES}
    tried = [_Trial(method, Calibration(how or Rolling())) for method in methods.values()]
    for day in (*_days(learned), *_days(scored)):
        known.new_day()
        _Day(day, known, tried, score=day[0].split == score_on).run()
    return Replayed(
        {name: one.scoring.figures() for name, one in zip(methods, tried, strict=True)},
        sum(call.served and abs(call.start - call.begins) > DISTRUSTED for call in scored),
    )


def _days(calls: Iterable[Call]) -> Iterator[list[Call]]:
    """By date; the order within one stays."""

    def day(call: Call) -> date:
        return call.day

    for _, some in groupby(sorted(calls, key=day), key=day):
        yield list(some)


@dataclass
class _Said:
    raw: Quantiles
    calibrated: Quantiles
    late: Outcome | None = None


@dataclass
class _Trial:
    """One method with its calibration, its open promises and its scores."""

    method: Method
    calibration: Calibration
    scoring: Scoring = field(default_factory=Scoring)
    said: dict[Call, _Said] = field(default_factory=dict)

    def promise(self, call: Call, known: Known) -> float:
        """The upper bound, in seconds from the arrival."""
        raw = self.method(known, call)
        self.said[call] = said = _Said(raw, self.calibration.said(call.priority, raw))
        return said.calibrated.high

    def is_late(self, call: Call) -> None:
        """Known by now: longer than was promised."""
        if call in self.said:
            said = self.said[call]
            said.late = self.calibration.of(call.priority).add(said.raw, inf)

    def is_over(self, call: Call, *, score: bool) -> None:
        """Answered, or given up: before the upper bound that says nothing, after it the promise was missed for good."""
        said = self.said.pop(call)
        if not call.served:
            return
        window = self.calibration.of(call.priority)
        if said.late is None:
            window.add(said.raw, call.wait)
        else:
            window.replace(said.late, said.raw, call.wait)
        if score:
            self.scoring.add(said.calibrated, call.wait)


class _Day:
    def __init__(self, calls: Sequence[Call], known: Known, tried: Sequence[_Trial], *, score: bool) -> None:
        self._calls, self._known, self._tried, self._score = calls, known, tried, score
        self._due: list[Due] = []

    def run(self) -> None:
        for number, call in enumerate(self._calls):
            if call.queued or call.served:
                self._due += self._told(number, call)
        heapify(self._due)
        while self._due:
            _, kind, number, which = heappop(self._due)
            self._happens(kind, number, self._tried[which])

    def _told(self, number: int, call: Call) -> Iterator[Due]:
        """Calls that were hung up before anybody waited are no matter of the queue."""
        if call.queued:
            yield (call.arrive, Kind.ARRIVES, number, 0)
        yield (call.begins, Kind.LEAVES if call.wait else Kind.LEAVES_AT_ONCE, number, 0)
        if call.served:
            yield (call.begins + call.service, Kind.ENDS, number, 0)

    def _happens(self, kind: Kind, number: int, trial: _Trial) -> None:
        call = self._calls[number]
        match kind:
            case Kind.ARRIVES:
                self._arrives(call, number)
            case Kind.LEAVES | Kind.LEAVES_AT_ONCE:
                self._leaves(call)
            case Kind.ENDS:
                self._known.ends(call)
            case Kind.IS_LATE:
                trial.is_late(call)

    def _arrives(self, call: Call, number: int) -> None:
        for which, trial in enumerate(self._tried):
            bound = trial.promise(call, self._known)
            heappush(self._due, (call.arrive + ceil(bound), Kind.IS_LATE, number, which))
        self._known.joins(call)

    def _leaves(self, call: Call) -> None:
        if call.queued:
            for trial in self._tried:
                trial.is_over(call, score=self._score)
        self._known.leaves(call)
        if call.served:
            self._known.begins(call)
