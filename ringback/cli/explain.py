"""`ringback explain`: what a rulebook decides for given facts, and why; needs no database."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from ringback.cli import presets
from ringback.cli.refuse import refuse
from ringback.rules.policy.decide import decide
from ringback.rules.policy.facts import UnfitFacts
from ringback.rules.policy.rulebook import Rulebook, parse
from ringback.rules.policy.verdict import Reason, Verdict
from ringback.rules.policy.wrong import WrongRulebook


@click.command("explain")
@click.option(
    "--policy", required=True, metavar="FILE|NAME", help="A rulebook, or a preset such as amazon-like."
)
@click.option(
    "--facts", required=True, metavar="FILE", help='JSON: {"seller": {…}, "request": {…}}; - reads stdin.'
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(policy: str, facts: str, as_json: bool) -> None:
    """Say what a rulebook decides for given facts, with the reason of every rule.

    Ends with 2 and a message on standard error when the rulebook or a fact that it uses is wrong or missing.
    """
    try:
        rulebook = _rulebook(policy)
        verdict = decide(rulebook, _facts(facts))
    except WrongRulebook as error:
        refuse(str(error))
    except UnfitFacts as error:
        refuse(f"{facts}: {error}")
    text = (
        json.dumps(verdict.as_json(), ensure_ascii=False, indent=2) if as_json else _told(rulebook, verdict)
    )
    click.echo(text.encode())


def _rulebook(policy: str) -> Rulebook:
    path = Path(policy) if Path(policy).is_file() else presets.rulebook_path(policy)
    if not path.is_file():
        refuse(f"{policy}: neither a file nor a preset; presets are {', '.join(presets.names()) or 'none'}")
    return parse(_text(path), file=str(path))


def _facts(source: str) -> Any:
    text = sys.stdin.read() if source == "-" else _text(Path(source))
    try:
        return json.loads(text)
    except ValueError as error:
        refuse(f"{source}: not JSON: {error}")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{path}: cannot be read: {error}")


def _told(rulebook: Rulebook, verdict: Verdict) -> str:
    head = [
        f"{rulebook.name} of {rulebook.version}",
        "",
        "May be rung on the asked line." if verdict.eligible else "May not be rung on the asked line.",
        f"Class           {verdict.priority}, target {verdict.target_minutes:g} opening minutes",
        f"Credit          {verdict.credit_minutes:g} minutes",
        f"Languages       {', '.join(verdict.languages)}",
        f"Recommended     {verdict.recommended_channel}",
        f"Open channels   {', '.join(verdict.channels)}",
        f"Open lines      {', '.join(verdict.lines) or 'none'}",
        "",
    ]
    width = max(len(reason.rule) for reason in verdict.reasons)
    return "\n".join(head + [_line(reason, width) for reason in verdict.reasons])


def _line(reason: Reason, width: int) -> str:
    opens = ""
    if reason.unlock:
        opens = (
            f" (opens on {reason.unlock.date})"
            if reason.unlock.date
            else f" (mended at: {reason.unlock.link})"
        )
    mark = "yes" if reason.holds else "no "
    return f"{mark}  {reason.rule:<{width}}  {reason.effect:<9}  {reason.because.en}{opens}"


if __name__ == "__main__":
    command()
