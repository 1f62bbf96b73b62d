"""Keeps the rows of a stopped demo as a fixture that later versions must be able to take over: `keep_dump.py DATA NAME`.

DATA is the demo's data folder, NAME the milestone. Writes tests/fixtures/NAME.sql.gz, and beside it NAME.json with who waited
at which place. Passwords and sessions are left out; the demo's people are invented.
"""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from ringback.cli import embedded
from ringback.cli.archive.programs import bundled

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
COPY = "ringback_kept"
WITHOUT = ("django_session", "ringback_cache", "ringback_pagepresence")
MOST = 1_000_000  # bytes
# What an older server does not know, or what is of this machine.
LOCAL = re.compile(
    r"^(SET transaction_timeout.*|\\(un)?restrict .*|COMMENT ON EXTENSION .*|CREATE EXTENSION .*)\n",
    re.MULTILINE,
)
# In plain SQL, since the tables are not those of this program.
PLACES = """
SELECT c.id::text, c.queue_id, c.effective, c.state, k.number FROM ringback_callback c JOIN ringback_case k ON k.id = c.case_id
WHERE c.state IN ('waiting', 'resting') ORDER BY c.queue_id, c.effective, c.id
"""


def main(data: Path, name: str) -> int:
    server = embedded.start(data)
    try:
        text, places = _kept(server.url)
    finally:
        server.stop()
    if not places:
        print(
            "Nobody waits in this demo: let it run for longer, and stop it in the middle of a day.",
            file=sys.stderr,
        )
        return 1
    content = gzip.compress(text.encode(), mtime=0)
    if len(content) > MOST:
        print(f"{len(content)} bytes are more than {MOST}.", file=sys.stderr)
        return 1
    FIXTURES.mkdir(exist_ok=True)
    (FIXTURES / f"{name}.sql.gz").write_bytes(content)
    (FIXTURES / f"{name}.json").write_text(json.dumps(places, indent=0) + "\n")
    print(f"{len(content)} bytes, {len(places)} callbacks that wait or rest")
    return 0


def _kept(url: str) -> tuple[str, list[dict[str, Any]]]:
    """The text of a copy without passwords, and the places in it."""
    copy = url.replace("/ringback?", f"/{COPY}?")
    with psycopg.connect(url.replace("/ringback?", "/postgres?"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {COPY}")
        admin.execute(f"CREATE DATABASE {COPY} TEMPLATE ringback")
        try:
            with psycopg.connect(copy) as rows:
                rows.execute("UPDATE ringback_person SET password = '!'")
                names = ("id", "queue", "effective", "state", "case")
                places = [dict(zip(names, row, strict=True)) for row in rows.execute(PLACES).fetchall()]
            return LOCAL.sub("", _dump(copy)), places
        finally:
            admin.execute(f"DROP DATABASE {COPY} WITH (FORCE)")


def _dump(url: str) -> str:
    without = [f"--exclude-table-data={table}" for table in WITHOUT]
    command = [str(bundled("pg_dump")), "--no-owner", "--no-privileges", *without, url]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
