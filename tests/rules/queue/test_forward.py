"""The law run forward on a virtual clock: who is rung when, after a miss, a cut call, a change, at the end of a shift."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import inf
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.rules.queue.discipline import pick, urgency
from ringback.rules.queue.floor import Asked, Caller, Rostered, Terms
from ringback.rules.queue.forward import Forward
from ringback.rules.queue.waiting import Law, Waiting

EN, ZH = frozenset({"en"}), frozenset({"zh-hans"})
HIGH, MEDIUM, LOW = Asked(EN, 30, goes_on=0), Asked(EN, 120, goes_on=0), Asked(EN, 480, goes_on=0)
CLASSES = (HIGH, MEDIUM, LOW)
BO = Rostered(EN)
TERMS = Terms(protect=1.5)


def asks(at: float, queue: int = 0, *, talk: float = 10, number: int = 0, **more: object) -> Caller:
    one = Caller(number, at, queue, talk)
    for name, value in more.items():
        setattr(one, name, value)
    return one


def played(
    *callers: Caller, agents: Sequence[Rostered] = (BO,), terms: Terms = TERMS, until: float = inf
) -> Forward:
    desk = Forward(CLASSES, agents, terms)
    desk.run(callers, until=until)
    return desk


def test_a_seller_is_rung_at_once_by_an_idle_agent_and_the_next_when_the_agent_is_free() -> None:
    ada, cy = asks(5), asks(6)
    played(ada, cy)
    assert (ada.rung_at, ada.ended) == (5, "spoken")
    assert cy.rung_at == 15


def test_a_fresh_high_one_passes_a_low_one_as_soon_as_the_law_says_so() -> None:
    first, low, high = asks(0, talk=60), asks(0, 2), asks(30)
    played(first, low, high)
    assert high.rung_at == 60
    assert low.rung_at == 70


def test_whoever_does_not_answer_rests_and_keeps_the_place() -> None:
    ada, cy, late = asks(0, misses=1, talk=5), asks(1, talk=30), asks(2)
    played(ada, cy, late, terms=replace(TERMS, ring=1, spacing=(20,)))
    assert (ada.rung_at, ada.attempts) == (0, 2)
    assert ada.answered_at == 1 + 31 + 1  # rested at 21, behind the call with Cy, before Late
    assert late.rung_at == 38


def test_attempts_come_to_an_end() -> None:
    ada = asks(0, misses=9)
    desk = played(ada, terms=replace(TERMS, ring=1, attempts=3, spacing=(10, 20)))
    assert (ada.attempts, ada.ended, ada.answered_at) == (3, "not reached", inf)
    assert desk.seats[0].worked == 3


def test_a_call_is_cut_at_the_cap_and_goes_on_with_the_same_agent_first() -> None:
    ada, medium, high = asks(0, 1, talk=50), asks(1, 1), asks(29, 0)
    desk = played(ada, medium, high, terms=replace(TERMS, cap=30))
    (more,) = desk.continued
    assert (more.continues, more.effective, more.talk) == (ada, 15, 20)
    assert more.rung_at == 30
    assert high.rung_at == 50


def test_what_goes_on_is_everybodys_after_a_while() -> None:
    bo = replace(BO, shifts=((0, 30),))  # at home when the call is cut
    dee = replace(BO, shifts=((35, inf),))
    desk = played(asks(0, talk=50), agents=(bo, dee), terms=replace(TERMS, cap=30, own_for=10))
    (more,) = desk.continued
    assert more.rung_at == 40


def test_a_missed_ring_of_what_goes_on_is_tried_again_by_its_idle_agent() -> None:
    ada = asks(0, talk=40, misses_again=1)
    desk = played(ada, terms=replace(TERMS, cap=30, ring=1, spacing=(5,), own_for=100))
    (more,) = desk.continued
    assert (more.rung_at, more.answered_at, more.ended) == (31, 38, "spoken")


def test_nobody_is_rung_before_the_window_that_they_chose() -> None:
    ada = asks(0, ready=90)
    played(ada)
    assert ada.rung_at == 90


def test_who_gives_up_is_not_rung_and_stands_in_nobodys_way() -> None:
    ada, cy, late = asks(0, talk=30), asks(1, gives_up=20), asks(2)
    played(ada, cy, late)
    assert (cy.ended, cy.attempts) == ("gave up", 0)
    assert late.rung_at == 30


def test_who_rests_may_give_up_too() -> None:
    ada = asks(0, misses=9, gives_up=10)
    played(ada)
    assert (ada.ended, ada.attempts) == ("gave up", 1)


def test_urgency_does_not_jump_when_the_class_changes() -> None:
    first, ada = asks(0, talk=100), asks(0, 2, changes=(64, 0))
    played(first, ada)
    before = urgency(Waiting("a", "low", 480, 0, 0), opened=64, protect=1.5)
    after = urgency(Waiting("a", "high", 30, 0, ada.effective), opened=64, protect=1.5)
    assert after == pytest.approx(before)


def test_an_agent_finishes_the_call_and_goes_home() -> None:
    ada, cy = asks(0, talk=20), asks(1)
    played(ada, cy, agents=(replace(BO, shifts=((0, 10), (100, 200))),))
    assert (ada.ended, cy.rung_at) == ("spoken", 100)


def test_a_call_may_last_into_the_agents_next_shift() -> None:
    ada, cy = asks(0, talk=120), asks(1)
    played(ada, cy, agents=(replace(BO, shifts=((0, 10), (100, 200))),))
    assert cy.rung_at == 120


def test_the_least_flexible_idle_agent_is_taken_then_the_longest_idle() -> None:
    both, english = Rostered(EN | ZH), Rostered(EN)
    desk = Forward((*CLASSES, Asked(ZH, 30)), (both, english, english), TERMS)
    desk.run([asks(0, talk=1), asks(5, talk=1), asks(10, talk=1)])
    assert [seat.worked for seat in desk.seats] == [0, 2, 1]


def test_skills_are_asked_for() -> None:
    tax = Asked(EN, 30, frozenset({"tax"}))
    desk = Forward((tax,), (BO, Rostered(EN, frozenset({"tax"}))), TERMS)
    desk.run([asks(0, talk=1)])
    assert [seat.worked for seat in desk.seats] == [0, 1]


def busy(seed: int, *, count: int = 300, gap: float = 2.2) -> list[Caller]:
    chance, now, callers = Random(seed), 0.0, []
    for number in range(count):
        now += chance.expovariate(1 / gap)
        callers.append(asks(now, chance.randrange(3), talk=chance.expovariate(1 / 5), number=number))
    return callers


seeds = st.integers(0, 10_000)


@settings(max_examples=30, deadline=None)
@given(seeds, st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0, 6.0]))
def test_within_a_queue_nobody_is_passed_and_beyond_it_only_as_far_as_the_law_allows(
    seed: int, protect: float
) -> None:
    callers = busy(seed)
    played(*callers, agents=(BO, BO), terms=replace(TERMS, protect=protect))
    assert all(one.rung_at < inf for one in callers)  # nobody starves
    for one in callers:
        age = one.rung_at - one.effective
        for other in callers:
            if one.asked < other.asked and other.rung_at < one.rung_at:
                ratio = CLASSES[other.queue].target / CLASSES[one.queue].target
                assert ratio < 1
                assert other.effective < one.effective + age * (1 - ratio**protect) + 1e-9


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(2, 9))
def test_every_so_many_picks_are_the_lanes_and_no_others(seed: int, every: int) -> None:
    callers = busy(seed)
    desk = Forward(CLASSES, (BO, BO), replace(TERMS, lane_every=every), promise=lambda now, one: now + 5)
    desk.run(callers)
    order = sorted(callers, key=lambda one: one.rung_at)
    assert all((n + 1) % every == 0 for n, one in enumerate(order) if one.by_lane)
    for n, one in enumerate(order[:-1]):
        left_broken = [two for two in order[n + 1 :] if two.asked + 5 < one.rung_at]
        if (n + 1) % every == 0 and left_broken:
            assert one.by_lane


def test_the_same_callers_are_served_in_the_same_way_again() -> None:
    runs = []
    for _ in range(2):
        callers = busy(7)
        played(*callers, agents=(BO, BO))
        runs.append([one.rung_at for one in callers])
    assert runs[0] == runs[1]


def test_p_zero_is_first_come_first_served_and_a_large_p_is_strict_priority() -> None:
    fair, strict = busy(3, count=200, gap=1), busy(3, count=200, gap=1)
    played(*fair, terms=replace(TERMS, protect=0))
    assert all(a.rung_at < b.rung_at for a, b in pairwise(fair))
    played(*strict, terms=replace(TERMS, protect=40))
    for one in strict:
        passed = (two for two in strict if two.queue > one.queue and one.asked < two.rung_at < one.rung_at)
        assert not list(passed)


def snapshot(chance: Random) -> tuple[list[Caller], int]:
    """Some who wait at minute 1,000, credits and ties included; and how many picks there were."""
    callers = []
    for number in range(chance.randint(1, 25)):
        one = asks(float(chance.randrange(600, 700)), chance.randrange(3), talk=5, number=number)
        one.effective -= chance.choice([0, 0, 5, 10])
        callers.append(one)
    return sorted(callers, key=lambda one: one.asked), chance.randrange(50)


def test_the_law_and_the_run_forward_pick_the_same_from_a_thousand_snapshots() -> None:
    chance = Random(16)
    law = Law(protect=1.5, lane_every=7)
    for _ in range(1000):
        callers, picks = snapshot(chance)
        broken = {one.number for one in callers if chance.random() < 0.3}
        bo = replace(BO, shifts=((1000.0, inf),))
        desk = Forward(
            CLASSES,
            (bo,),
            replace(TERMS, lane_every=7),
            promise=partial(_bound, broken),
        )
        desk.picks = picks
        desk.run(callers)
        left = {f"{one.number:02}": _as_waiting(one, one.number in broken) for one in callers}
        for one in sorted(callers, key=lambda one: one.rung_at):
            lane = (picks + 1) % 7 == 0
            said = pick(left.values(), opened=one.rung_at, law=law, lane=lane)
            assert said is not None
            assert said.id == f"{one.number:02}"
            del left[said.id]
            picks += 1


def _bound(broken: set[int], now: float, one: Caller) -> float:
    return now + 1 if one.number in broken else inf


def _as_waiting(one: Caller, broken: bool) -> Waiting:
    target = CLASSES[one.queue].target
    return Waiting(f"{one.number:02}", "", target, one.asked, one.effective, EN, broken=broken)
