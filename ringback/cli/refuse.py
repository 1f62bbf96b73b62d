"""How a command says no: one sentence on standard error, and exit code 2."""

import sys
from typing import NoReturn

import click


def refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
