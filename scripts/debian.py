"""Unpacks Debian packages into a private folder with Debian's own clients: no root, no traces on the machine."""

import os
import shutil
from pathlib import Path

from steps import Cannot, quietly

ELSEWHERE = "docs/development.md says which program to put where on other systems."
SETTINGS = """\
Dir::State "{apt}"; Dir::State::lists "{apt}/lists"; Dir::State::status "/var/lib/dpkg/status"; Dir::Cache "{apt}/cache";
Acquire::Languages "none"; APT::Install-Recommends "false"; APT::Sandbox::User ""; Debug::NoLocking "true";
"""


def unpack(packages: list[str], folder: Path) -> None:
    """Fetch the packages, with what they need and the machine lacks, from the machine's own sources."""
    for program in ("apt-get", "dpkg-deb"):
        if not shutil.which(program):
            raise Cannot(f"{program} is not here, so {', '.join(packages)} cannot be fetched. {ELSEWHERE}")
    shutil.rmtree(folder, ignore_errors=True)
    apt = folder / ".apt"
    for package in _fetched(packages, apt):
        quietly(["dpkg-deb", "-x", str(package), str(folder)], advice=f"Delete {folder} and try again.")
    shutil.rmtree(apt)


def _fetched(packages: list[str], apt: Path) -> list[Path]:
    for part in ("lists/partial", "cache/archives/partial"):
        (apt / part).mkdir(parents=True)
    (apt / "apt.conf").write_text(SETTINGS.format(apt=apt))
    env = dict(os.environ, APT_CONFIG=str(apt / "apt.conf"), DEBIAN_FRONTEND="noninteractive")
    # A fresh machine has no lists at all.
    quietly(["apt-get", "-qq", "update"], env=env, advice=ELSEWHERE)
    fetch = ["apt-get", "-qq", "-y", "--download-only", "--reinstall", "install", *packages]
    quietly(fetch, env=env, advice=ELSEWHERE)
    return sorted((apt / "cache" / "archives").glob("*.deb"))
