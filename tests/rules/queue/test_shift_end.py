"""From when nothing new is given to an agent: nine of ten of their calls are over when they go."""

from datetime import timedelta

import pytest

from ringback.rules.queue.shift_end import lasts, shift_ends
from ringback.rules.queue.shifts import Stretch
from tests.people import HOUR, MINUTE, NOON

CAP = 32 * MINUTE


def calls(*minutes: int) -> list[timedelta]:
    return [one * MINUTE for one in minutes]


@pytest.mark.parametrize(
    ("own", "site", "minutes", "source"),
    [
        (calls(*range(1, 21)), calls(*[30] * 50), 18, "own"),
        (calls(*range(1, 20)), calls(*[5] * 18, 9, 30), 5, "site"),
        (calls(5), calls(*[5] * 19), 32, "preset"),
        ([], [], 32, "preset"),
        (calls(*[50] * 20), [], 32, "own"),  # a wrap-up that waited for the desk to come back
    ],
)
def test_how_long_a_call_may_last(
    own: list[timedelta], site: list[timedelta], minutes: int, source: str
) -> None:
    found = lasts(own, site, share=0.9, least=20, preset=CAP)
    assert (found.length, found.source) == (minutes * MINUTE, source)


def shift(begin: float, end: float, *agents: int) -> Stretch:
    return Stretch(NOON + begin * HOUR, NOON + end * HOUR, frozenset(agents))


@pytest.mark.parametrize(
    ("shifts", "ends"),
    [
        ([shift(-3, 5, 1, 2)], 5),
        ([shift(-3, 1, 1), shift(1, 5, 1)], 5),
        ([shift(1, 5, 1), shift(-3, 1, 1)], 5),
        ([shift(-3, 1, 1), shift(2, 5, 1)], 1),
        ([shift(-3, 5, 2)], None),
        ([shift(1, 5, 1)], None),
        ([shift(-3, 0, 1)], None),
        ([], None),
    ],
)
def test_a_shift_ends_where_no_other_follows_at_once(shifts: list[Stretch], ends: float | None) -> None:
    assert shift_ends(1, shifts, at=NOON) == (None if ends is None else NOON + ends * HOUR)
