"""`ringback dispatch` as a process: it takes the lease, and on SIGTERM gives it back at once."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.db import connection

from ringback.records.lease.models import DispatcherLease

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def _address() -> str:
    at = connection.settings_dict
    user, password, host = (quote(str(at.get(key) or ""), safe="") for key in ("USER", "PASSWORD", "HOST"))
    return f"postgresql://{user}:{password}@/{at['NAME']}?host={host}&port={at.get('PORT') or 5432}"


def _wait_for(epoch: int) -> None:
    until = time.monotonic() + 30
    while not DispatcherLease.objects.filter(epoch=epoch).exists():
        assert time.monotonic() < until, "no lease was taken in 30 s"
        time.sleep(0.05)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "ringback", "dispatch"], env={**os.environ, "DATABASE_URL": _address()}
    )


def test_the_next_dispatcher_need_not_wait_for_one_that_was_told_to_stop() -> None:
    first = _start()
    try:
        _wait_for(1)
        first.send_signal(signal.SIGTERM)
        assert first.wait(15) == 0
        told = time.monotonic()
        second = _start()
        _wait_for(2)
        assert time.monotonic() - told < 9  # the lease itself would last for ten
        second.send_signal(signal.SIGTERM)
        assert second.wait(15) == 0
    finally:
        first.kill()


def test_its_help_says_what_it_does() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "ringback", "dispatch", "--help"], capture_output=True, text=True, check=True
    )
    assert "Pick callbacks by the queue law" in shown.stdout
