"""Sets up this checkout: `setup.py run` for the desk and its demo, `setup.py test` for the tests as well.

Standard library only, because it runs before anything is installed. Nothing needs root, nothing is written outside of
the checkout but what pip and apt keep for themselves, and a step is skipped while what it is made from is unchanged.

`setup.py peers` makes the environment of the products that the benchmarks compare with. `setup.py npm …` calls npm with the node that was found.
"""

import sys

if sys.version_info < (3, 11):
    # Before the imports, which an older Python cannot read.
    sys.exit("Ringback needs Python 3.11 or newer; %s is %s." % (sys.executable, sys.version.split()[0]))

from pathlib import Path

import chromium
import environment
import front_end
from environment import COMMAND, LOCKS, PYTHON
from steps import ROOT, Cannot, is_done, quietly, step

TRANSLATIONS = ROOT / "ringback" / "config" / "locale"


def main(arguments: list[str]) -> int:
    try:
        if arguments[:1] == ["npm"]:
            return front_end.call_npm(arguments[1:])
        set_up(tests=arguments[:1] in (["test"], ["peers"]))
        if arguments[:1] == ["peers"]:
            set_up_peers()
    except Cannot as reason:
        print(f"\nSetting up stopped: {reason}", file=sys.stderr)
        return 1
    return 0


def set_up(*, tests: bool) -> None:
    set_up_python(tests=tests)
    set_up_pages()
    if tests and not chromium.on_the_machine():
        step("Chromium", [Path(chromium.__file__)], chromium.fetch, made=chromium.PRIVATE)


def set_up_python(*, tests: bool) -> None:
    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    step("Python environment", [version], environment.make, made=PYTHON)
    # What the tests need includes what the desk needs, so a checkout that is set up for tests stays as it is.
    for_tests = tests or is_done("Python packages all", [version, LOCKS / "all.txt"])
    name = "all" if for_tests else "demo"
    lock = LOCKS / f"{name}.txt"
    step(f"Python packages {name}", [version, lock], lambda: environment.install(lock), made=PYTHON)
    writer = Path(environment.__file__)
    step("command ringback", [version, writer], environment.write_command, made=COMMAND)


def set_up_peers() -> None:
    step("peers of the benchmarks", [LOCKS / "peers.txt"], environment.make_peers, made=environment.PEERS)


def set_up_pages() -> None:
    step("front-end packages", front_end.PACKAGES, front_end.install, made=front_end.INSTALLED)
    step("styles and scripts", front_end.sources(), front_end.build, made=front_end.BUILT)
    catalogue = TRANSLATIONS / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    parts = [*(TRANSLATIONS / "parts").glob("*.po"), ROOT / "scripts" / "messages.py"]
    step("translations", parts, compile_translations, made=catalogue)


def compile_translations() -> None:
    quietly([str(PYTHON), "scripts/messages.py", "compile"], advice="Mend the entry that is named.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
