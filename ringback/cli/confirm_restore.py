"""`ringback confirm-restore`: what the supervisor's page does, at the terminal."""

import json
from datetime import UTC, datetime

import click

from ringback.cli import home


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--demo", is_flag=True, help="The demo's desk.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document and nothing else; needs --yes."
)
def command(yes: bool, demo: bool, as_json: bool) -> None:
    """Say what a restore brought back, and let the desk go on: it rings and writes again.

    Attempts that were under way when the backup was made count as maybe rung; every open callback gets a new promise
    and one notice.
    """
    with home.at_home(demo=demo):
        # These need Django to be set up.
        from ringback.records.calls import after_restore  # noqa: PLC0415
        from ringback.records.restores.readers import waiting_restore  # noqa: PLC0415

        restore, doubt = waiting_restore(), after_restore.in_doubt()
        if restore is None:
            raise click.ClickException("The desk is not held: there is nothing to confirm.")
        rung, talked = ([one.record_number for one in some] for some in (doubt.may_have_rung, doubt.talked))
        if not as_json:
            click.echo(f"Backup of {restore.backup_made_at:%Y-%m-%d %H:%M:%S} UTC.")
            click.echo(f"{doubt.open_callbacks} callbacks are open: each gets a new promise and one notice.")
            click.echo(
                f"May have rung: {', '.join(rung) or 'none'}. In a call: {', '.join(talked) or 'none'}."
            )
        if not yes:
            click.confirm("Let the desk ring and write again?", abort=True)
        after_restore.confirm(by=None, now=datetime.now(UTC))
        said = {"open_callbacks": doubt.open_callbacks, "may_have_rung": rung, "talked": talked}
        click.echo(json.dumps(said) if as_json else "The desk goes on.")
