"""The command `ringback`: one module per verb, loaded when it is called."""

import importlib

import click

VERBS = {
    "up": "Run everything under one supervisor.",
    "serve": "Serve the pages and the live hub.",
    "dispatch": "Pick callbacks and ring sellers.",
    "work": "Deliver notices.",
    "seed": "Write a preset's sites, issue types and demo people.",
    "doctor": "Say what is wrong with this desk, and what to do.",
    "backup": "Write the whole desk to one file.",
    "restore": "Put a backup back.",
    "confirm-restore": "Let a restored desk go on.",
    "create-supervisor": "Make the first person who may sign in to the desk.",
    "import-standing": "Take in a file of the marketplace's facts on its sellers.",
    "explain": "Say what a rulebook decides for given facts.",
    "simulate": "Run a desk on a virtual clock, from a scenario file.",
    "replay": "Try the promise on call records of another centre.",
}


class Verbs(click.Group):
    """Finds the command of a verb in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"ringback.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version="0.1.0", prog_name="ringback")
def main() -> None:
    """Ringback, a callback desk for marketplaces."""
