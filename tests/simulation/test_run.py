"""A scenario that is played: the same people for two desks, their chances, and the command line."""

import json
from dataclasses import replace
from pathlib import Path
from statistics import mean

import pytest
from click.testing import CliRunner

from ringback.cli.simulate import command
from ringback.simulation.measures import figures, over, paired
from ringback.simulation.reading import read
from ringback.simulation.run import play
from ringback.simulation.scenario import Surge
from tests.simulation.test_scenario import GOOD

SMALL = read(GOOD.replace("days = 3", "days = 30"), file="small")


def test_the_same_seed_is_the_same_run_and_another_is_another() -> None:
    first, again, other = (figures(play(SMALL, seed=seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_two_rosters_are_compared_on_the_same_callers() -> None:
    more = replace(SMALL, agents=[replace(SMALL.agents[0], count=2)])
    ours, theirs = play(SMALL, seed=3), play(more, seed=3)
    assert [(one.asked, one.talk) for one in ours.callers] == [
        (one.asked, one.talk) for one in theirs.callers
    ]
    runs = [figures(play(SMALL, seed=seed)) for seed in range(5)]
    others = [figures(play(more, seed=seed)) for seed in range(5)]
    difference = paired(runs, others)["high"]["mean_wait"]
    assert difference.mean == pytest.approx(
        over(others)["high"]["mean_wait"].mean - over(runs)["high"]["mean_wait"].mean
    )
    assert difference.mean + difference.half < 0


def test_as_many_ask_as_the_file_says_and_more_in_a_surge() -> None:
    asked = len(play(replace(SMALL, days=300), seed=1).callers)
    assert asked == pytest.approx(300 * 8 * 6, rel=0.05)
    surged = replace(SMALL, days=300, surges=[Surge(2.0, first_day=1, days=1, every=2)])
    assert len(play(surged, seed=1).callers) == pytest.approx(asked * 1.5, rel=0.05)


def test_rings_are_answered_as_often_as_the_file_says() -> None:
    unsure = replace(SMALL, days=300, answer=0.6)
    callers = play(unsure, seed=1).callers
    assert mean(one.misses == 0 for one in callers) == pytest.approx(0.6, abs=0.02)


def test_windows_credits_and_raised_classes_come_with_the_callers() -> None:
    stream = replace(
        SMALL.streams[0],
        window_share=0.3,
        credited_share=0.5,
        credit_minutes=60,
        raised_share=0.2,
        raised_to="high",
    )
    callers = play(replace(SMALL, days=100, streams=[stream]), seed=1).callers
    windows = [one for one in callers if one.ready > one.asked]
    assert len(windows) == pytest.approx(0.3 * len(callers), rel=0.1)
    assert all(one.rung_at >= one.ready == one.effective for one in windows)
    credits = {
        round(one.asked - one.effective, 6) for one in callers if one not in windows and not one.changes
    }
    assert credits == {0, 10}  # at most a third of the target


def test_who_asked_at_night_waits_at_opening() -> None:
    stream = replace(SMALL.streams[0], per_hour=0, at_opening=5)
    callers = play(replace(SMALL, streams=[stream]), seed=1).callers
    assert all(one.asked % 480 == 0 for one in callers)
    assert len(callers) == pytest.approx(30 * 5, rel=0.3)


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, list(arguments))
    return done.exit_code, done.output


@pytest.fixture
def small(tmp_path: Path) -> str:
    (tmp_path / "small.toml").write_text(GOOD)
    return str(tmp_path / "small.toml")


def test_the_command_prints_what_a_desk_does(small: str) -> None:
    code, said = run(small, "--replications", "2")
    assert code == 0
    assert "high" in said
    assert "95 % interval over 2 replications" in said


def test_the_command_compares_and_answers_in_json(small: str) -> None:
    done = CliRunner().invoke(command, [small, "--against", small, "--json", "--replications", "2"])
    answer = json.loads(done.stdout)
    assert answer["difference"]["high"]["mean_wait"] == {"mean": 0.0, "half": 0.0}
    assert answer["against"]["scenario"] == "Small"


def test_one_replication_has_no_interval(small: str) -> None:
    done = CliRunner().invoke(command, [small, "--json", "--replications", "1"])
    assert json.loads(done.stdout)["load"]["half"] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [(GOOD.replace("per_hour", "per_houre"), "line 8, arrivals.per_hour"), (None, "No such file")],
)
def test_a_wrong_file_ends_with_2(text: str | None, said: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    if text:
        file.write_text(text)
    code, output = run(str(file))
    assert code == 2
    assert said in output
