"""`ringback doctor`: looks at every part of the desk, says what is wrong and what to do."""

import importlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict

import click
from django.db import connections
from django.utils import translation
from django.utils.translation import gettext as _

from ringback.cli import home
from ringback.cli.health.finding import Finding, error, worst

MARKS = {"ok": "✓", "warning": "!", "error": "✗"}
COLOURS = {"ok": "green", "warning": "yellow", "error": "red"}
# Those of the second row ask the tables, so they wait until the database is well.
FIRST = (
    "config.settings",
    "database.database",
    "machine.clock",
    "machine.disk",
    "wires.lines",
    "wires.mail",
    "wires.turn",
)
THEN = (
    "processes.serve",
    "processes.restored",
    "processes.dispatch",
    "processes.closed",
    "processes.work",
    "machine.zones",
    "staff.people",
    "staff.agents",
    "staff.policy",
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--demo", is_flag=True, help="Look at the demo's desk.")
@click.pass_context
def command(context: click.Context, as_json: bool, demo: bool) -> None:
    """Say what is wrong with this desk, and what to do. In the language of LANG.

    Ends with 0 when all is well, 1 for warnings, 2 for errors.
    """
    os.environ.setdefault("RINGBACK_LOG_LEVEL", "ERROR")
    findings = examined(demo=demo)
    if as_json:
        said = {"ok": worst(findings) == 0, "findings": [asdict(one) for one in findings]}
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        for one in findings:
            click.echo(_line(one))
    context.exit(worst(findings))


def examined(*, demo: bool = False) -> list[Finding]:
    try:
        database = home.enter(demo=demo)
    except Exception as problem:
        # The embedded database could not be started: nothing else can be said, and this must be.
        return [error("database", str(problem), "")]
    try:
        with translation.override(language(os.environ)):
            return list(_examine())
    finally:
        connections.close_all()
        if database is not None:
            database.stop()


def language(environment: "os._Environ[str] | dict[str, str]") -> str:
    """Of the terminal, where the desk writes in it; else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if said := environment.get(name):
            return "zh-hans" if said.lower().startswith("zh") else "en"
    return "en"


def _examine() -> Iterator[Finding]:
    found = [finding for name in FIRST for finding in _looked_at(name)]
    yield from found
    if not any(one.level == "error" for one in found if one.part in ("database", "migrations")):
        for name in THEN:
            yield from _looked_at(name)


def _looked_at(name: str) -> list[Finding]:
    """One part that cannot be looked at must not hide the others."""
    module, _dot, part = name.partition(".")
    # Its modules need Django to be set up.
    look: Callable[[], Iterator[Finding]] = getattr(
        importlib.import_module(f"ringback.cli.health.{module}"), part
    )
    try:
        return list(look())
    except Exception as problem:
        return [
            error(
                part,
                _("This could not be looked at: %(problem)r") % {"problem": problem},
                _("Please report it."),
            )
        ]


def _line(one: Finding) -> str:
    mark = click.style(MARKS[one.level], fg=COLOURS[one.level], bold=True)
    text = f"{mark} {one.part:<10} {one.what}"
    return f"{text}\n  {'':<10} {one.do}" if one.do else text
