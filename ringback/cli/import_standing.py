"""`ringback import-standing`: takes in a file of the marketplace's facts on its sellers."""

import json
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from ringback.cli import home
from ringback.cli.refuse import refuse

SHOWN = 50  # wrong lines on a terminal; --json tells those that are kept


@click.command("import-standing")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--site", metavar="SLUG", help="For rows that name no site.")
@click.option("--as-of", "day", metavar="DATE", help="For rows that name no day, such as 2026-01-13.")
@click.option("--skip-bad", is_flag=True, help="Apply the good rows of a file in which others are wrong.")
@click.option("--sample", is_flag=True, help="Print a file that shows the columns, and do nothing else.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    *, file: Path | None, site: str | None, day: str | None, skip_bad: bool, sample: bool, as_json: bool
) -> None:
    """Take in FILE.csv: dated facts per seller and site. Sellers who are not in it stay as they are.

    Ends with 1 when rows are wrong and nothing was applied, and with 2 when the file cannot be read.
    """
    with home.at_home():
        if sample:
            click.echo(_sample(), nl=False)
            return
        if file is None:
            raise click.UsageError("Name the file, or ask for --sample.")
        done = _take_in(file, site=site, day=day, skip_bad=skip_bad)
        click.echo(json.dumps(_document(done), ensure_ascii=False) if as_json else _told(done))
        if done.state != "applied":
            sys.exit(1)


def _sample() -> str:
    from ringback.records.sellers.imports import sample_of_this_desk  # noqa: PLC0415 (tables need Django)

    return sample_of_this_desk()


def _take_in(file: Path, *, site: str | None, day: str | None, skip_bad: bool) -> Any:
    from django.conf import settings  # noqa: PLC0415 (needs to be set up)

    from ringback.pages.shared import standing_words as words  # noqa: PLC0415
    from ringback.records.desk.readers import sites_by_slug  # noqa: PLC0415
    from ringback.records.sellers import importing  # noqa: PLC0415

    sites = sites_by_slug()
    if site is not None and site not in sites:
        refuse(f"There is no site {site!r}; there are {', '.join(sites) or 'none'}.")
    where = sites[site] if site is not None else None
    try:
        content = file.read_bytes() if file.stat().st_size <= settings.STANDING_MAX_BYTES else None
        if content is None:
            refuse(f"{file}: {words.too_big(settings.STANDING_MAX_BYTES)}")
        done = importing.take_in(
            content,
            file_name=file.name,
            site=where,
            day=_day(day, where.zone if where else "UTC") if day else None,
            skip_bad=skip_bad,
            by=None,
            now=datetime.now(UTC),
        )
        # Nobody decides about it later: whoever calls the command calls it again.
        return importing.throw_away(done) if done.state == "waiting" else done
    except OSError as problem:
        refuse(f"{file}: {problem.strerror}")
    except importing.Unreadable as wrong:
        refuse(f"{file}: {words.unreadable(wrong)}")


def _day(text: str, zone: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time.min, ZoneInfo(zone))
    except ValueError:
        refuse(f"--as-of: {text!r} is no date; write it as 2026-01-13.")


def _document(done: Any) -> dict[str, Any]:
    return {
        "import": done.pk,
        "applied": done.state == "applied",
        "digest": done.digest,
        "lines": done.lines,
        "good": done.good,
        "changed": done.changed,
        "wrong": done.problem_count,
        "problems": [_said(one) for one in done.problems],
        "older": done.older_count,
        "older_than_held": done.older,
    }


def _said(one: dict[str, Any]) -> dict[str, Any]:
    from ringback.pages.shared.standing_words import problem  # noqa: PLC0415

    return {"line": one["line"], "column": one["column"], "cell": one["cell"], "reason": problem(one)}


def _told(done: Any) -> str:
    lines = [
        f"line {one['line']}{', ' + one['column'] if one['column'] else ''}: {one['reason']}"
        for one in map(_said, done.problems[:SHOWN])
    ]
    if done.problem_count > SHOWN:
        lines.append(f"… and {done.problem_count - SHOWN} more.")
    lines += [
        f"line {one['line']}, {one['column']}: skipped, what the desk holds is of {one['what'][:10]}."
        for one in done.older[:SHOWN]
    ]
    if done.state == "applied":
        lines.append(f"{done.changed} standings changed by {done.good} of {done.lines} lines.")
    else:
        lines.append(
            f"Nothing was applied: {done.problem_count} problems. Mend them, or apply the {done.good} good lines with --skip-bad."
        )
    return "\n".join(lines)


if __name__ == "__main__":
    command()
