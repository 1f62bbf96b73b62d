"""A backup of a desk at work, put back into an empty folder: everything is there, and nobody is rung before somebody says so."""

import json
import os
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser

from ringback.records.callbacks.models import OPEN, Callback
from ringback.records.calls.models import Attempt
from ringback.records.cases.models import Case, Evidence
from ringback.records.lease.models import DispatcherLease
from ringback.records.lease.readers import held
from ringback.records.notices.models import Notice
from ringback.records.people.models import Person
from ringback.records.promises.models import Promise
from tests.journeys.test_accessible import too_wide, violations
from tests.people import NOON, PASSWORD
from tests.processes.conftest import looking_at
from tests.processes.desk import Desk, a_folder, clear_away
from tests.processes.life import busy
from tests.processes.test_kills import happens

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(600)]
ROSA = "rosa.lindt@desk.example"
CONTENT = b"%PDF-1.4 an invoice"


@pytest.fixture(scope="module")
def backup(stack: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made while people are rung and talk, with one file of a case."""
    stored = "ab" * 24
    (stack.folder / "evidence" / "ab").mkdir(parents=True, exist_ok=True)
    (stack.folder / "evidence" / "ab" / stored).write_bytes(CONTENT)
    file = tmp_path_factory.mktemp("backup") / "desk.backup"
    with pytest.MonkeyPatch.context() as patch, busy(stack, patch):
        happens(lambda: Attempt.objects.filter(state__in=("dialing", "live")).exists(), 90)
        case = Case.objects.earliest("pk")
        Evidence.objects.create(
            case=case, name="invoice.pdf", kind="pdf", size=len(CONTENT), stored_as=stored, added_at=NOON
        )
        happens(lambda: Callback.objects.filter(state__in=OPEN).count() > 2, 60)
        done = stack.ringback("backup", str(file), "--demo", "--json")
        assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == 1
    return file


@pytest.fixture(scope="module")
def restored(backup: Path) -> Iterator[Desk]:
    """The same program with an empty folder."""
    one = Desk("", a_folder())
    one.prepare()
    done = one.ringback("restore", str(backup), "--demo", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["put_back"]
    one.begin()
    with looking_at(one.database):
        yield one
    one.stop()
    clear_away(one.folder)


def test_only_its_owner_can_read_a_backup_and_it_is_whole(stack: Desk, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert stack.ringback("restore", str(backup), "--check", "--demo").returncode == 0
    assert not list(backup.parent.glob("*.part"))


def test_a_backup_that_has_changed_is_refused(stack: Desk, backup: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    broken_off = tmp_path / "broken-off"
    broken_off.write_bytes(backup.read_bytes()[:-20_000])
    foreign = tmp_path / "foreign"
    with tarfile.open(foreign, "w") as archive:
        archive.add(backup, arcname="../evil")
    for file in (damaged, broken_off, foreign):
        done = stack.ringback("restore", str(file), "--check", "--demo")
        assert (done.returncode, "cannot be used" in done.stderr) == (1, True), file


def test_a_desk_that_runs_or_is_there_already_is_not_overwritten(stack: Desk, backup: Path) -> None:
    before = Callback.objects.count()
    done = stack.ringback("restore", str(backup), "--demo", "--replace", "--yes")
    assert (done.returncode, "Stop it first" in done.stderr) == (1, True)
    assert Callback.objects.count() == before


def test_everything_is_there_and_the_desk_is_held_until_it_is_confirmed(
    restored: Desk, backup: Path, agents_browser: Browser
) -> None:
    stored = Evidence.objects.get().stored_as
    assert (restored.folder / "evidence" / "ab" / stored).read_bytes() == CONTENT
    with tarfile.open(backup) as archive:
        secret = archive.extractfile("secret-key")
        assert secret is not None
        assert (restored.folder / "secret-key").read_bytes() == secret.read()
    assert os.stat(restored.folder / "secret-key").st_mode & 0o777 == 0o600
    was_open = set(Callback.objects.filter(state__in=OPEN).values_list("pk", flat=True))
    under_way = list(Attempt.objects.exclude(state="ended").values_list("pk", flat=True))
    assert len(was_open) > 2
    assert under_way
    sent = Notice.objects.filter(state="delivered").count()
    time.sleep(4)
    lease = held()
    assert lease is not None
    assert lease.left.total_seconds() < 0
    assert lease.holder == ""
    assert Notice.objects.filter(state="delivered").count() == sent
    assert list(Attempt.objects.exclude(state="ended").values_list("pk", flat=True)) == under_way
    assert any("held" in one["what"] for one in findings(restored))

    records = list(Attempt.objects.filter(pk__in=under_way).values_list("record_number", flat=True))
    confirms_on_the_page(restored, agents_browser, records)
    happens(lambda: DispatcherLease.objects.get().holder, 15)
    happens(lambda: not Callback.objects.filter(restored=True).exists(), 30)
    outcomes = set(Attempt.objects.filter(pk__in=under_way).values_list("outcome", flat=True))
    assert outcomes <= {"may_have_rung", "cut_by_us"}
    for callback in Callback.objects.filter(pk__in=was_open, state__in=("waiting", "resting")):
        told = Notice.objects.filter(about=callback.pk, kind="moved", written_at__gte=_confirmed())
        assert told.count() == 1, callback
        made = Promise.objects.filter(request=callback.pk, made_at__gte=_confirmed())
        assert made.count() <= 1
    assert restored.ringback("confirm-restore", "--demo", "--yes").returncode == 1


def test_numbers_of_the_lost_hours_are_not_given_again(restored: Desk) -> None:
    """Whoever noted a case or a record number between the backup and the restore must not find somebody else's."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ringback_case_number')")
        [(number,)] = cursor.fetchall()
    newest = Case.objects.filter(number__isnull=False).latest("number").number
    assert number >= (newest or 0) + 1000


def confirms_on_the_page(desk: Desk, browser: Browser, records: list[str]) -> None:
    """Rosa reads what came back, in either language, wide and narrow, light and dark; then confirms, without a mouse."""
    Person.objects.filter(email=ROSA).update(
        password=PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1_000)
    )
    for language, width, scheme in (
        ("en", 1280, "light"),
        ("zh-hans", 360, "dark"),
        ("en", 360, "light"),
        ("zh-hans", 1280, "light"),
    ):
        Person.objects.filter(email=ROSA).update(language=language)
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{desk.desk}/accounts/login/")
        page.fill("input[name=login]", ROSA)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_selector("html[data-person]", state="attached")
        page.locator("header a[href='/supervisor/restored/']").press("Enter")
        button = page.locator("main form button")
        button.wait_for()
        assert [record for record in records if record not in page.content()] == []
        assert violations(page) == []
        assert not too_wide(page)
        if folder := os.environ.get("RINGBACK_PICTURES"):
            page.screenshot(path=f"{folder}/restored-{language}-{width}-{scheme}.png", full_page=True)
        if (language, width) == ("zh-hans", 1280):
            button.press("Enter")
            page.wait_for_url("**/supervisor/")
            assert page.locator("header a[href='/supervisor/restored/']").count() == 0
            if folder:
                page.screenshot(path=f"{folder}/restored-after.png", full_page=True)
        context.close()


def findings(desk: Desk) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(desk.ringback("doctor", "--demo", "--json").stdout)["findings"]
    return found


def _confirmed() -> object:
    from ringback.records.restores.models import Restore

    return Restore.objects.get().confirmed_at
