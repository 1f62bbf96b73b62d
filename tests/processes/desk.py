"""`ringback up` as an operator starts it: its own database, its three processes, which can be found and killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller

from tests.journeys.stack import ROOT, Stack, free_port
from tests.processes.lengths import LENGTHS

PRESET = "amazon-like"


@dataclass
class Desk(Stack):
    """A demo's desk without the demo's people: a test brings those that it needs. `database` is made at the start."""

    more: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return {
            **inherited,
            **LENGTHS,
            "RINGBACK_DATA": str(self.folder),
            "RINGBACK_DEMO": "1",
            "RINGBACK_PORT": str(self.port),
            "PORTAL_URL": self.portal,
            "DESK_URL": self.desk,
            "SMTP_PORT": str(self.smtp.port),
            "DJANGO_SETTINGS_MODULE": "ringback.config.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "",
            **self.more,
        }

    def start(self) -> None:
        self.prepare()
        self.begin()
        self.ringback("seed", "--demo", "--preset", PRESET)

    def prepare(self) -> None:
        self.port = free_port()
        self.smtp = Controller(self.mailbox, hostname="127.0.0.1", port=free_port())
        self.smtp.start()

    def begin(self) -> None:
        self.run("up")
        self.wait_until_it_answers(60)
        self.database = f"postgresql://postgres@/ringback?host={self.folder / 'postgres'}"

    def ringback(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another verb beside the running desk."""
        command = [sys.executable, "-m", "ringback", *arguments]
        return subprocess.run(command, env=self.env, cwd=ROOT, check=False, capture_output=True, text=True)

    def child(self, verb: str) -> int:
        """The process id of a verb, waited for where it is being started."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for pid in _children(self.processes["up"].pid):
                if verb.encode() in _words(pid)[-1:]:
                    return pid
            time.sleep(0.02)
        raise TimeoutError(f"{verb} does not run")

    def kills(self, verb: str) -> int:
        """As the kernel does when memory runs out. Returns whom."""
        pid = self.child(verb)
        os.kill(pid, signal.SIGKILL)
        return pid

    def kills_database(self) -> None:
        os.kill(int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def stop(self) -> None:
        up = self.processes["up"]
        up.terminate()
        with suppress(subprocess.TimeoutExpired):
            up.wait(40)
        up.kill()
        up.wait()
        self.smtp.stop()


def a_folder() -> Path:
    """Root's database needs a folder whose parents are public anyway."""
    folder = Path(tempfile.mkdtemp(prefix="ringback-processes-", dir="/var/tmp"))
    folder.chmod(0o755)
    return folder


def clear_away(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _children(parent: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(pid) for pid in task.read_text().split()]
    return found


def _words(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
    except OSError:
        return []
