"""`ringback serve`: the pages and the live hub, in one process."""

import logging
import os
from types import FrameType

import click
import django
import uvicorn
from django.conf import settings
from django.utils.module_loading import import_string
from prometheus_client import REGISTRY

from ringback.cli import home, metrics


@click.command()
def command() -> None:
    """Serve the pages and the live hub on RINGBACK_HOST and RINGBACK_PORT."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.config.settings")
    django.setup()
    try:
        home.refuse_unfit()
    except home.Unfit as wrong:
        raise click.ClickException(str(wrong)) from None
    # A page that asks too much is given up; the other processes have their own time.
    os.environ.setdefault(
        "PGOPTIONS", f"-c statement_timeout={round(settings.PAGE_STATEMENT.total_seconds() * 1000)}"
    )
    _watched()
    _server().run()


def _watched() -> None:
    if settings.METRICS_PORT:
        REGISTRY.register(metrics.Desk())
    metrics.tell("serve")


def _server() -> uvicorn.Server:
    application = import_string(settings.ASGI_APPLICATION)

    class Server(uvicorn.Server):
        """Ends the event streams when told to stop: the server waits for open answers, and they have no end."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            application.close_streams()
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        application,
        host=settings.LISTEN_HOST,
        port=settings.LISTEN_PORT,
        http="httptools",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=settings.BEHIND_PROXY,
        forwarded_allow_ips=list(settings.PROXIES),
        timeout_graceful_shutdown=5,
    )
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    return Server(config)
