"""`ringback seed`: writes a preset's sites, issue types and rulebook; with --demo the demo's people too."""

import json
import tomllib
from datetime import UTC, datetime
from typing import Any

import click

from ringback.cli import home, presets


@click.command()
@click.option("--preset", default="amazon-like", show_default=True, help="a folder under policies/")
@click.option("--demo", is_flag=True, help="the demo's sellers, agents and supervisor as well")
@click.option("--json", "as_json", is_flag=True, help="print one JSON document")
def command(preset: str, demo: bool, as_json: bool) -> None:
    """Write a preset's sites, issue types and rulebook. Doing it again changes nothing."""
    with home.at_home(demo=demo):
        written = write(preset)
        if demo:
            from ringback.cli.demo import seeding  # noqa: PLC0415 (the demo's parts are an extra)

            written["people"] = seeding.write(preset)
    click.echo(json.dumps(written) if as_json else _told(written))


def write(preset: str) -> dict[str, Any]:
    from ringback.records.desk import actions  # noqa: PLC0415 (tables need Django to be set up)
    from ringback.records.policies.actions import add_version  # noqa: PLC0415

    folder = presets.folder() / preset
    if not (folder / "sites.toml").exists():
        raise click.ClickException(
            f"There is no preset {preset!r} with sites. Known: {', '.join(presets.names())}."
        )
    _refuse_another_desk(preset)
    now = datetime.now(UTC)
    text = (folder / "rulebook.toml").read_text()
    sites, types = _read(folder / "sites.toml"), _read(folder / "issue_types.toml")
    version = add_version(preset, text=text, valid_from=tomllib.loads(text)["version"], now=now)
    for position, values in enumerate(sites["site"]):
        site = actions.write_site(
            {"position": position, **values},
            rulebook=preset,
            mend=sites.get("mend", {}),
            owners=sites.get("owners", {}),
        )
        for place, each in enumerate(types["issue_type"]):
            actions.write_issue_type(site, each, position=place)
    return {
        "preset": preset,
        "rulebook": str(version),
        "sites": [values["slug"] for values in sites["site"]],
        "issue_types": len(types["issue_type"]),
    }


def _refuse_another_desk(preset: str) -> None:
    """Two presets may name the same site; the second would take it over, with its hours and its rules."""
    from ringback.records.desk.readers import sites  # noqa: PLC0415 (tables need Django to be set up)

    if others := [site.slug for site in sites() if site.rulebook_name != preset]:
        raise click.ClickException(
            f"This desk's sites ({', '.join(others)}) follow another rulebook. Give {preset} a data folder or database of its own."
        )


def _read(path: Any) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise click.ClickException(f"{path.name} cannot be read: {problem}") from problem


def _told(written: dict[str, Any]) -> str:
    return f"{written['rulebook']}: sites {', '.join(written['sites'])} with {written['issue_types']} issue types each."


if __name__ == "__main__":
    command()
