"""`ringback create-supervisor`: the first person who may sign in to the desk."""

import json
import os
from datetime import UTC, datetime

import click

from ringback.cli import home


@click.command()
@click.option("--email", prompt="E-mail", help="What they sign in with.")
@click.option("--name", prompt="Name", help="As others read it.")
@click.option("--language", type=click.Choice(["en", "zh-hans"]), default="en", show_default=True)
@click.option("--zone", default="UTC", show_default=True, metavar="ZONE", help="Such as Europe/Berlin.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(email: str, name: str, language: str, zone: str, as_json: bool) -> None:
    """Make a supervisor. The password is asked for, or taken from RINGBACK_PASSWORD."""
    password = os.environ.get("RINGBACK_PASSWORD") or click.prompt(
        "Password", hide_input=True, confirmation_prompt=True, err=True
    )
    with home.at_home():
        made = _make(email, name, password, language, zone)
    click.echo(json.dumps(made) if as_json else f"{name} can sign in at {made['sign_in']}")


def _make(email: str, name: str, password: str, language: str, zone: str) -> dict[str, str]:
    # These need Django to be set up.
    from django.conf import settings  # noqa: PLC0415

    from ringback.records.people import joining  # noqa: PLC0415
    from ringback.records.setup.people import make_supervisor  # noqa: PLC0415

    try:
        person = make_supervisor(
            email, name=name, password=password, language=language, zone=zone, now=datetime.now(UTC)
        )
    except joining.CannotJoin as reason:
        raise click.ClickException(str(reason)) from None
    return {"email": person.email, "role": person.role, "sign_in": f"{settings.DESK_URL}/accounts/login/"}
