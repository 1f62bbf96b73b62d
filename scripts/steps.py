"""A step of setting up: done once for what it is made from, told with its seconds, and stopped with advice."""

import hashlib
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"


class Cannot(Exception):
    """A step cannot be done here; the text says what to do instead."""


def step(name: str, made_from: Iterable[Path | str], work: Callable[[], None], *, made: Path) -> None:
    """Do `work`, which makes `made`, unless it was done for the same files and words in this place."""
    stamp, sources = _stamp(name), list(made_from)
    if made.exists() and is_done(name, sources):
        return
    print(f"  {name} … ", end="", flush=True)
    began = time.monotonic()
    stamp.unlink(missing_ok=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest(sources))
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def is_done(name: str, made_from: Iterable[Path | str]) -> bool:
    stamp = _stamp(name)
    return stamp.exists() and stamp.read_text() == digest(made_from)


def digest(made_from: Iterable[Path | str]) -> str:
    """Of the files' contents, of the words, and of this place: programs in an environment name their own folder."""
    total = hashlib.sha256(str(ROOT).encode())
    for source in sorted(made_from, key=str):
        if isinstance(source, str):
            total.update(source.encode() + b"\0")
        elif source.is_file():
            total.update(str(source.relative_to(ROOT)).encode() + b"\0" + source.read_bytes())
    return total.hexdigest()


def _stamp(name: str) -> Path:
    return CACHE / "stamps" / name.replace(" ", "-")


def quietly(command: list[str], *, advice: str, env: dict[str, str] | None = None) -> str:
    """Run in the checkout; on failure show what it printed and the advice."""
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env=env,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        raise Cannot(f"`{' '.join(command)}` failed.\n{done.stdout[-4000:]}\n{advice}")
    return done.stdout
