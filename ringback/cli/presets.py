"""Where the presets are: a folder of folders, each with a rulebook and the data of a desk."""

import os
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]


def folder() -> Path:
    """`policies` of the checkout, or the folder that RINGBACK_POLICIES names."""
    return Path(os.environ.get("RINGBACK_POLICIES") or _CHECKOUT / "policies")


def names() -> list[str]:
    return sorted(path.parent.name for path in folder().glob("*/rulebook.toml"))


def rulebook_path(name: str) -> Path:
    return folder() / name / "rulebook.toml"
