"""`python -m bench [FIGURE …]`: measure every figure, or those named, and print one JSON line for each.

Ends with 1 when a figure passes its limit.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator

import bench
from bench.figure import Figure

NOT_MEASURED = {"__main__", "figure"}


def figures() -> list[str]:
    """Every other module of this package is a benchmark named after its figure, with a function `measure`."""
    return sorted(
        module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in NOT_MEASURED
    )


def measured(names: list[str]) -> Iterator[Figure]:
    for name in names:
        yield from importlib.import_module(f"bench.{name}").measure()


def main(names: list[str]) -> int:
    if unknown := set(names) - set(figures()):
        print(
            f"There is no figure {', '.join(sorted(unknown))}; there are {', '.join(figures())}.",
            file=sys.stderr,
        )
        return 2
    good = True
    for figure in measured(names or figures()):
        print(figure.line(), flush=True)
        good = good and figure.value <= figure.limit
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
