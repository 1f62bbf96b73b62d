"""`python -m bench [FIGURE …]`: measure every figure, or those named, and print one JSON line for each.

Ends with 1 when a figure passes its limit.
"""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import bench


def figures() -> list[str]:
    """A module of this package with a function `measure` is a benchmark, named after its figure."""
    here = Path(bench.__path__[0])
    return sorted(
        module.name
        for module in pkgutil.iter_modules(bench.__path__)
        if "\ndef measure(" in (here / f"{module.name}.py").read_text()
    )


def measured(name: str) -> bool:
    """Print its lines; whether all of them keep their limits."""
    good = True
    for figure in importlib.import_module(f"bench.{name}").measure():
        print(figure.line(), flush=True)
        good = good and figure.good
    return good


def main(names: list[str]) -> int:
    if unknown := set(names) - set(figures()):
        print(
            f"There is no figure {', '.join(sorted(unknown))}; there are {', '.join(figures())}.",
            file=sys.stderr,
        )
        return 2
    if len(names) == 1:
        return 0 if measured(names[0]) else 1
    # A process each, so that none is measured with what another has loaded.
    codes = [
        subprocess.run([sys.executable, "-m", "bench", name], check=False).returncode
        for name in names or figures()
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
