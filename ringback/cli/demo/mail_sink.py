"""A mail server that keeps every mail in a folder, for the demo's mailbox page. It listens on loopback alone."""

import asyncio
import os
import signal
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.handlers import Mailbox


async def main() -> None:
    told = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, told.set)
    sink = UnthreadedController(
        Mailbox(Path(os.environ["RINGBACK_MAILBOX"])),
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
