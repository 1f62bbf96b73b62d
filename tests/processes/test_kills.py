"""Whatever process dies, at whatever moment: the desk goes on soon, nothing acknowledged is lost, nobody is rung twice.

What is checked is the database and both pages, never the code that was killed.
"""

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import httpx
import pytest
from django.db import Error, connection

from ringback.records.callbacks.models import Callback
from ringback.records.calls.models import AgentHold, Attempt
from ringback.records.lease.readers import held
from ringback.records.notices.models import Notice
from tests.processes.desk import Desk
from tests.processes.lengths import LEASE, MOMENTS
from tests.processes.life import Journal, busy, of_the_cast

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
GOES_ON = LEASE + 5
DATABASE_GOES_ON = 30.0  # the bound for a single PostgreSQL that is killed
STATES = ("waiting", "reserved", "ringing", "talking", "wrapping-up")


@pytest.fixture(scope="module")
def journal(stack: Desk) -> Iterator[Journal]:
    with pytest.MonkeyPatch.context() as patch, busy(stack, patch) as kept:
        happens(lambda: Callback.objects.filter(state="completed").exists(), 90)
        yield kept


def happens(true: Callable[[], Any], within: float) -> float:
    """Seconds until it did. The database may be away for a part of them."""
    began = time.monotonic()
    while not _now(true):
        assert time.monotonic() < began + within, f"not within {within:.0f} s"
        time.sleep(0.02)
    return time.monotonic() - began


def _now(true: Callable[[], Any]) -> Any:
    try:
        return true()
    except Error:
        connection.close()
        return False


def someone_is(state: str) -> None:
    happens(lambda: Callback.objects.filter(state=state).exists(), 60)


def ready(stack: Desk) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{stack.port}/readyz", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("moment", range(MOMENTS))
@pytest.mark.parametrize("victim", ["serve", "dispatch", "work"])
def test_whoever_is_killed_the_desk_goes_on(stack: Desk, journal: Journal, victim: str, moment: int) -> None:
    state = STATES[moment % len(STATES)]
    someone_is(state)
    lease = held()
    killed = stack.kills(victim)
    at, began = datetime.now(UTC), time.monotonic()
    again = {
        "serve": lambda: ready(stack),
        "dispatch": lambda: dispatches_after(lease.epoch if lease else 0),
        "work": lambda: Notice.objects.filter(state="delivered", settled_at__gt=at).exists(),
    }[victim]
    took = happens(again, GOES_ON)
    assert stack.child(victim) != killed
    print(f"{victim} killed while {state}: on again after {took:.1f} s")
    before = len(journal.acknowledged)
    happens(lambda: len(journal.acknowledged) > before, 90)
    happens(lambda: Callback.objects.filter(state="completed", finished_at__gt=at).exists(), 90)
    nothing_is_lost_and_nobody_was_rung_twice(journal)
    # A process that has lived for a while is started again at once when it dies.
    time.sleep(max(0.0, 11 - (time.monotonic() - began)))


def dispatches_after(epoch: int) -> bool:
    lease = held()
    return lease is not None and lease.epoch > epoch and lease.left.total_seconds() > 0


@pytest.mark.parametrize("state", ["ringing", "talking"])
def test_a_database_that_is_killed_comes_back_and_the_desk_goes_on(
    stack: Desk, journal: Journal, state: str
) -> None:
    someone_is(state)
    stack.kills_database()
    at = datetime.now(UTC)
    took = happens(lambda: ready(stack) and dispatches_after(0), DATABASE_GOES_ON)
    print(f"database killed while {state}: on again after {took:.1f} s")
    happens(lambda: Callback.objects.filter(state="completed", finished_at__gt=at).exists(), 60)
    nothing_is_lost_and_nobody_was_rung_twice(journal)


def test_in_the_end_everybody_reads_what_became_of_their_request(stack: Desk, journal: Journal) -> None:
    """Both pages of every callback that was acknowledged: the seller's, and the supervisor's story of it."""
    supervisor = signed_in(stack, stack.desk, "rosa.lindt@desk.example")
    sellers = {part.email for part in of_the_cast(5, 3) if part.role == "seller"}
    portals = {email: signed_in(stack, stack.portal, email) for email in sellers}
    for email, path in journal.acknowledged:
        assert portals[email].get(path).status_code == 200, path
        assert supervisor.get(f"/supervisor{path}").status_code == 200, path
    agents_are_not_stuck()


def nothing_is_lost_and_nobody_was_rung_twice(journal: Journal) -> None:
    asked = {UUID(path.split("/")[2]) for _, path in list(journal.acknowledged)}
    kept = set(Callback.objects.filter(pk__in=asked).values_list("pk", flat=True))
    assert asked - kept == set(), "acknowledged and lost"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT detail->>'attempt', kind, count(*) FROM ringback_callbackevent"
            " WHERE kind IN ('calling', 'rang', 'answered', 'ended') GROUP BY 1, 2 HAVING count(*) > 1"
        )
        assert cursor.fetchall() == [], "an attempt that rang twice"
    rings = Attempt.objects.filter(dialing_at__isnull=False).order_by("seller", "dialing_at")
    overlapping = [
        (one.pk, after.pk)
        for one, after in itertools.pairwise(rings)
        if one.seller_id == after.seller_id
        and not (one.ended_at and one.ended_at <= cast(datetime, after.dialing_at))
    ]
    assert overlapping == [], "two rings of one seller at once"


def agents_are_not_stuck() -> None:
    """Whoever is held now is not held by the same for a minute."""
    now_held = set(AgentHold.objects.values_list("pk", flat=True))
    happens(lambda: not AgentHold.objects.filter(pk__in=now_held).exists(), 60)


def signed_in(stack: Desk, base: str, email: str) -> httpx.Client:
    from ringback.cli.demo.password import password_of

    host = base.split("://")[1]
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{stack.port}",
        headers={"Host": host, "Origin": base},
        follow_redirects=True,
    )
    client.get("/accounts/login/")
    form = {"login": email, "password": password_of(stack.folder)}
    token = {"X-CSRFToken": client.cookies["csrf"]}
    assert client.post("/accounts/login/", data=form, headers=token).status_code == 200
    return client
