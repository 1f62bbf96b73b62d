"""Who counts as an agent in a promise, case by case; the agents are 1, 2 and 3."""

from collections.abc import Mapping

import pytest

from ringback.rules.queue.shifts import Stretch, agents_at
from ringback.rules.queue.who_counts import who_counts
from tests.people import HOUR, MINUTE, NOON


def shift(begin: float, end: float, *agents: int) -> Stretch:
    return Stretch(NOON + begin * HOUR, NOON + end * HOUR, frozenset(agents))


@pytest.mark.parametrize(
    ("roster", "present", "stays", "after", "count"),
    [
        ([shift(-3, 5, 1)], {1}, {}, 0, {1}),
        ([shift(-3, 5, 1)], set(), {}, 0, set()),  # late
        ([shift(-0.2, 5, 1)], set(), {}, 0, {1}),  # 12 minutes late
        ([shift(-0.25, 5, 1)], set(), {}, 0, set()),  # 15 minutes late
        ([shift(-0.25, 5, 1)], {1}, {}, 0, {1}),
        ([shift(-3, 5, 1)], {1}, {}, 5, set()),  # the shift is over
        ([shift(-3, 5, 1), shift(5, 9, 2)], {1}, {}, 5, {2}),
        ([shift(1, 5, 1)], set(), {}, 0, set()),  # not yet
        ([shift(1, 5, 1)], set(), {}, 1, {1}),
        ([shift(-3, 5, 1)], {1, 2}, {}, 4, {1, 2}),  # 2 is here as long as the others
        ([shift(-3, 5, 1)], {1, 2}, {}, 5, set()),
        ([shift(1, 5, 1)], {2}, {}, 0.9, {2}),  # until somebody comes who is on the roster
        ([shift(1, 5, 1)], {2}, {}, 1, {1}),
        ([shift(-9, -1, 1)], {1}, {}, 6, {1}),  # here after the roster's end, and nobody is to come
        ([], {2}, {}, 6, {2}),
        ([], {2}, {}, 24, set()),  # as far as anything is foreseen
        ([], set(), {}, 0, set()),
        ([shift(-3, 1, 1)], {1}, {1: 2}, 1.5, {1}),  # stays
        ([shift(-3, 1, 1)], {1}, {1: 2}, 2, set()),
        ([shift(-3, 1, 1)], set(), {1: 2}, 1.5, set()),  # meant to stay, and left
    ],
)
def test_who_counts(
    roster: list[Stretch], present: set[int], stays: Mapping[int, float], after: float, count: set[int]
) -> None:
    found = who_counts(
        roster,
        present=frozenset(present),
        stays={agent: NOON + hours * HOUR for agent, hours in stays.items()},
        late=15 * MINUTE,
        foreseen=24 * HOUR,
        now=NOON,
    )
    assert agents_at(NOON + after * HOUR, found) == count
