"""Who is at work when, and when they will have done so much."""

from datetime import UTC, datetime, timedelta

from ringback.rules.hours import calendar_from
from ringback.rules.queue.shifts import Step, Stretch, done_at, steps_of

ALWAYS = calendar_from("UTC", {})
NOON = datetime(2026, 1, 13, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_stretches_become_steps_and_an_agent_counts_once() -> None:
    stretches = [
        Stretch(NOON - HOUR, NOON + 2 * HOUR, frozenset({1})),
        Stretch(NOON + HOUR, NOON + 3 * HOUR, frozenset({1})),
        Stretch(NOON + HOUR, NOON + 2 * HOUR, frozenset({2})),
        Stretch(NOON + 5 * HOUR, NOON + 6 * HOUR, frozenset({3})),
        Stretch(NOON - 2 * HOUR, NOON, frozenset({4})),
        Stretch(NOON + 9 * HOUR, NOON + 10 * HOUR, frozenset()),
    ]
    assert steps_of(stretches, since=NOON) == (
        Step(NOON, NOON + HOUR, 1),
        Step(NOON + HOUR, NOON + 2 * HOUR, 2),
        Step(NOON + 2 * HOUR, NOON + 3 * HOUR, 1),
        Step(NOON + 5 * HOUR, NOON + 6 * HOUR, 1),
    )


def test_work_goes_on_over_steps_and_waits_between_them() -> None:
    steps = (Step(NOON, NOON + HOUR, 1), Step(NOON + 2 * HOUR, NOON + 3 * HOUR, 2))
    assert done_at(steps, 30, ALWAYS) == NOON + 30 * MINUTE
    assert done_at(steps, 60, ALWAYS) == NOON + HOUR
    assert done_at(steps, 100, ALWAYS) == NOON + 2 * HOUR + 20 * MINUTE
    assert done_at(steps, 181, ALWAYS) is None
    assert done_at((), 1, ALWAYS) is None


def test_only_opening_time_is_worked() -> None:
    office = calendar_from("UTC", {"tue": [["09:00", "13:00"]], "wed": [["09:00", "13:00"]]})
    steps = (Step(NOON, NOON + 3 * HOUR, 1), Step(NOON + 20 * HOUR, NOON + 25 * HOUR, 1))
    assert done_at(steps, 90, office) == datetime(2026, 1, 14, 9, 30, tzinfo=UTC)
