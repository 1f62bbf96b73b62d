"""What the supervisor's page does, at the terminal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner, Result

from ringback.cli import home
from ringback.cli.confirm_restore import command
from ringback.records.restores.actions import hold
from ringback.records.restores.models import Restore
from tests.people import HOUR, NOON, a_lease, a_site, answers, asks, is_rung, sells


@pytest.fixture(autouse=True)
def in_the_test_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def here(*, demo: bool = False) -> Iterator[None]:
        yield

    monkeypatch.setattr(home, "at_home", here)


@pytest.fixture
def record() -> str:
    """Of the ring that went on when the backup was made."""
    na = a_site("na")
    bo, epoch = answers("Bo", na), a_lease()
    asks(sells("Ada", na), na)
    ring = is_rung(bo, epoch=epoch)
    hold(backup_made_at=NOON, now=NOON + HOUR)
    return ring.record_number


def run(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(command, list(arguments), input=said)


def test_it_says_what_came_back_and_asks_first(record: str) -> None:
    refused = run(said="n\n")
    assert refused.exit_code == 1
    assert record in refused.output
    assert "1 callbacks are open" in refused.output
    assert Restore.objects.get().confirmed_at is None
    assert "The desk goes on." in run(said="y\n").output
    assert Restore.objects.get().confirmed_at is not None


def test_programs_get_json_and_a_second_time_there_is_nothing_to_confirm(record: str) -> None:
    done = run("--yes", "--json")
    assert json.loads(done.stdout) == {"open_callbacks": 1, "may_have_rung": [record], "talked": []}
    again = run("--yes")
    assert (again.exit_code, "nothing to confirm" in again.output) == (1, True)
