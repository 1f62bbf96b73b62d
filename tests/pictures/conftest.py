"""A desk that stands still: its pages alone run, over rows that were written at once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.test import override_settings

from tests.demo.conftest import looking_at
from tests.journeys.stack import ROOT, Stack
from tests.pictures.world import World

NAME = "pictures"


@dataclass
class Still:
    stack: Stack
    world: World


@pytest.fixture(scope="session")
def still(
    django_db_modify_db_settings: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Still]:
    base = os.environ["DATABASE_URL"]
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {NAME}")
    # Without a dispatcher and a worker nothing moves while it is looked at.
    database, folder = urlsplit(base)._replace(path=f"/{NAME}").geturl(), tmp_path_factory.mktemp("still")
    stack = Stack(database, folder, verbs=("serve",), lengths={})
    prepared = {
        **os.environ,
        "DATABASE_URL": stack.database,
        "DJANGO_SETTINGS_MODULE": "ringback.config.settings",
    }
    for command in (["migrate", "--skip-checks", "-v0"], ["createcachetable"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=prepared, check=True)
    same = override_settings(
        SECRET_KEY=stack.secret, DATA=stack.folder, EVIDENCE_ROOT=stack.folder / "evidence"
    )
    with django_db_blocker.unblock(), looking_at(NAME), same:
        world = World()
        stack.start()
        yield Still(stack, world)
        stack.stop()
