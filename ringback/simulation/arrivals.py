"""Everybody who will ask in a simulation, with all that chance decides about them: the same for every law and every roster."""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import exp, log
from random import Random

from ringback.rules.queue.discipline import effective_after_credit, window
from ringback.rules.queue.floor import Asked, Caller
from ringback.simulation.clock import WEEKDAYS, OpeningClock
from ringback.simulation.scenario import Scenario, Stream

Kind = tuple[str, str, frozenset[str], bool]


class Queues:
    """The desk's queues by class, language, skills and whether in a chosen window; each kind has its number."""

    def __init__(self, scenario: Scenario) -> None:
        self.numbers: dict[Kind, int] = {}
        self.asked: list[Asked] = []
        self._scenario = scenario
        for stream in scenario.streams:
            for language in stream.languages:
                self._add_all(stream, language)
        self.classes = [kind[0] for kind in self.numbers]

    def _add_all(self, stream: Stream, language: str) -> None:
        """What goes on after the cap stands in a queue of the scenario's class for it, the first of these."""
        targets, first = self._scenario.targets, self._scenario.continues_as
        goes_on = self._add((first, language, stream.skills, False), targets[first], None) if first else None
        for name in targets:
            self._add((name, language, stream.skills, False), targets[name], goes_on)
        if stream.window_share:
            for name in stream.classes:
                self._add((name, language, stream.skills, True), stream.window_minutes, goes_on)

    def _add(self, kind: Kind, target: float, goes_on: int | None) -> int:
        """A queue that nothing else goes on in may go on in itself."""
        number = self.numbers.setdefault(kind, len(self.asked))
        if number == len(self.asked):
            itself = number if kind[0] == self._scenario.continues_as and not kind[3] else None
            self.asked.append(
                Asked(frozenset({kind[1]}), target, kind[2], goes_on if goes_on is not None else itself)
            )
        return number


def everybody(scenario: Scenario, queues: Queues, clock: OpeningClock, seed: int) -> list[Caller]:
    """In the order in which they ask. Each stream has chances of its own, so that one more stream changes nobody else."""
    days = _day_factors(scenario, Random(f"{seed} days"))
    callers = [
        caller
        for number, stream in enumerate(scenario.streams)
        for caller in _Coming(scenario, stream, queues, clock, Random(f"{seed} stream {number}")).all(days)
    ]
    callers.sort(key=lambda one: one.asked)
    for number, caller in enumerate(callers):
        caller.number = number
    return callers


def _day_factors(scenario: Scenario, chance: Random) -> list[float]:
    """Of mean 1, times the surges of the day."""
    sigma = scenario.day_sigma
    factors = []
    for day in range(scenario.days):
        factor = exp(chance.gauss(-(sigma**2) / 2, sigma)) if sigma else 1.0
        for surge in scenario.surges:
            factor *= surge.factor if surge.on(day) else 1.0
        factors.append(factor)
    return factors


class _Shares:
    """Draws a name by its share."""

    def __init__(self, shares: Mapping[str, float]) -> None:
        self._names = list(shares)
        self._up_to = list(accumulate(shares.values()))

    def draw(self, u: float) -> str:
        return self._names[min(bisect(self._up_to, u * self._up_to[-1]), len(self._names) - 1)]


class _Coming:
    """The people of one stream."""

    def __init__(
        self, scenario: Scenario, stream: Stream, queues: Queues, clock: OpeningClock, chance: Random
    ) -> None:
        self._scenario, self._stream, self._queues, self._clock = scenario, stream, queues, clock
        self._chance = chance
        self._classes, self._languages = _Shares(stream.classes), _Shares(stream.languages)

    def all(self, days: Sequence[float]) -> Iterator[Caller]:
        for day, factor in enumerate(days):
            length = self._clock.length(day)
            weight = factor * self._stream.by_weekday.get(WEEKDAYS[day % 7], 1.0)
            if length and weight:
                for at in self._moments(length, weight):
                    yield self._caller(self._clock.starts[day] + at)

    def _moments(self, length: float, weight: float) -> Iterator[float]:
        """Minutes after the opening of a day. A Poisson stream: its pace is constant within each part of the day."""
        for _ in range(self._how_many(self._stream.at_opening * weight)):
            yield 0.0
        parts = self._stream.by_time
        whole = sum(parts) / len(parts)
        for number, part in enumerate(parts):
            pace = self._stream.per_hour / 60 * weight * part / whole
            begin, end = length * number / len(parts), length * (number + 1) / len(parts)
            at = begin + self._gap(pace)
            while at < end:
                yield at
                at += self._gap(pace)

    def _gap(self, pace: float) -> float:
        return -log(1 - self._chance.random()) / pace if pace else float("inf")

    def _how_many(self, mean: float) -> int:
        """Of a Poisson distribution: as many gaps as fit."""
        count, left = -1, 1.0
        while left >= 0:
            count, left = count + 1, left - self._gap(mean)
        return count

    def _caller(self, asked: float) -> Caller:
        """Draws the same number of chances for everybody, so that a change of one thing leaves all others as they were."""
        draw, stream = self._chance.random, self._stream
        name, language = self._classes.draw(draw()), self._languages.draw(draw())
        talk = stream.talk.minutes(draw())
        in_window = draw() < stream.window_share
        kind = (name, language, stream.skills, in_window)
        caller = Caller(0, asked, self._queues.numbers[kind], talk)
        caller.misses, caller.misses_again = self._misses(draw()), self._misses(draw())
        patience, when, raised, credited = draw(), draw(), draw(), draw()
        if stream.patience is not None:
            caller.gives_up = asked - log(1 - patience) * stream.patience
        if in_window:
            self._in_window(caller, when)
        elif credited < stream.credited_share:
            self._credited(caller, self._scenario.targets[name])
        if raised < stream.raised_share and not in_window:
            to = self._queues.numbers[stream.raised_to, language, stream.skills, False]
            caller.changes = (asked + stream.raised_after, to)
        return caller

    def _in_window(self, caller: Caller, u: float) -> None:
        """Begins somewhere in the next opening day."""
        day = self._clock.day_of(caller.asked)
        end = self._clock.starts[min(day + 1, len(self._clock.spans))]
        begin = caller.asked + u * max(end - caller.asked, self._stream.window_minutes)
        _, caller.effective = window(begin, begin + self._stream.window_minutes, least=1.0)
        caller.ready = begin

    def _credited(self, caller: Caller, target: float) -> None:
        credit = min(self._stream.credit_minutes, target * self._scenario.credit_limit)
        caller.effective = effective_after_credit(caller.asked, credit=credit)

    def _misses(self, u: float) -> int:
        """How many rings before the one that is answered; as many as may be tried where none ever is."""
        missed = 1 - self._scenario.answer
        if missed <= 0:
            return 0
        most = self._scenario.terms.attempts
        return most if missed >= 1 else min(int(log(1 - u) / log(missed)), most)
