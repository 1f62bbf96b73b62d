"""A mail server that keeps the newest mails in a folder, for the demo's mailbox page. It listens on loopback alone."""

import asyncio
import os
import signal
from email.message import Message
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.handlers import Mailbox

MOST = 2_000
LOOKS_AFTER = 100  # mails


class NewestMails(Mailbox):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._since_a_look = LOOKS_AFTER

    def handle_message(self, message: Message) -> None:
        super().handle_message(message)
        self._since_a_look += 1
        if self._since_a_look > LOOKS_AFTER:
            self._since_a_look = 0
            self._throw_away()

    def _throw_away(self) -> None:
        mails = sorted((Path(self.mail_dir) / "new").iterdir(), key=lambda mail: mail.stat().st_mtime)
        for mail in mails[:-MOST]:
            mail.unlink()


async def main() -> None:
    told = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, told.set)
    sink = UnthreadedController(
        NewestMails(Path(os.environ["RINGBACK_MAILBOX"])),
        hostname="127.0.0.1",
        port=int(os.environ["SMTP_PORT"]),
        loop=asyncio.get_running_loop(),
    )
    server = await sink._create_server()
    try:
        await told.wait()
    finally:
        server.close()


if __name__ == "__main__":
    asyncio.run(main())
