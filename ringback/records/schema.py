"""Whether the tables are those that this program was written for."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migration = tuple[str, str]


def not_applied() -> list[Migration]:
    """As (app, name), in order of names: a step that the program knows and the database does not."""
    return sorted(known() - set(applied()))


def not_known() -> list[Migration]:
    """A step that the database has taken and the program does not know: it is older than its database."""
    ours = {app for app, _ in known()}
    return sorted(step for step in set(applied()) - known() if step[0] in ours)


@cache
def known() -> frozenset[Migration]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def applied() -> list[Migration]:
    """In order of names."""
    return sorted(MigrationRecorder(connection).applied_migrations())
