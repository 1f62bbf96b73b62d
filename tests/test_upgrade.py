"""A desk of an earlier milestone is taken over: its tables are migrated, and everybody who waited keeps their place."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from ringback.cli.archive.programs import bundled

FIXTURES = Path(__file__).parent / "fixtures"
KEPT = sorted(path.name.removesuffix(".sql.gz") for path in FIXTURES.glob("*.sql.gz"))
ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


def test_a_dump_of_each_milestone_is_kept_and_small() -> None:
    assert "milestone-1" in KEPT
    for name in KEPT:
        assert (FIXTURES / f"{name}.sql.gz").stat().st_size < 1_000_000


@pytest.fixture(params=KEPT)
def taken_over(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None
) -> Iterator[tuple[str, Any]]:
    """The address of a database that was filled by that milestone and migrated by this program, and who waited."""
    name = f"upgrade_{request.param.replace('-', '_')}"
    base = os.environ["DATABASE_URL"]
    url = urlsplit(base)._replace(path=f"/{name}").geturl()
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        psql = bundled("psql")
        assert psql
        rows = gzip.decompress((FIXTURES / f"{request.param}.sql.gz").read_bytes())
        subprocess.run(
            [psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", url], input=rows, check=True, capture_output=True
        )
        migrate(url)
        yield url, json.loads((FIXTURES / f"{request.param}.json").read_text())
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def migrate(url: str) -> None:
    environ = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "ringback.config.settings"}
    command = [sys.executable, "manage.py", "migrate", "--skip-checks", "-v0"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_whoever_waited_waits_at_the_same_place(taken_over: tuple[str, Any]) -> None:
    url, waited = taken_over
    assert len(waited) > 3
    with psycopg.connect(url) as rows:
        now = rows.execute(
            "SELECT c.id::text, c.queue_id, c.effective, c.state, k.number FROM ringback_callback c"
            " JOIN ringback_case k ON k.id = c.case_id"
            " WHERE c.state IN ('waiting', 'resting') ORDER BY c.queue_id, c.effective, c.id"
        ).fetchall()
    assert [tuple(one.values()) for one in waited] == now


def test_this_program_works_with_what_it_took_over(taken_over: tuple[str, Any]) -> None:
    """A dispatcher's turn, a pick and a promise, by the commands' own code in a process of its own."""
    url, waited = taken_over
    done = subprocess.run(
        [sys.executable, "-c", WORKS],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "ringback.config.settings",
            "RINGBACK_DEMO": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout.split()[-1]) == len(waited)


WORKS = """
import django
django.setup()
from datetime import UTC, datetime, timedelta
from ringback.records.callbacks import turning
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.waiting import place
from ringback.records.desk.models import Site
from ringback.records.lease import actions as lease
from ringback.records.schema import not_applied
assert not_applied() == []
now = datetime.now(UTC)
seen = [place(one, now=now).number for one in Callback.objects.filter(state__in=("waiting", "resting"))]
epoch = lease.take("upgrade", lasts=timedelta(minutes=5))
assert epoch
for site in Site.objects.all():
    turning.tick(site.pk, epoch=epoch, now=now)
print(len(seen))
"""
