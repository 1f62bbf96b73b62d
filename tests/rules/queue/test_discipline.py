"""The law: who is served next, and what a credit, a new class, the cap, a window and a broken promise change."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.rules.queue.ahead import Group, Me, ahead_of, run_ahead
from ringback.rules.queue.discipline import (
    continuation,
    effective_after_class_change,
    in_turn,
    is_lane_pick,
    may_serve,
    pick,
    share,
    urgency,
    window,
)
from ringback.rules.queue.waiting import Agent, Law, Waiting

NOON = 10_000.0
HIGH, MEDIUM, LOW = 30.0, 120.0, 480.0
LAW = Law(protect=1.5, lane_every=7)
NAMES = {HIGH: "high", MEDIUM: "medium", LOW: "low"}


def waiting(
    target: float, *, asked: float, credit: float = 0, name: str = "", broken: bool = False
) -> Waiting:
    return Waiting(
        id=name or f"{target:g}@{asked:g}",
        priority=NAMES[target],
        target=target,
        asked=asked,
        effective=asked - credit,
        languages=frozenset({"en"}),
        broken=broken,
    )


def test_an_old_low_callback_goes_before_a_fresh_high_one() -> None:
    old_low, fresh_high = waiting(LOW, asked=NOON - 480), waiting(HIGH, asked=NOON - 1)
    assert pick([fresh_high, old_low], opened=NOON, law=LAW) == old_low


def test_a_fresh_high_one_passes_a_low_one_that_has_waited_an_hour_after_57_seconds() -> None:
    low, high = waiting(LOW, asked=NOON - 60), waiting(HIGH, asked=NOON)
    assert pick([low, high], opened=NOON + 0.9, law=LAW) == low
    assert pick([low, high], opened=NOON + 60 / 63 + 0.01, law=LAW) == high


def test_a_tie_goes_to_whoever_asked_first_then_to_the_smaller_id() -> None:
    late, early = (
        waiting(HIGH, asked=NOON - 10, credit=10, name="a"),
        waiting(HIGH, asked=NOON - 20, name="b"),
    )
    assert pick([late, early], opened=NOON, law=LAW) == early
    twin = replace(early, id="c")
    assert pick([twin, early], opened=NOON, law=LAW) == early


def test_p_zero_is_first_come_first_served() -> None:
    first, second = waiting(LOW, asked=NOON - 10), waiting(HIGH, asked=NOON - 9)
    assert pick([second, first], opened=NOON, law=replace(LAW, protect=0)) == first


def test_a_credit_moves_forward_within_the_class() -> None:
    older, credited = waiting(MEDIUM, asked=NOON - 30), waiting(MEDIUM, asked=NOON - 10, credit=25)
    assert pick([older, credited], opened=NOON, law=LAW) == credited


def test_people_are_shown_the_share_without_the_credit() -> None:
    assert share(waiting(MEDIUM, asked=NOON - 60, credit=40), opened=NOON) == 0.5


def test_every_seventh_pick_goes_to_the_most_urgent_broken_promise() -> None:
    urgent = waiting(HIGH, asked=NOON - 30)
    broken, more_broken = (
        waiting(LOW, asked=NOON - 90, broken=True),
        waiting(LOW, asked=NOON - 99, broken=True),
    )
    assert [is_lane_pick(picks, LAW) for picks in range(14)] == [False] * 6 + [True] + [False] * 6 + [True]
    assert pick([urgent, broken, more_broken], opened=NOON, law=LAW, lane=True) == more_broken
    assert pick([urgent, broken], opened=NOON, law=LAW) == urgent
    assert pick([urgent], opened=NOON, law=LAW, lane=True) == urgent


@given(st.floats(0, 500), st.sampled_from([HIGH, MEDIUM, LOW]), st.sampled_from([HIGH, MEDIUM, LOW]))
def test_a_class_change_does_not_make_the_urgency_jump(age: float, old: float, new: float) -> None:
    before = waiting(old, asked=NOON - age)
    effective = effective_after_class_change(before.effective, opened=NOON, old=old, new=new, protect=1.5)
    after = replace(before, target=new, effective=effective)
    assert urgency(after, opened=NOON, protect=1.5) == pytest.approx(
        urgency(before, opened=NOON, protect=1.5), abs=1e-9
    )


def test_a_continuation_begins_half_into_the_high_target() -> None:
    target, effective = continuation(NOON, high_target=HIGH)
    assert (target, (NOON - effective) / target) == (HIGH, 0.5)


def test_a_chosen_window_is_used_up_at_its_end() -> None:
    target, effective = window(NOON, NOON + 60, least=5)
    assert (NOON + 60 - effective) / target == 1


def agent(pk: int, *languages: str, skills: tuple[str, ...] = (), idle: int = 10) -> Agent:
    since = datetime(2026, 1, 13, 12, tzinfo=UTC) - timedelta(minutes=idle)
    return Agent(pk, frozenset(languages), frozenset(skills), since)


def test_the_least_flexible_idle_agent_is_taken_then_who_is_idle_longest() -> None:
    now = datetime(2026, 1, 13, 12, tzinfo=UTC)
    one = waiting(HIGH, asked=NOON)
    both, plain, longer = agent(1, "en", "zh-hans", idle=99), agent(2, "en", idle=1), agent(3, "en", idle=5)
    chinese = replace(one, languages=frozenset({"zh-hans"}))
    assert in_turn([both, plain, longer], [one, chinese], now=now) == [longer, plain, both]
    assert in_turn([replace(longer, idle_since=None), agent(4, "ja")], [one, chinese], now=now) == []


def test_a_language_that_nobody_asks_for_makes_nobody_flexible() -> None:
    now = datetime(2026, 1, 13, 12, tzinfo=UTC)
    both, plain = agent(1, "en", "zh-hans", "ja", idle=99), agent(2, "en", idle=1)
    asked = [waiting(HIGH, asked=NOON), waiting(HIGH, asked=NOON - 1), waiting(LOW, asked=NOON)]
    assert in_turn([plain, both], asked, now=now) == [both, plain]


def test_language_skill_and_whose_it_is_decide_who_may_serve() -> None:
    now = datetime(2026, 1, 13, 12, tzinfo=UTC)
    one = replace(waiting(HIGH, asked=NOON), skills=frozenset({"technical"}))
    assert not may_serve(agent(1, "en"), one, now=now)
    assert may_serve(agent(1, "en", skills=("technical", "tax")), one, now=now)
    kept = replace(waiting(HIGH, asked=NOON), only_agent=1, open_to_all_at=now + timedelta(minutes=10))
    assert may_serve(agent(1, "en"), kept, now=now)
    assert not may_serve(agent(2, "en"), kept, now=now)
    assert may_serve(agent(2, "en"), kept, now=now + timedelta(minutes=10))


# --- who is ahead, run forward ----------------------------------------------------------------------------------------


def played(me: Waiting, others: list[Waiting], pace: float, picks: int) -> Counter[str]:
    """The law itself, pick by pick: slow and plain."""
    left, now, found = [me, *others], NOON, Counter[str]()
    while True:
        lane = is_lane_pick(picks, LAW)
        best = pick(left, opened=now, law=LAW, lane=lane)
        assert best is not None
        if best.id == me.id:
            return found
        found["lane" if lane and best.broken else why(best, me)] += 1
        left.remove(best)
        now, picks = now + pace, picks + 1


def why(one: Waiting, me: Waiting) -> str:
    if one.target == me.target:
        return "same-class"
    return "higher-class" if one.target < me.target else "lower-class"


def counted(me: Waiting, others: list[Waiting], pace: float, picks: int = 0) -> Counter[str]:
    """As pages ask: by target and by broken promise, the oldest first. The same whether `me` waits already or is only
    thought of."""
    place = Me(me.target, me.effective, me.broken)
    thought_of = _counted(place, others, pace, picks)
    assert _counted(replace(place, id=me.id), [me, *others], pace, picks) == thought_of
    return thought_of


def _counted(me: Me, waiting: list[Waiting], pace: float, picks: int) -> Counter[str]:
    by_group: dict[tuple[float, bool], list[tuple[float, str]]] = {}
    for one in waiting:
        by_group.setdefault((one.target, one.broken), []).append((one.effective, one.id))
    groups = [Group(target, sorted(each), broken) for (target, broken), each in by_group.items()]
    found = ahead_of(me, run_ahead(groups, opened=NOON, pace=pace, law=LAW, picks=picks), LAW)
    return Counter({one.why: one.count for one in found})


@given(
    st.lists(
        st.tuples(
            st.sampled_from([HIGH, MEDIUM, LOW]), st.integers(1, 600), st.integers(0, 10), st.booleans()
        ),
        min_size=1,
        max_size=25,
    ),
    st.integers(1, 12),
    st.integers(0, 6),
)
def test_running_ahead_is_the_law_itself(
    rows: list[tuple[float, int, int, bool]], pace: int, picks: int
) -> None:
    me, *others = [
        # A little apart, so that no two are equally urgent.
        waiting(target, asked=NOON - age - n / 997, credit=credit, name=f"c{n}", broken=broken)
        for n, (target, age, credit, broken) in enumerate(rows)
    ]
    assert counted(me, others, pace, picks) == played(me, others, pace, picks)


def test_whoever_is_ahead_stands_there_with_a_reason() -> None:
    me = waiting(MEDIUM, asked=NOON - 10, name="me")
    others = [
        waiting(HIGH, asked=NOON - 17),
        waiting(MEDIUM, asked=NOON - 40),
        waiting(LOW, asked=NOON - 400),
    ]
    assert counted(me, others, pace=4) == {"higher-class": 1, "same-class": 1, "lower-class": 1}


def test_a_call_that_continues_and_a_broken_promise_are_named_as_such() -> None:
    continued = Group(HIGH, [(NOON - 15, "c1")], kept=True)
    broken = Group(LOW, [(NOON - 1, "c2")], broken=True)
    run = run_ahead([continued, broken], opened=NOON, pace=4, law=LAW, picks=5)
    found = ahead_of(Me(MEDIUM, NOON - 10), run, LAW)
    assert {one.why: one.count for one in found} == {"continuation": 1, "lane": 1}


def test_how_long_before_one_the_first_of_them_counts() -> None:
    same = Group(MEDIUM, [(NOON - 40, "c1"), (NOON - 20, "c2")])
    higher = Group(HIGH, [(NOON - 8, "c3")])
    found = ahead_of(Me(MEDIUM, NOON - 10), run_ahead([same, higher], opened=NOON, pace=4, law=LAW), LAW)
    assert {one.why: (one.count, one.lead) for one in found} == {
        "same-class": (2, 30),
        "higher-class": (1, -2),
    }


def test_of_two_who_asked_at_once_the_one_that_stands_first_is_counted_before_the_other() -> None:
    twins = Group(MEDIUM, [(NOON - 10, "c1"), (NOON - 10, "c2")])
    for id, count in (("c1", 0), ("c2", 1), (None, 2)):
        run = run_ahead([twins], opened=NOON, pace=4, law=LAW)
        assert sum(one.count for one in ahead_of(Me(MEDIUM, NOON - 10, id=id), run, LAW)) == count


def test_nobody_waits_and_nobody_is_ahead() -> None:
    assert list(run_ahead([], opened=NOON, pace=4, law=LAW)) == []
    assert ahead_of(Me(MEDIUM, NOON), [], LAW) == ()


@given(st.lists(st.tuples(st.sampled_from([HIGH, MEDIUM, LOW]), st.floats(0, 300)), min_size=2, max_size=40))
def test_nobody_is_overtaken_beyond_the_bound(arrivals: list[tuple[float, float]]) -> None:
    """Without lane and credits: i served at age a is passed only by j with T_j < T_i and eff_j < eff_i + a·(1 − (T_j/T_i)^p)."""
    every = [waiting(target, asked=NOON + at, name=f"c{n}") for n, (target, at) in enumerate(arrivals)]
    queue, now, served = list(every), NOON + 301.0, []
    while queue:
        best = pick(queue, opened=now, law=LAW)
        assert best is not None
        queue.remove(best)
        served.append((best, now))
        now += 5
    for position, (one, at) in enumerate(served):
        age = at - one.effective
        for earlier, _ in served[:position]:
            if earlier.effective <= one.effective:
                continue
            assert earlier.target < one.target
            bound = one.effective + age * (1 - (earlier.target / one.target) ** LAW.protect)
            assert earlier.effective <= bound + 1e-6
