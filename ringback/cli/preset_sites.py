"""Writes what a preset knows of a desk: its sites, their issue types, and the rulebook they follow."""

import tomllib
from datetime import UTC, datetime
from typing import Any

import click

from ringback.cli import presets


def write(preset: str) -> dict[str, Any]:
    from ringback.records.desk import actions  # noqa: PLC0415 (tables need Django to be set up)
    from ringback.records.desk.readers import sites_by_slug  # noqa: PLC0415
    from ringback.records.history.readers import version_of  # noqa: PLC0415
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
        # What somebody has changed by the pages since is theirs.
        site = sites_by_slug().get(values["slug"]) if version_of("site", values["slug"]) else None
        site = site or actions.write_site(
            {"position": position, **values},
            rulebook=preset,
            mend=sites.get("mend", {}),
            owners=sites.get("owners", {}),
        )
        for place, each in enumerate(types["issue_type"]):
            if not version_of("issue-type", f"{site.slug}:{each['slug']}"):
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
