"""What is promised for a recorded call comes from its past alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from ringback.rules.queue import calibrate
from ringback.rules.queue.calibrate import Quantiles
from ringback.simulation.replay.methods import BASELINES
from ringback.simulation.replay.records import Call
from ringback.simulation.replay.run import METHOD, replay

FIRST = date(2026, 1, 1)


def a_centre(seed: int, days: int, *, split: str, first: date = FIRST, talk: float = 180.0) -> list[Call]:
    """Three agents, first come first served, and callers who give up after about ten minutes."""
    random = Random(seed)
    calls: list[Call] = []
    for number in range(days):
        free, now = [0.0] * 3, 0.0
        while (now := now + random.expovariate(1 / 55)) < 20_000:
            agent = min(range(3), key=lambda one: free[one])
            wait, patience = max(0.0, free[agent] - now), random.expovariate(1 / 600)
            served = wait <= patience
            service = random.expovariate(1 / talk) if served else 0.0
            if served:
                free[agent] = now + wait + service
            waits = int(min(wait, patience))
            calls.append(
                Call(
                    day=first + timedelta(days=number),
                    type="PS",
                    priority="1",
                    arrive=int(now),
                    queued=waits > 0,
                    wait=waits,
                    served=served,
                    start=int(now) + waits if served else -1,
                    service=int(service),
                    agent=f"A{agent}" if served else "",
                    split=split,
                )
            )
    return calls


PAST = a_centre(1, 10, split="past")
PRESENT = a_centre(2, 10, split="present", first=FIRST + timedelta(days=30))


def said(calls: Sequence[Call], monkeypatch: pytest.MonkeyPatch) -> list[Quantiles]:
    """Every promise of the run, in order."""
    promises: list[Quantiles] = []

    def listens(raw: Quantiles, past: calibrate.Window) -> Quantiles:
        promises.append(calibrated := original(raw, past))
        return calibrated

    original = calibrate.calibrate
    with monkeypatch.context() as patch:
        patch.setattr(calibrate, "calibrate", listens)
        replay(calls, calibrate_on=["past"], score_on="present")
    return promises


def test_nine_in_ten_are_kept_and_the_short_form_beats_what_products_show() -> None:
    done = replay([*PAST, *PRESENT], calibrate_on=["past"], score_on="present")
    ours = done.figures[METHOD]
    assert ours.n == sum(call.queued and call.served for call in PRESENT)
    assert 0.87 <= ours.coverage <= 0.93
    assert ours.winkler < min(done.figures[name].winkler for name in BASELINES)


def test_what_comes_later_changes_no_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    other = a_centre(3, 5, split="present", first=PRESENT[-1].day + timedelta(days=1), talk=900)
    day = PRESENT[-1].day
    before = sum(call.queued for call in [*PAST, *PRESENT] if call.day < day)
    cut = [call for call in PRESENT if call.day < day]
    lasting = said([*PAST, *cut, *other], monkeypatch)
    assert lasting[: 4 * before] == said([*PAST, *PRESENT], monkeypatch)[: 4 * before]


def test_a_wait_is_no_part_of_its_own_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last call that waits, and all the seconds after its arrival, are another world."""
    last = max(number for number, call in enumerate(PRESENT) if call.queued)
    longer = [*PRESENT[:last], replace(PRESENT[last], wait=PRESENT[last].wait + 5000)]
    assert said([*PAST, *PRESENT[: last + 1]], monkeypatch)[-4:] == said([*PAST, *longer], monkeypatch)[-4:]


def test_the_promise_goes_through_the_desk_s_own_calibration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate, "calibrate", lambda raw, past: Quantiles(0, 1, 2))
    done = replay([*PAST, *PRESENT], calibrate_on=[], score_on="present")
    assert {one.mean_width for one in done.figures.values()} == {2}


def test_types_with_agents_of_their_own_are_left_out() -> None:
    apart = [replace(call, type="IN") for call in a_centre(4, 10, split="present", first=PRESENT[0].day)]
    mixed = sorted([*PRESENT, *apart], key=lambda call: (call.day, call.arrive))
    assert replay(mixed, calibrate_on=[], score_on="present") == replay(
        PRESENT, calibrate_on=[], score_on="present"
    )


def test_starts_that_differ_are_counted_and_not_believed() -> None:
    wrong = [replace(call, start=call.start + 3) if call.served else call for call in PRESENT]
    good, counted = (replay(some, calibrate_on=[], score_on="present") for some in (PRESENT, wrong))
    assert (good.start_differs, counted.start_differs) == (0, sum(call.served for call in PRESENT))
    assert good.figures == counted.figures


def test_a_split_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="no served call of the split 'future' had waited"):
        replay(PRESENT, calibrate_on=["future"], score_on="present")
