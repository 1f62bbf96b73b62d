"""A second dispatcher stands by: it has the desk soon after the first one's death, and what comes late is refused."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from ringback.records.calls import holds
from ringback.records.calls.models import AgentHold, Attempt
from ringback.records.lease.models import DispatcherLease
from tests.dispatch.real import Desk
from tests.dispatch.test_command import _address
from tests.people import opens_page
from tests.processes.lengths import LEASE, LENGTHS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(300)]
TAKES_OVER = LEASE + 5  # reliability's bound for a dispatcher that died


class Dispatcher:
    """`ringback dispatch` as a process, with its log."""

    def __init__(self, log: Path) -> None:
        self.log = log
        environ = {**os.environ, **LENGTHS, "DATABASE_URL": _address(), "RINGBACK_LOG_LEVEL": "INFO"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ringback", "dispatch"], env=environ, stderr=log.open("wb")
        )

    @property
    def holds_the_lease(self) -> bool:
        holder = DispatcherLease.objects.values_list("holder", flat=True).first() or ""
        return holder.endswith(f":{self.process.pid}")

    def said(self, words: str) -> bool:
        return words in self.log.read_text()


@contextmanager
def running(folder: Path, *names: str) -> Iterator[list[Dispatcher]]:
    """The first has the lease; the others stand by."""
    started: list[Dispatcher] = []
    try:
        for name in names:
            started.append(Dispatcher(folder / f"{name}.log"))
            happens(lambda: started[0].holds_the_lease, 30)
        yield started
    finally:
        for one in started:
            one.process.send_signal(signal.SIGCONT)
            one.process.kill()
            one.process.wait()


def happens(true: Callable[[], Any], within: float, *, log: Path | None = None) -> float:
    began = time.monotonic()
    while not true():
        late = time.monotonic() >= began + within
        assert not late, f"not within {within:.0f} s; {log.read_text()[-3000:] if log else ''}"
        time.sleep(0.02)
    return time.monotonic() - began


def stays_open(desk: Desk) -> None:
    for person in (desk.ada.person, desk.bo.person):
        opens_page(person, datetime.now(UTC) + timedelta(hours=1))


def test_the_one_that_stands_by_has_the_desk_soon_after_the_first_one_s_death(tmp_path: Path) -> None:
    with running(tmp_path, "first", "second") as (first, second):
        time.sleep(2 * LEASE)  # standing by for longer than a lease takes nothing away from the holder
        assert first.holds_the_lease
        first.process.kill()
        taken = happens(lambda: second.holds_the_lease, TAKES_OVER)
        desk = Desk(line="in-app")
        stays_open(desk)
        happens(lambda: AgentHold.objects.filter(epoch=2).exists(), 5)
        print(f"taken over after {taken:.1f} s")


def test_what_the_old_one_does_late_is_refused_and_rings_nobody_again(tmp_path: Path) -> None:
    """Held up between the pick and the ring, as by a machine that is put to sleep; it wakes when the next one has rung."""
    with running(tmp_path, "first", "second") as (first, second):
        desk = Desk(line="in-app")
        stays_open(desk)
        happens(lambda: AgentHold.objects.filter(epoch=1).exists(), 10)
        first.process.send_signal(signal.SIGSTOP)
        holds.accept(desk.bo, now=datetime.now(UTC))
        happens(lambda: second.holds_the_lease, TAKES_OVER)
        happens(lambda: Attempt.objects.filter(state="dialing").exists(), 10)
        first.process.send_signal(signal.SIGCONT)
        happens(lambda: first.said("no longer the newest; stopping"), 5, log=first.log)
        time.sleep(1)
        attempt = Attempt.objects.get()
        assert (attempt.epoch, attempt.callback.events.filter(kind="calling").count()) == (2, 1)
        assert first.process.poll() is None, "it stands by again"
        assert second.holds_the_lease


def test_an_epoch_of_the_past_writes_nothing_even_by_hand(tmp_path: Path) -> None:
    """The same refusal where the write itself was held up: the database's word, not the process's."""
    from ringback.records.calls import picking
    from ringback.records.lease.actions import Fenced

    with running(tmp_path, "first", "second") as (first, second):
        first.process.kill()
        happens(lambda: second.holds_the_lease, TAKES_OVER)
        desk = Desk(line="in-app")
        with pytest.raises(Fenced):
            picking.pick_for(desk.bo.pk, epoch=1, now=datetime.now(UTC))
    connection.close()
