"""Sets up this checkout: `setup.py run` for the desk and its demo, `setup.py test` for the tests as well.

Standard library only, because it runs before anything is installed. Nothing needs root, nothing is written outside of
the checkout but what pip and apt keep for themselves, and a step is skipped while what it is made from is unchanged.

`setup.py npm …` calls npm with the node that was found.
"""

import sys
from pathlib import Path

import chromium
import environment
import front_end
from environment import COMMAND, LOCKS, PYTHON, VENV
from steps import ROOT, Cannot, is_done, quietly, step

LEAST_PYTHON = (3, 11)
TRANSLATIONS = ROOT / "ringback" / "config" / "locale"


def main(arguments: list[str]) -> int:
    try:
        if arguments[:1] == ["npm"]:
            return front_end.call_npm(arguments[1:])
        set_up(tests=arguments[:1] == ["test"])
    except Cannot as reason:
        print(f"\nSetting up stopped: {reason}", file=sys.stderr)
        return 1
    return 0


def set_up(*, tests: bool) -> None:
    if sys.version_info < LEAST_PYTHON:
        raise Cannot(f"Ringback needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")
    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    step("Python environment", "environment", [version], environment.make, made=PYTHON)
    set_up_packages(tests=tests, version=version)
    step(
        "command ringback",
        "command",
        [version, ROOT / "scripts" / "environment.py"],
        environment.write_command,
        made=COMMAND,
    )
    step(
        "front-end packages",
        "front-end-packages",
        front_end.PACKAGES,
        front_end.install,
        made=front_end.INSTALLED,
    )
    step("styles and scripts", "front-end", front_end.sources(), front_end.build, made=front_end.BUILT)
    catalogue = TRANSLATIONS / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    parts = [*(TRANSLATIONS / "parts").glob("*.po"), ROOT / "scripts" / "messages.py"]
    step("translations", "translations", parts, compile_translations, made=catalogue)
    if tests and not chromium.on_the_machine():
        step(
            "Chromium", "chromium", [ROOT / "scripts" / "chromium.py"], chromium.fetch, made=chromium.PRIVATE
        )


def set_up_packages(*, tests: bool, version: str) -> None:
    """What the tests need includes what the desk needs, so a checkout that is set up for tests stays as it is."""
    everything: list[Path | str] = [version, LOCKS / "all.txt"]
    if is_done("packages-all", everything):
        return
    name = "all" if tests else "demo"
    lock = LOCKS / f"{name}.txt"
    step(
        "Python packages",
        f"packages-{name}",
        [version, lock],
        lambda: environment.install(lock),
        made=VENV / "bin" / "pip",
    )


def compile_translations() -> None:
    quietly([str(PYTHON), "scripts/messages.py", "compile"], advice="Mend the entry that is named.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
