"""The real desk for journeys: serve, dispatch and work as processes on a free port, lengths scaled down by settings."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler

ROOT = Path(__file__).resolve().parent.parent.parent
LENGTHS = {
    "RINGBACK_ACCEPT_SECONDS": "8",
    "RINGBACK_RING_SECONDS": "9",
    "RINGBACK_CAP_SECONDS": "26",
    "RINGBACK_SELLER_WARNING_LEFT_SECONDS": "16",
    "RINGBACK_AGENT_WARNING_LEFT_SECONDS": "18",
    "RINGBACK_AGENT_LAST_WARNING_LEFT_SECONDS": "12",
    "RINGBACK_WRAP_UP_SECONDS": "6",
    "RINGBACK_SIDE_GONE_SECONDS": "9",
    "RINGBACK_AGENT_PAGE_GONE_SECONDS": "6",
    "RINGBACK_SELLER_REACHABLE_SECONDS": "5",
    "RINGBACK_LIVE_BEAT_SECONDS": "1",
    "RINGBACK_LIVE_PRESENCE_WRITE_SECONDS": "0.5",
    "RINGBACK_JOBS_POLL_SECONDS": "0.5",
}
VERBS = ("serve", "dispatch", "work")


class Mailbox(Handler):
    """Mails by whom they are for."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[tuple[str, str]] = []

    def handle_message(self, message: object) -> None:
        text = str(message)
        self.mails.append((str(message["X-RcptTo"] if hasattr(message, "__getitem__") else ""), text))

    def for_address(self, address: str) -> list[str]:
        return [text for to, text in self.mails if address in to]


@dataclass
class Stack:
    """Processes of one desk; `log` is where they write."""

    database: str
    folder: Path
    port: int = 0
    secret: str = "a secret of the journeys alone"
    verbs: tuple[str, ...] = VERBS
    lengths: dict[str, str] = field(default_factory=lambda: dict(LENGTHS))
    mailbox: Mailbox = field(default_factory=Mailbox)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def portal(self) -> str:
        return f"http://portal.localhost:{self.port}"

    @property
    def desk(self) -> str:
        return f"http://desk.localhost:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            **self.lengths,
            "DATABASE_URL": self.database,
            "RINGBACK_DATA": str(self.folder),
            "RINGBACK_SECRET_KEY": self.secret,
            "RINGBACK_PORT": str(self.port),
            "PORTAL_URL": self.portal,
            "DESK_URL": self.desk,
            "SMTP_PORT": str(self.smtp.port),
            "DJANGO_SETTINGS_MODULE": "ringback.config.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "",
        }

    def start(self) -> None:
        self.port = free_port()
        self.smtp = Controller(self.mailbox, hostname="127.0.0.1", port=free_port())
        self.smtp.start()
        for verb in self.verbs:
            self.run(verb)
        self.wait_until_it_answers()

    def run(self, verb: str) -> None:
        log = (self.folder / f"{verb}.log").open("ab")
        command = [sys.executable, "-c", f"from ringback.cli import main; main(['{verb}'])"]
        self.processes[verb] = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, cwd=ROOT)

    def kill(self, verb: str) -> None:
        """As a crash does."""
        self.processes[verb].kill()
        self.processes[verb].wait()

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(8)
            process.kill()
            process.wait()
        self.smtp.stop()

    def wait_until_it_answers(self, seconds: float = 30) -> None:
        last = time.monotonic() + seconds
        while time.monotonic() < last:
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}/accounts/login/")
            request.add_header("Host", f"portal.localhost:{self.port}")
            with suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(request, timeout=2)
                return
            time.sleep(0.1)
        raise TimeoutError((self.folder / "serve.log").read_text()[-4000:])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
