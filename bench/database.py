"""A fresh database for a benchmark: on the server of DATABASE_URL, or on an embedded one of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from ringback.cli import embedded

BATCH = 1_500  # rows written at once: a statement takes 65,535 parameters


@contextmanager
def fresh_database(name: str) -> Iterator[str]:
    """Its address, which stands in DATABASE_URL meanwhile; migrated, empty, and dropped afterwards.

    Django must not have been set up before: a benchmark runs in a process of its own.
    """
    before = os.environ.get("DATABASE_URL")
    server = None if before else embedded.start(Path(f"/var/tmp/ringback-bench-{os.getuid()}"), "bench")
    address = before or (server.url if server else "")
    os.environ["DATABASE_URL"] = urlsplit(address)._replace(path=f"/{name}").geturl()
    try:
        _remake(address, name)
        _migrate()
        yield os.environ["DATABASE_URL"]
    finally:
        _drop(address, name)
        os.environ.pop("DATABASE_URL")
        if before:
            os.environ["DATABASE_URL"] = before
        if server:
            server.stop()


@contextmanager
def another_database(name: str) -> Iterator[str]:
    """An empty one on the server that DATABASE_URL names, for a peer; dropped afterwards."""
    server = urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()
    _remake(server, name)
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        _drop(server, name)


def _remake(address: str, name: str) -> None:
    _drop(address, name)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' "
            "LC_COLLATE 'C' LC_CTYPE 'C'"
        )


def _drop(address: str, name: str) -> None:
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _migrate() -> None:
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.config.settings")
    os.environ.setdefault("RINGBACK_LOG_LEVEL", "WARNING")
    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
