"""`ringback simulate`: a desk on a virtual clock, from a scenario file; needs no database."""

import json
import sys
from dataclasses import asdict
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import Any

import click

from ringback.cli.refuse import refuse
from ringback.simulation import measures
from ringback.simulation.measures import Estimate, Figures, figures
from ringback.simulation.reading import WrongScenario, read
from ringback.simulation.run import replications
from ringback.simulation.scenario import Scenario

SHIPPED = files("ringback.simulation") / "scenarios"
DIGITS = 4  # of a figure in the answer
# Figure, its heading, how it is written.
COLUMNS = (
    ("in_target", "in target", "{:.1%}"),
    ("mean_wait", "mean wait", "{:.1f} min"),
    ("wait_90", "90 % within", "{:.1f} min"),
    ("worst_ratio", "worst ÷ target", "{:.2f}"),
    ("reached", "reached", "{:.1%}"),
)


@click.command("simulate")
@click.argument("scenario")
@click.option("--seed", default=1, show_default=True, help="Of the first replication; the others follow it.")
@click.option("--replications", "count", default=10, show_default=True, type=click.IntRange(min=1))
@click.option("--against", metavar="OTHER", help="A second scenario, compared on the same callers.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(*, scenario: str, seed: int, count: int, against: str | None, as_json: bool) -> None:
    """Run the desk of SCENARIO: a TOML file, or the name of one that is shipped (surge, year).

    Ends with 2 and a message for each mistake when a scenario cannot be used.
    """
    ours = _scenario(scenario)
    other = _scenario(against) if against else None
    runs = _played(ours, seed, count)
    other_runs = _played(other, seed, count) if other else None
    if as_json:
        click.echo(json.dumps(_document(ours, runs, other, other_runs, seed)))
        return
    click.echo(_told(ours, runs))
    if other and other_runs:
        click.echo("\n" + _told(other, other_runs))
        click.echo("\n" + _compared(ours, other, measures.paired(runs, other_runs)))


def _scenario(named: str) -> Scenario:
    shipped = SHIPPED / f"{named}.toml"
    try:
        text = shipped.read_text("utf-8") if shipped.is_file() else Path(named).read_text("utf-8")
        return read(text, file=named)
    except WrongScenario as wrong:
        refuse(str(wrong))
    except UnicodeDecodeError:
        refuse(f"{named}: not UTF-8 text")
    except OSError as problem:
        known = ", ".join(sorted(one.name.removesuffix(".toml") for one in SHIPPED.iterdir()))
        refuse(f"{named}: {problem.strerror}; shipped are {known}")


def _played(scenario: Scenario, seed: int, count: int) -> list[Figures]:
    """With a bar on standard error where somebody looks at it."""
    runs = replications(scenario, seed=seed, count=count)
    with click.progressbar(runs, length=count, label=scenario.name, file=sys.stderr) as progress:
        return [figures(played) for played in progress]


def _document(
    ours: Scenario, runs: list[Figures], other: Scenario | None, others: list[Figures] | None, seed: int
) -> dict[str, Any]:
    document = {"seed": seed, "replications": len(runs), **_one(ours, runs)}
    if other and others:
        document["against"] = _one(other, others)
        document["difference"] = _rounded(measures.paired(runs, others))
    return document


def _one(scenario: Scenario, runs: list[Figures]) -> dict[str, Any]:
    return {
        "scenario": scenario.name,
        "classes": _rounded(measures.over(runs)),
        "worst_ratio": _short(measures.estimate([run.worst_ratio for run in runs])),
        "load": _short(measures.estimate([run.load for run in runs])),
    }


def _rounded(classes: dict[str, dict[str, Estimate]]) -> dict[str, Any]:
    return {
        name: {figure: _short(one) for figure, one in estimates.items()}
        for name, estimates in classes.items()
    }


def _short(one: Estimate) -> dict[str, float | None]:
    """Without an interval `half` is null: JSON has no infinity."""
    return {name: None if value == inf else round(value, DIGITS) for name, value in asdict(one).items()}


def _told(scenario: Scenario, runs: list[Figures]) -> str:
    rows = [scenario.name, f"{'':12}" + "".join(f"{heading:>22}" for _, heading, _ in COLUMNS)]
    for name, estimates in measures.over(runs).items():
        rows.append(
            f"{name:12}" + "".join(f"{_cell(estimates[figure], form):>22}" for figure, _, form in COLUMNS)
        )
    load, worst = (measures.estimate([getattr(run, one) for run in runs]) for one in ("load", "worst_ratio"))
    rows.append(
        f"Agents work {_cell(load, '{:.1%}')} of their time; worst wait ÷ target {_cell(worst, '{:.2f}')}."
    )
    if len(runs) > 1:
        rows.append(f"± is half of the 95 % interval over {len(runs)} replications.")
    return "\n".join(rows)


def _cell(one: Estimate, form: str) -> str:
    mean = form.format(one.mean)
    return mean if one.half == inf else f"{mean} ± {form.format(one.half).removesuffix(' min')}"


def _compared(ours: Scenario, other: Scenario, classes: dict[str, dict[str, Estimate]]) -> str:
    """A difference whose interval holds 0 is not known to be one."""
    rows = [f"{other.name}, against {ours.name}, on the same callers:"]
    for name, estimates in classes.items():
        for figure, heading, form in COLUMNS:
            one = estimates[figure]
            sure = "" if abs(one.mean) > one.half else "  (may be none)"
            rows.append(f"{name:12}{heading:>16}  {_cell(one, form.replace('{:', '{:+'))}{sure}")
    return "\n".join(rows).replace("± +", "± ")
