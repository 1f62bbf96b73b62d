"""Where counts say how many go before Ada, they say what the law says, run ahead."""

from collections import Counter
from itertools import groupby

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ringback.rules.queue.ahead import Group, Me, ahead_of, run_ahead
from ringback.rules.queue.counted import Counted, count_ahead
from ringback.rules.queue.waiting import Law

NOON = 10_000.0
HIGH, MEDIUM, LOW = 30.0, 120.0, 480.0
LAW = Law(protect=1.5, lane_every=7)
Row = tuple[float, float, bool]  # target, minutes that it has counted for, broken
SEEN: Counter[str] = Counter()

rows = st.lists(
    st.tuples(
        st.sampled_from([HIGH, MEDIUM, LOW]),
        st.integers(-2, 40).map(lambda quarter: quarter / 4),
        st.sampled_from([False, False, False, False, True]),
    ),
    max_size=40,
)


def run(me: Me, waiting: list[Row], *, pace: float, picks: int) -> int:
    by_group: dict[tuple[float, bool], list[tuple[float, str]]] = {}
    for n, (target, age, broken) in enumerate(waiting):
        by_group.setdefault((target, broken), []).append((NOON - age, f"c{n}"))
    groups = [Group(target, sorted(each), broken) for (target, broken), each in by_group.items()]
    ahead = ahead_of(me, run_ahead(groups, opened=NOON, pace=pace, law=LAW, picks=picks), LAW)
    return sum(one.count for one in ahead)


def ranks(effective: list[float]) -> list[float]:
    return [one for n, one in enumerate(sorted(effective), start=1) if n & (n - 1) == 0]


def counted(me: Me, waiting: list[Row]) -> list[Counted]:
    """Two queues of each class, as those who differ in language have."""
    keyed = sorted((target, n % 2, NOON - age, broken) for n, (target, age, broken) in enumerate(waiting))
    found = []
    for (target, _queue), some in groupby(keyed, key=lambda one: one[:2]):
        each = list(some)
        effective = [one[2] for one in each]
        before = sum(one <= me.effective for one in effective)
        any_broken = any(one[3] for one in each)
        found.append(
            Counted(target, before, len(each) - before, ranks(effective), max(effective), any_broken)
        )
    return found


@given(
    rows,
    st.sampled_from([HIGH, MEDIUM, LOW]),
    st.integers(0, 8),
    st.sampled_from([0.5, 3.0, 12.0]),
    st.integers(0, 6),
)
@example([], HIGH, 0, 3.0, 0)
@example([(HIGH, 0.0, False)] * 12, MEDIUM, 0, 3.0, 0)
@example([(LOW, 10.0, False), (HIGH, 0.25, False)], HIGH, 0, 0.5, 0)
def test_counts_say_what_the_run_says(
    waiting: list[Row], target: float, credit: int, pace: float, picks: int
) -> None:
    me = Me(target, NOON - credit)
    found = count_ahead(me, counted(me, waiting), opened=NOON, pace=pace, law=LAW)
    SEEN["told" if found is not None else "left to the run"] += 1
    assert found in (None, run(me, waiting, pace=pace, picks=picks))


def test_counts_tell_often_enough_to_be_tested() -> None:
    assert SEEN["told"] > 20, SEEN


def test_in_a_surge_of_all_classes_counts_tell_everybody() -> None:
    """A thousand of each class ask within ten minutes; the next one of any class needs no run."""
    surge: list[Row] = [(target, 10 - n / 100, False) for n in range(1000) for target in (HIGH, MEDIUM, LOW)]
    for target, ahead in ((HIGH, 1000), (MEDIUM, 2000), (LOW, 3000)):
        me = Me(target, NOON)
        assert count_ahead(me, counted(me, surge), opened=NOON, pace=1.0, law=LAW) == ahead
        assert run(me, surge, pace=1.0, picks=0) == ahead


@pytest.mark.parametrize(
    ("waiting", "me"),
    [
        ([(LOW, 500.0, False)], Me(HIGH, NOON)),  # so old that it goes first
        ([(LOW, 5.0, True)], Me(HIGH, NOON)),  # the lane's turn may come
        ([(HIGH, -0.5, False)], Me(LOW, NOON)),  # asks after me, and passes me at some time
        ([(HIGH, 5.0, False)], Me(LOW, NOON + 1)),  # a clock that went back
        ([], Me(HIGH, NOON, broken=True)),
    ],
)
def test_where_counts_do_not_tell_they_say_so(waiting: list[Row], me: Me) -> None:
    assert count_ahead(me, counted(me, waiting), opened=NOON, pace=3.0, law=LAW) is None
