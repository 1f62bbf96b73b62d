"""The doctor names each thing that is broken, says what to do, and says nothing else."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from pytest_django import Settings

from ringback.cli import doctor, home
from ringback.cli.health import database, machine, processes, staff, wires
from ringback.cli.health.finding import Finding, worst
from ringback.records.agents.models import Agent
from ringback.records.desk.models import Site
from ringback.records.lease import actions as lease
from ringback.records.lines.actions import line_is
from ringback.records.notices.models import Notice
from ringback.records.policies.models import RulebookVersion
from ringback.records.restores.actions import hold
from ringback.records.rosters.models import RosterDay
from tests.channels.post_office import a_post_office
from tests.people import HOUR, SECOND, a_site, answers, asks, sells, supervises

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def found(looked: Iterator[Finding], level: str = "error") -> list[str]:
    return [one.what for one in looked if one.level == level]


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def at_home(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Settings) -> None:
    monkeypatch.setattr(home, "enter", lambda demo=False: None)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    settings.DATA, settings.EVIDENCE_ROOT = tmp_path, tmp_path / "evidence"
    settings.EMAIL_BACKEND = SMTP
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS ringback_cache (cache_key text)")


def run(*arguments: str, lang: str = "en_GB.UTF-8") -> Result:
    return CliRunner().invoke(
        doctor.command, list(arguments), env={"LANG": lang, "LC_ALL": "", "LC_MESSAGES": ""}
    )


@contextmanager
def a_relay(says: Any = lambda asked: b"\x01\x01\x00\x00" + asked[4:20]) -> Iterator[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", 0))

        def answer() -> None:
            asked, where = wire.recvfrom(1500)
            wire.sendto(says(asked), where)

        threading.Thread(target=answer, daemon=True).start()
        yield f"turn:127.0.0.1:{wire.getsockname()[1]}"


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_everything_is_looked_at_and_the_exit_code_is_the_worst(
    at_home: None, settings: Settings, closed_port: int
) -> None:
    settings.EMAIL_PORT = settings.LISTEN_PORT = closed_port
    result = run("--json")
    said = json.loads(result.stdout)
    parts = {one["part"]: one["level"] for one in said["findings"]}
    assert set(parts) >= {
        "settings",
        "database",
        "migrations",
        "disk",
        "lines",
        "mail",
        "turn",
        "serve",
        "dispatch",
    }
    assert (parts["database"], parts["mail"], parts["dispatch"]) == ("ok", "error", "error")
    assert all(one["do"] for one in said["findings"] if one["level"] != "ok")
    assert (result.exit_code, said["ok"]) == (2, False)


def test_it_speaks_the_language_of_the_terminal(at_home: None, settings: Settings, closed_port: int) -> None:
    settings.EMAIL_PORT = settings.LISTEN_PORT = closed_port
    assert "No relay for the sound is set" in run().stdout
    chinese = run(lang="zh_CN.UTF-8").stdout
    assert "未设置语音中继" in chinese
    assert "relay" not in chinese.replace("RINGBACK", "")


def test_the_exit_code_is_that_of_the_worst_finding() -> None:
    made = [Finding("a", level, "") for level in ("ok", "warning", "error")]
    assert [worst(made[:count]) for count in (0, 1, 2, 3)] == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("terminal", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "zh_TW", "LANG": "en"}, "zh-hans"),
    ],
)
def test_the_terminal_says_which_language(terminal: dict[str, str], language: str) -> None:
    assert doctor.language(terminal) == language


def test_a_part_that_cannot_be_looked_at_hides_no_other(
    at_home: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> Iterator[Finding]:
        raise RuntimeError("no")
        yield

    monkeypatch.setattr(wires, "mail", fails)
    parts = [one["part"] for one in json.loads(run("--json").stdout)["findings"]]
    assert {"mail", "turn", "lines"} <= set(parts)


@pytest.mark.django_db
def test_tables_of_another_version_are_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ringback' AND name LIKE '0002%'")
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('ringback', '9999_later', now())"
        )
    said = " ".join(found(database.database()))
    assert "older than this program: ringback.0002_what_must_never_change" in said
    assert "does not know ringback.9999_later" in said


@pytest.mark.django_db
def test_clocks_that_differ_are_told_with_the_seconds(settings: Settings) -> None:
    settings.DOCTOR_CLOCK = timedelta(0)
    assert any("s apart" in one for one in found(database.database()))


def test_a_database_that_may_forget_is_an_error() -> None:
    assert found(database._safe("off", "on")) == [
        "fsync is off: a power cut can lose requests that were answered."
    ]
    assert found(database._version(140_010, "14.10")) == ["The database is PostgreSQL 14.10."]


def test_a_mail_server_is_spoken_to(settings: Settings, closed_port: int) -> None:
    with a_post_office():
        assert found(wires.mail(), "ok")
    settings.EMAIL_PORT, settings.EMAIL_BACKEND = closed_port, SMTP
    assert "does not answer as one" in found(wires.mail())[0]


def test_a_relay_is_spoken_to(settings: Settings, closed_port: int) -> None:
    settings.DOCTOR_ANSWERS = timedelta(seconds=0.5)
    with a_relay() as url:
        settings.TURN_URLS = (f"{url}?transport=udp",)
        assert found(wires.turn(), "ok")
    with a_relay(lambda _asked: b"who are you?" * 3) as url:
        settings.TURN_URLS = (url,)
        assert "something else" in found(wires.turn())[0]
    settings.TURN_URLS = (f"turn:127.0.0.1:{closed_port}?transport=tcp", f"turns:127.0.0.1:{closed_port}")
    assert len(found(wires.turn())) == 2
    settings.TURN_URLS = ()
    assert "each other's network address" in found(wires.turn(), "warning")[0]


@pytest.mark.django_db
def test_a_full_disk_and_a_folder_of_somebody_else_are_told(settings: Settings, tmp_path: Any) -> None:
    settings.DATA, settings.EVIDENCE_ROOT = tmp_path, tmp_path / "evidence"
    assert found(machine.disk(), "ok")
    settings.DOCTOR_DISK = 10**18
    assert "only" in found(machine.disk(), "warning")[0]
    settings.EVIDENCE_ROOT = tmp_path / "file"
    settings.EVIDENCE_ROOT.write_text("")
    assert "nothing can be written" in found(machine.disk())[0]


@pytest.mark.django_db
def test_who_dispatches_and_since_when_nobody_does() -> None:
    assert "Nobody has ever dispatched" in found(processes.dispatch())[0]
    epoch = lease.take("here:41", lasts=10 * SECOND)
    assert "here:41 dispatches (epoch 1" in found(processes.dispatch(), "ok")[0]
    lease.renew(epoch or 0, lasts=-100 * SECOND)
    assert "Nobody dispatches, for 100 s" in found(processes.dispatch())[0]


@pytest.mark.django_db
def test_a_worker_that_is_late_is_told() -> None:
    notice = Notice.objects.create(
        person=sells("Ada").person, kind="closed", next_try_at=now() + HOUR, written_at=now()
    )
    assert found(processes.work(), "ok") == ["Notices go out; 1 wait to be tried again."]
    Notice.objects.filter(pk=notice.pk).update(next_try_at=now() - HOUR)
    assert "1 are due" in found(processes.work())[0]


@pytest.mark.django_db
def test_a_desk_with_nobody_is_told_what_it_lacks() -> None:
    assert len(found(staff.people(), "warning")) == 2
    supervises("Rosa")
    na = a_site("na", languages=["en", "ja"])
    bo = answers("Bo", na)
    assert found(staff.people(), "warning") == []
    assert found(staff.agents(), "warning") == ["Site na offers ja, and no agent of it speaks it."]
    asks(sells("Ada", na), na)
    Agent.objects.filter(pk=bo.pk).update(presence="away")
    assert "callbacks wait (1), and no agent is there" in found(staff.agents(), "warning")[1]


@pytest.mark.django_db
def test_a_rulebook_that_is_missing_stale_or_unreadable_is_told(settings: Settings) -> None:
    na = a_site("na")
    assert "the preset's is of" in found(staff.policy(), "warning")[0]
    settings.DOCTOR_POLICY = HOUR
    Site.objects.update(rulebook_name="ours")
    assert "no version of rulebook ours is in force" in found(staff.policy())[0]
    book = RulebookVersion.objects.get()
    mine = RulebookVersion.objects.create(
        name="ours", valid_from=book.valid_from, added_at=book.added_at, text=book.text
    )
    assert "is unchanged since" in found(staff.policy(), "warning")[0]
    RulebookVersion.objects.create(name="ours", valid_from=mine.valid_from, added_at=now(), text="name = 1")
    assert "cannot be read by this program" in found(staff.policy())[0]
    Site.objects.filter(pk=na.pk).update(zone="Middle/Earth")
    assert "a zone that this machine does not know" in found(machine.zones())[0]


@pytest.fixture(autouse=True)
def logs_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command makes its process quiet, and here that is everybody's."""
    monkeypatch.setenv("RINGBACK_LOG_LEVEL", "INFO")
    monkeypatch.delenv("RINGBACK_LOG_LEVEL")


def test_a_database_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(demo: bool = False) -> None:
        raise RuntimeError("no room for the database")

    monkeypatch.setattr(home, "enter", fails)
    result = run()
    assert (result.exit_code, "no room for the database" in result.stdout) == (2, True)
    assert "RINGBACK_LOG_LEVEL" in os.environ


@pytest.mark.django_db
def test_opening_hours_for_which_nobody_is_rostered_are_told() -> None:
    hours = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    na = a_site("na", hours=hours, zone="UTC", languages=["en"])
    bo = answers("Bo", na)
    assert found(staff.agents(), "warning") == []  # a site without any roster goes by presence
    day = (now() + timedelta(days=2)).date()
    RosterDay.objects.create(site=na, agent=bo, day=day, spans=[[9 * 60, 18 * 60]])
    [told] = found(staff.agents(), "warning")
    assert "nobody is rostered" in told
    for n in range(8):
        RosterDay.objects.update_or_create(
            site=na, agent=bo, day=now().date() + timedelta(days=n), defaults={"spans": [[0, 1440]]}
        )
    assert found(staff.agents(), "warning") == []


@pytest.mark.django_db
def test_a_line_that_the_dispatcher_finds_closed_is_told(settings: Settings) -> None:
    settings.LINES = {"in-app": ""}
    epoch = lease.take("here", lasts=HOUR)
    line_is("in-app", is_open=False, why="no microphone anywhere", epoch=epoch or 0, now=now())
    assert "no microphone anywhere" in found(processes.closed())[0]


@pytest.mark.django_db
def test_a_held_desk_is_told_and_its_stillness_is_no_error(settings: Settings) -> None:
    hold(backup_made_at=now() - HOUR, now=now())
    assert "The desk is held" in found(processes.restored(), "warning")[0]
    assert found(processes.dispatch()) == []
    assert found(processes.work()) == []
