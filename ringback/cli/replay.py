"""`ringback replay`: promises for calls that were recorded elsewhere, and how good they were; needs no database."""

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import click

from ringback.cli.refuse import refuse
from ringback.rules.queue.scoring import Figures
from ringback.simulation.replay.records import BadRecords, Call, read
from ringback.simulation.replay.run import METHOD, Replayed, replay

DIGITS = 4  # of a figure in the answer


@click.command("replay")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--score-on", required=True, metavar="SPLIT", help="The value of the column split to score.")
@click.option("--calibrate-on", default="", metavar="SPLITS", help="Replayed first, such as train,calibrate.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(*, file: Path, score_on: str, calibrate_on: str, as_json: bool) -> None:
    """Make a promise for each call of FILE (.csv or .csv.gz) that had to wait, from what was known at its second.

    Scores the calls that were answered. Ends with 2 and a message when the records or a split cannot be used.
    """
    splits = [name.strip() for name in calibrate_on.split(",") if name.strip()]
    calls = _calls(file)
    try:
        done = replay(calls, calibrate_on=splits, score_on=score_on)
    except ValueError as problem:
        there = ", ".join(sorted({call.split for call in calls})) or "none"
        refuse(f"{file}: {problem}; splits are {there}")
    click.echo(json.dumps(_document(done)) if as_json else _told(done))


def _calls(file: Path) -> list[Call]:
    try:
        opened = gzip.open if file.suffix == ".gz" else open
        with opened(file, "rt", encoding="utf-8", newline="") as lines:
            return list(read(lines))
    except BadRecords as wrong:
        refuse(f"{file}: {wrong}")
    except UnicodeDecodeError:
        refuse(f"{file}: not UTF-8 text")
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        refuse(f"{file}: not a whole gzip file: {problem}")
    except OSError as problem:
        refuse(f"{file}: {problem.strerror}")


def _document(done: Replayed) -> dict[str, Any]:
    ours = _figures(done.figures[METHOD])
    baselines = {
        name: {key: value for key, value in _figures(one).items() if key not in ("n", "pinball")}
        for name, one in done.figures.items()
        if name != METHOD
    }
    return {**ours, "start_differs": done.start_differs, "baselines": baselines}


def _figures(one: Figures) -> dict[str, Any]:
    return {
        "n": one.n,
        "coverage": round(one.coverage, DIGITS),
        "mean_width_s": round(one.mean_width, DIGITS),
        "winkler_s": round(one.winkler, DIGITS),
        "mae_s": round(one.mae, DIGITS),
        "pinball": {str(level): round(loss, DIGITS) for level, loss in one.pinball.items()},
    }


def _told(done: Replayed) -> str:
    rows = [f"{'':24}{'coverage':>10}{'width':>10}{'Winkler':>10}{'error':>10}"]
    rows += [
        f"{name:24}{one.coverage:>10.3f}{one.mean_width:>8.0f} s{one.winkler:>8.0f} s{one.mae:>8.0f} s"
        for name, one in done.figures.items()
    ]
    scored = f"{done.figures[METHOD].n} calls scored; {done.start_differs} say another start than arrival and wait do."
    return "\n".join([*rows, "", scored])
