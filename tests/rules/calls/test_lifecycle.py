"""Only the moves of the table are allowed; every outcome has its effect; the next safe step never rings twice."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.rules.calls import lifecycle as life
from ringback.rules.calls.dialling import LegState, Seen, Step, can_end, next_step, outcome_after_doubt
from ringback.rules.calls.lifecycle import AttemptState, Outcome, WrongMove
from ringback.rules.calls.outcomes import OUTCOMES, CallOutcome
from ringback.rules.calls.redial import EFFECTS, Limits, Next, Spacing, Then, after_attempt

NOW = datetime(2026, 1, 13, 12, tzinfo=UTC)
TOMORROW = NOW + timedelta(hours=21)
MINUTE = timedelta(minutes=1)
SPACING = {
    "high": Spacing((10 * MINUTE, 20 * MINUTE, 40 * MINUTE)),
    "low": Spacing((45 * MINUTE, 120 * MINUTE, None)),
}
LIMITS = Limits(per_request=4, per_day=3, per_number_and_day=6, least=5 * MINUTE, after_cut=MINUTE)


def after(
    outcome: Outcome, *, priority: str = "high", counted: int = 1, today: int = 1, cuts: int = 0
) -> Next:
    return after_attempt(
        outcome,
        priority=priority,
        counted=counted,
        counted_today=today,
        cuts=cuts,
        now=NOW,
        tomorrow=TOMORROW,
        spacing=SPACING,
        limits=LIMITS,
    )


@pytest.mark.parametrize("state", list(life.CallbackState))
@pytest.mark.parametrize("event", list(life.CallbackEvent))
def test_a_move_is_in_the_table_or_raises(state: life.CallbackState, event: life.CallbackEvent) -> None:
    if (state, event) in life.MOVES:
        assert life.move(state, event) is life.MOVES[state, event]
    else:
        with pytest.raises(WrongMove):
            life.move(state, event)


def test_what_is_finished_does_not_move_again() -> None:
    assert not [state for state, _ in life.MOVES if state in life.FINISHED]
    assert not [state for state, _ in life.ATTEMPT_MOVES if state is AttemptState.ENDED]


def test_every_outcome_has_its_effect() -> None:
    assert set(EFFECTS) == set(Outcome)
    assert set(OUTCOMES) == set(CallOutcome)


@pytest.mark.parametrize(
    ("outcome", "counted", "today", "expected"),
    [
        (Outcome.NO_ANSWER, 1, 1, (Then.REST, NOW + 10 * MINUTE)),
        (Outcome.BUSY, 2, 2, (Then.REST, NOW + 20 * MINUTE)),
        (Outcome.NO_ANSWER, 3, 3, (Then.REST, TOMORROW)),
        (Outcome.NO_ANSWER, 4, 1, (Then.EXPIRE, None)),
        (Outcome.DECLINED, 1, 1, (Then.FINAL, None)),
        (Outcome.NOT_DIALLED, 0, 0, (Then.WAIT, None)),
        (Outcome.MAY_HAVE_RUNG, 1, 1, (Then.REST, NOW + 10 * MINUTE)),
        (Outcome.LINE_FAULT, 0, 0, (Then.REST, NOW + 10 * MINUTE)),
        (Outcome.CUT_BY_US, 1, 1, (Then.REST, NOW + MINUTE)),
        (Outcome.ANSWERED, 1, 1, (Then.TALKED, None)),
    ],
)
def test_what_an_outcome_does(
    outcome: Outcome, counted: int, today: int, expected: tuple[Then, datetime | None]
) -> None:
    found = after(outcome, counted=counted, today=today)
    assert (found.then, found.ready_at) == expected


def test_a_cut_is_mended_quickly_only_once_and_within_the_limits() -> None:
    assert after(Outcome.CUT_BY_US, cuts=1).ready_at == NOW + 10 * MINUTE
    assert after(Outcome.CUT_BY_US, counted=3, today=3).ready_at == TOMORROW
    assert after(Outcome.CUT_BY_US, counted=4).then is Then.EXPIRE


def test_the_third_wait_of_the_low_class_is_the_next_day() -> None:
    assert after(Outcome.NO_ANSWER, priority="low", counted=3, today=1).ready_at == TOMORROW


def test_no_spacing_is_shorter_than_the_least() -> None:
    close = {"high": Spacing((MINUTE,))}
    found = after_attempt(
        Outcome.BUSY,
        priority="high",
        counted=1,
        counted_today=1,
        cuts=0,
        now=NOW,
        tomorrow=TOMORROW,
        spacing=close,
        limits=LIMITS,
    )
    assert found.ready_at == NOW + LIMITS.least


# --- the pages that say it --------------------------------------------------------------------------------------------


def test_the_page_says_of_every_outcome_what_the_code_does() -> None:
    page = (Path(__file__).parents[3] / "docs" / "lifecycle.md").read_text()
    said = {
        name: counts
        for names, counts in re.findall(r"^\| (`[^|]*) \| (yes|no) \|", page, re.MULTILINE)
        for name in re.findall(r"`([a-z_]+)`", names)
    }
    assert said == {outcome.value: "yes" if effect.counts else "no" for outcome, effect in EFFECTS.items()}
    assert all(f"`{outcome}`" in page for outcome in CallOutcome)
    assert all(f"`{state}`" in page for state in life.CallbackState)


# --- the next safe step -----------------------------------------------------------------------------------------------


def test_an_undisturbed_attempt_goes_prepare_mark_ring_watch() -> None:
    armed, dialing = AttemptState.ARMED, AttemptState.DIALING
    assert next_step(Seen(armed)) is Step.PREPARE
    assert next_step(Seen(armed, prepared=True)) is Step.MARK_DIALING
    assert next_step(Seen(dialing, prepared=True, marked=True)) is Step.RING
    assert next_step(Seen(dialing, prepared=True, marked=True, rung=True)) is Step.WATCH
    assert next_step(Seen(AttemptState.ENDED)) is Step.DROP
    assert next_step(Seen(AttemptState.ENDED, dropped=True)) is Step.NOTHING


@given(
    st.sampled_from(list(AttemptState)),
    st.sampled_from(list(LegState)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_after_doubt_nothing_is_prepared_or_rung_again(
    state: AttemptState, leg: LegState, prepared: bool, marked: bool, dropped: bool
) -> None:
    step = next_step(Seen(state, leg, prepared=prepared, marked=marked, doubt=True, dropped=dropped))
    assert step not in (Step.PREPARE, Step.RING, Step.MARK_DIALING)


def test_a_found_attempt_is_adopted_while_it_lives_and_dropped_otherwise() -> None:
    found = AttemptState.DIALING
    assert next_step(Seen(found)) is Step.FIND
    assert next_step(Seen(found, LegState.RINGING)) is Step.WATCH
    assert next_step(Seen(found, LegState.DOWN)) is Step.DROP
    assert next_step(Seen(found, LegState.ABSENT)) is Step.DROP
    assert next_step(Seen(found, LegState.ABSENT, dropped=True)) is Step.CLOSE


def test_a_ring_s_end_does_not_end_a_call_that_was_answered_in_its_last_moment() -> None:
    assert can_end(AttemptState.DIALING, Outcome.NO_ANSWER)
    assert not can_end(AttemptState.LIVE, Outcome.NO_ANSWER)
    assert can_end(AttemptState.LIVE, Outcome.ANSWERED)
    assert not can_end(AttemptState.ARMED, Outcome.ANSWERED), "nothing has rung"


def test_doubt_uses_up_an_attempt_unless_nothing_can_have_rung() -> None:
    assert outcome_after_doubt(AttemptState.ARMED, answered=False) is Outcome.NOT_DIALLED
    assert outcome_after_doubt(AttemptState.DIALING, answered=False) is Outcome.MAY_HAVE_RUNG
    assert outcome_after_doubt(AttemptState.DIALING, answered=True) is Outcome.CUT_BY_US
    assert outcome_after_doubt(AttemptState.LIVE, answered=False) is Outcome.CUT_BY_US
