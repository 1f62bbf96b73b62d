"""`ringback restore FILE`: puts a backup back, into an empty desk or in place of one; afterwards the desk is held."""

import fcntl
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from ringback.cli import home
from ringback.cli.archive import manifest, programs
from ringback.cli.archive.manifest import FILES, ROWS, SECRET, Damaged, Manifest

# Whatever this program has made in its schema, and nothing of an extension.
EMPTY = """
DO $$ DECLARE thing record; BEGIN
    FOR thing IN SELECT format('DROP TABLE IF EXISTS %I CASCADE', tablename) AS words FROM pg_tables WHERE schemaname = 'public'
        UNION ALL SELECT format('DROP SEQUENCE IF EXISTS %I CASCADE', sequencename) FROM pg_sequences WHERE schemaname = 'public'
        UNION ALL SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc p
            WHERE p.pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP EXECUTE thing.words; END LOOP;
END $$;
"""
# In the same transaction as the rows: until the restore has come to its end, nobody can take the lease or a notice.
UNTIL_THE_END = """
UPDATE ringback_dispatcherlease SET holder = 'restore', expires_at = '9999-12-31 00:00+00';
INSERT INTO ringback_dispatcherlease (id, epoch, holder, expires_at) VALUES (1, 0, 'restore', '9999-12-31 00:00+00')
    ON CONFLICT DO NOTHING;
UPDATE ringback_notice SET next_try_at = '9999-12-31 00:00+00' WHERE state = 'waiting';
"""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="In place of the desk that is here. Its rows are lost.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--check", is_flag=True, help="Only see whether FILE is whole; nothing is changed.")
@click.option("--demo", is_flag=True, help="Into the demo's desk.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(*, file: Path, replace: bool, yes: bool, check: bool, demo: bool, as_json: bool) -> None:
    """Put the backup FILE back into an empty desk, or with --replace in place of the one that is here.

    The desk must not run. Afterwards nobody is rung and nothing is sent until a supervisor has seen what came back
    and confirms it: on the page that the desk shows them, or by `ringback confirm-restore`.
    """
    try:
        made = manifest.verify(file)
    except Damaged as wrong:
        raise click.ClickException(f"{file} cannot be used: {wrong}.") from None
    if not check:
        with _alone(demo), home.at_home(demo=demo):
            _refuse(made, replace=replace)
            if replace and not yes:
                click.confirm(
                    f"Everything since {made.made_at:%Y-%m-%d %H:%M} UTC is lost. Go on?",
                    abort=True,
                    err=True,
                )
            put_back(file, made)
    what = "is whole" if check else "is put back; the desk is held until a supervisor confirms it"
    said = {"made_at": made.made_at.isoformat(), "callbacks": made.callbacks, "put_back": not check}
    click.echo(json.dumps(said) if as_json else f"{file} of {made.made_at:%Y-%m-%d %H:%M:%S} UTC {what}.")


def put_back(file: Path, made: Manifest) -> None:
    """Files first, beside those that are here: their names are random. Then all rows in one transaction."""
    from ringback.records.restores.actions import hold  # noqa: PLC0415 (tables need Django to be set up)

    with (
        tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".restore-") as folder,
        tarfile.open(file) as archive,
    ):
        archive.extractall(folder, filter="data")
        _files(Path(folder))
        _rows(Path(folder))
        _secret(Path(folder) / SECRET)
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    hold(backup_made_at=made.made_at, now=datetime.now(UTC))


@contextmanager
def _alone(demo: bool) -> Iterator[None]:
    """The lock of `ringback up`, so that neither starts while the other is at work."""
    folder = home.data_folder(demo=demo)
    with (folder / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(f"A desk runs with the data in {folder}. Stop it first.") from None
        yield


def _refuse(made: Manifest, *, replace: bool) -> None:
    from ringback.records import schema  # noqa: PLC0415 (tables need Django to be set up)

    ours = {f"{app}.{name}" for app, name in schema.known()}
    if newer := sorted(set(made.migrations) - ours):
        raise click.ClickException(
            f"The backup is of a newer version ({newer[0]}). Install that version and try again."
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        [(others,)] = cursor.fetchall()
    if others:
        raise click.ClickException(
            f"{others} other connections use this database. Stop every process of the desk first."
        )
    tables = connection.introspection.table_names()
    evidence = settings.EVIDENCE_ROOT.exists() and any(settings.EVIDENCE_ROOT.iterdir())
    if (tables or evidence) and not replace:
        raise click.ClickException(
            "There is a desk here already. Choose an empty folder and database, or --replace it."
        )


def _files(folder: Path) -> None:
    from ringback.records.cases.stored import path_of  # noqa: PLC0415 (tables need Django to be set up)

    source = folder / FILES
    for path in source.iterdir() if source.exists() else ():
        place = path_of(path.name)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(path, place)


def _rows(folder: Path) -> None:
    before, script, after = folder / "before.sql", folder / "rows.sql", folder / "after.sql"
    before.write_text(EMPTY)
    after.write_text(UNTIL_THE_END)
    programs.run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(folder / ROWS))
    connection.close()
    programs.run(
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        f"--file={before}",
        f"--file={script}",
        "--command=SET search_path = public",
        f"--file={after}",
    )


def _secret(kept: Path) -> None:
    """What was signed with it can be read again; a secret that the environment names is the operator's own."""
    path = settings.DATA / "secret-key"
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(kept.read_text())
