"""Where a desk on this machine keeps its data, its secret and its database; what every verb that needs them calls first."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import django
from django.core import checks
from django.db import connections

from ringback.cli import embedded


class Unfit(Exception):
    """The settings cannot be used; the text names each wrong one with what to write instead."""


def data_folder(*, demo: bool = False) -> Path:
    """RINGBACK_DATA, else a folder of this machine (another one for the demo); made if it is not there."""
    chosen = os.environ.get("RINGBACK_DATA")
    folder = Path(chosen).expanduser() if chosen else embedded.default_folder() / ("demo" if demo else "desk")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["RINGBACK_DATA"] = str(folder)
    return folder


def secret_key(folder: Path) -> str:
    """The desk's secret, made once; only its owner can read the file."""
    path = folder / "secret-key"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


@contextmanager
def at_home(*, demo: bool = False) -> Iterator[None]:
    """For a verb that does one thing and ends, beside a running desk or without one."""
    try:
        database = open_house(demo=demo)
    except Unfit as wrong:
        raise click.ClickException(str(wrong)) from None
    try:
        yield
    finally:
        connections.close_all()
        if database is not None:
            database.stop()


def open_house(*, demo: bool = False) -> embedded.Database | None:
    """Set the environment of this process and its children; start (or join) the embedded database unless another is set.

    Raises Unfit. Whoever gets a database stops it in the end.
    """
    database = enter(demo=demo)
    try:
        refuse_unfit()
    except Unfit:
        if database is not None:
            database.stop()
        raise
    return database


def refuse_unfit() -> None:
    """Raises Unfit. Django must be set up."""
    if wrong := [found for found in checks.run_checks() if found.is_serious()]:
        raise Unfit("\n".join(f"{found.msg}\n  {found.hint or ''}".rstrip() for found in wrong))


def enter(*, demo: bool = False) -> embedded.Database | None:
    """The same, whatever the settings are."""
    if demo:
        os.environ["RINGBACK_DEMO"] = "yes"
    folder = data_folder(demo=demo)
    os.environ.setdefault("RINGBACK_SECRET_KEY", secret_key(folder))
    database = None if os.environ.get("DATABASE_URL") else embedded.start(folder)
    if database is not None:
        os.environ["DATABASE_URL"] = database.url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.config.settings")
    django.setup()
    return database
