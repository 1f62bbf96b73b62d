"""`ringback backup FILE`: rows, files of cases and keys in one file, while the desk runs."""

import io
import json
import os
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.db import connection, transaction

from ringback.cli import home
from ringback.cli.archive import manifest, programs
from ringback.cli.archive.manifest import FILES, ROWS, SECRET, Manifest

VERSION = "0.1.0"
# Who is signed in, what is cached and whose page is open say nothing about a restored desk.
WITHOUT = ("django_session", "ringback_cache", "ringback_pagepresence")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--demo", is_flag=True, help="Of the demo's desk.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(file: Path, demo: bool, as_json: bool) -> None:
    """Write a backup of the desk to FILE, readable by its owner alone, and read it once to see that it is whole.

    The desk may go on meanwhile: rows are those of one moment. FILE holds personal data and the desk's secret.
    """
    with home.at_home(demo=demo):
        made = write(file.absolute())
    said = {
        "file": str(file),
        "made_at": made.made_at.isoformat(),
        "callbacks": made.callbacks,
        "files": _files(made),
    }
    click.echo(
        json.dumps({**said, "missing": made.missing})
        if as_json
        else f"{file}: {made.callbacks} callbacks and {_files(made)} files as of {made.made_at:%Y-%m-%d %H:%M:%S} UTC."
    )
    for name in made.missing:
        click.echo(f"The file {name} of a case is not on the disk; it could not be saved.", err=True)


def write(file: Path) -> Manifest:
    """Beside its place first, so that FILE is whole or not there."""
    part = file.with_name(f"{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".ringback-backup-") as folder:
            made = _pack(part, Path(folder))
        manifest.verify(part)
        part.rename(file)
    except OSError as problem:
        raise click.ClickException(f"{problem.filename or file}: {problem.strerror}") from problem
    finally:
        part.unlink(missing_ok=True)
    return made


def _pack(part: Path, folder: Path) -> Manifest:
    from ringback.records.cases.stored import path_of  # noqa: PLC0415 (tables need Django to be set up)

    rows, (made_at, names, callbacks, steps) = folder / ROWS, _dumped(folder / ROWS)
    descriptor = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w") as archive:
        digests = {ROWS: _add(archive, ROWS, rows)}
        secret = folder / SECRET
        secret.write_text(settings.SECRET_KEY)
        digests[SECRET] = _add(archive, SECRET, secret)
        there = [name for name in names if path_of(name).exists()]
        for name in there:
            digests[FILES + name] = _add(archive, FILES + name, path_of(name))
        made = Manifest(made_at, VERSION, steps, callbacks, digests, _lost(set(names) - set(there)))
        told = tarfile.TarInfo(manifest.NAME)
        text = made.as_json()
        told.size, told.mode = len(text), 0o600
        archive.addfile(told, io.BytesIO(text))
    return made


@transaction.atomic
def _dumped(to: Path) -> tuple[datetime, list[str], int, list[str]]:
    """The rows of one moment, and what else was so in it: names of files, callbacks, migrations."""
    # These need Django to be set up.
    from ringback.records import schema  # noqa: PLC0415
    from ringback.records.callbacks.readers import count_all  # noqa: PLC0415
    from ringback.records.cases.stored import stored_names  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), clock_timestamp()")
        [(snapshot, made_at)] = cursor.fetchall()
    without = [f"--exclude-table-data={table}" for table in WITHOUT]
    programs.run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        *without,
        f"--file={to}",
    )
    return made_at, stored_names(), count_all(), [f"{app}.{name}" for app, name in schema.applied()]


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    archive.add(path, arcname=name, recursive=False, filter=_plain)
    with path.open("rb") as file:
        return manifest.digest(file)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _lost(names: set[str]) -> list[str]:
    """Not there although a row names it still; what was taken back since the rows were read is no loss."""
    from ringback.records.cases.stored import stored_names  # noqa: PLC0415

    return sorted(names & set(stored_names())) if names else []


def _files(made: Manifest) -> int:
    return sum(name.startswith(FILES) for name in made.digests)
