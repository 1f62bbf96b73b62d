"""The Python environment .venv, its packages from the lock files, and the command `ringback` in it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import debian
from steps import CACHE, ROOT, Cannot, quietly

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PEERS = CACHE / "peers"
COMMAND = VENV / "bin" / "ringback"
LOCKS = ROOT / "requirements"


def make() -> None:
    """Debian's python3 comes without pip and without the means to put one into an environment."""
    shutil.rmtree(VENV, ignore_errors=True)
    # A new environment is empty, whatever was installed into the one before.
    for stamp in (CACHE / "stamps").glob("Python-packages-*"):
        stamp.unlink()
    whole = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False)
    if whole.returncode:
        _make_with_pip_from_debian()


def _make_with_pip_from_debian() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    quietly([sys.executable, "-m", "venv", "--without-pip", str(VENV)], advice="Is this Python whole?")
    unpacked = CACHE / "pip"
    debian.unpack(["python3-pip-whl"], unpacked)
    wheel = next(unpacked.glob("usr/share/python-wheels/pip-*.whl"), None)
    if wheel is None:
        raise Cannot("This Python has no pip, and python3-pip-whl brought none. Install python3-venv.")
    install_itself = [str(PYTHON), f"{wheel}/pip", "install", "--no-index", "--no-deps", str(wheel)]
    quietly(install_itself, advice="Install python3-venv, then try again.")
    shutil.rmtree(unpacked)


def install(lock: Path, *, into: Path = PYTHON) -> None:
    pip = [str(PYTHON), "-m", "pip", "--python", str(into), "install", "--quiet"]
    quietly(
        [*pip, "--require-hashes", "--requirement", str(lock)],
        advice="Is the package index reachable? pip's own settings (pip config) are used as they are.",
        env=dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_ROOT_USER_ACTION="ignore"),
    )


def make_peers() -> None:
    """The products that the benchmarks compare with, apart from ours; our own pip installs into it."""
    shutil.rmtree(PEERS, ignore_errors=True)
    quietly([str(PYTHON), "-m", "venv", "--without-pip", str(PEERS)], advice="Is this Python whole?")
    install(LOCKS / "peers.txt", into=PEERS / "bin" / "python")


def write_command() -> None:
    """The checkout itself is what runs, so that nothing has to be built or installed again after a change."""
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    (packages / "ringback.pth").write_text(f"{ROOT}\n")
    # By way of sh: a path with a space, or a long one, does not fit behind #!.
    say = "from ringback.cli import main; main(prog_name='ringback')"
    COMMAND.write_text(f'#!/bin/sh\nexec "{PYTHON}" -c "{say}" "$@"\n')
    COMMAND.chmod(0o755)
