"""`ringback seed`: writes a preset's sites, issue types and rulebook; with --demo the demo's people too."""

import json
from typing import Any

import click

from ringback.cli import home, preset_sites


@click.command()
@click.option("--preset", default="amazon-like", show_default=True, help="a folder under policies/")
@click.option("--demo", is_flag=True, help="the demo's sellers, agents and supervisor as well")
@click.option("--json", "as_json", is_flag=True, help="print one JSON document")
def command(preset: str, demo: bool, as_json: bool) -> None:
    """Write a preset's sites, issue types and rulebook. Doing it again changes nothing."""
    with home.at_home(demo=demo):
        written = preset_sites.write(preset)
        if demo:
            from ringback.cli.demo import seeding  # noqa: PLC0415 (the demo's parts are an extra)

            written["people"] = seeding.write(preset)
    click.echo(json.dumps(written) if as_json else _told(written))


def _told(written: dict[str, Any]) -> str:
    return f"{written['rulebook']}: sites {', '.join(written['sites'])} with {written['issue_types']} issue types each."


if __name__ == "__main__":
    command()
