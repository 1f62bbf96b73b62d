"""One dispatcher at a time; whoever came before is fenced off."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, connection, transaction

from ringback.records.lease import actions as lease
from ringback.records.lease.models import DispatcherLease
from tests.racing import Other

pytestmark = pytest.mark.django_db(transaction=True)
LONG, NONE = timedelta(seconds=60), timedelta(seconds=-1)


def test_a_second_dispatcher_waits_until_the_first_ones_lease_has_run_out() -> None:
    assert lease.take("one", lasts=LONG) == 1
    assert lease.take("two", lasts=LONG) is None
    lease.renew(1, lasts=NONE)
    assert lease.take("two", lasts=LONG) == 2


def test_a_released_lease_is_free_at_once() -> None:
    lease.release(lease.take("one", lasts=LONG) or 0)
    assert lease.take("two", lasts=LONG) == 2


def test_whoever_lost_the_lease_can_neither_renew_nor_write() -> None:
    lease.take("one", lasts=NONE)
    lease.take("two", lasts=LONG)
    with pytest.raises(lease.Fenced):
        lease.renew(1, lasts=LONG)
    with pytest.raises(lease.Fenced), transaction.atomic():
        lease.hold_fast(1)
    with transaction.atomic():
        lease.hold_fast(2)


@pytest.mark.parametrize(
    "does",
    [
        pytest.param(lambda: lease.take("one", lasts=NONE), id="taking"),
        pytest.param(lambda: lease.renew(1, lasts=NONE), id="renewing"),
        pytest.param(lambda: lease.release(1), id="releasing"),
    ],
)
def test_a_dispatcher_that_is_stopped_right_after_its_statement_does_not_keep_the_lease(
    does: Callable[[], object],
) -> None:
    lease.take("one", lasts=NONE)
    newer: list[Other] = []

    def is_stopped(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        done = execute(sql, *rest)
        if sql.startswith("UPDATE ringback_dispatcherlease") and not newer:
            newer.append(Other(lambda: lease.take("two", lasts=LONG)))
            assert newer[0].done()
        return done

    with connection.execute_wrapper(is_stopped):
        does()
    assert newer[0].done() == DispatcherLease.objects.get().epoch


def test_a_dispatcher_that_is_stopped_in_the_middle_of_a_write_does_not_keep_the_lease(settings: Any) -> None:
    settings.LEASE = timedelta(seconds=0.3)
    lease.take("one", lasts=NONE)
    holds, goes_on, ended = threading.Event(), threading.Event(), []

    def stops() -> None:
        try:
            with transaction.atomic():
                lease.hold_fast(1)
                holds.set()
                goes_on.wait(10)
                lease.hold_fast(1)
        except InternalError as away:
            ended.append(away)
        finally:
            connection.close()

    stopped = threading.Thread(target=stops)
    stopped.start()
    assert holds.wait(5)
    assert lease.take("two", lasts=LONG) == 2
    goes_on.set()
    stopped.join(5)
    assert len(ended) == 1
