"""`ringback serve`: the pages and the live hub, in one process."""

import logging
import os
import resource
from types import FrameType

import click
import django
import uvicorn
from django.conf import settings
from django.utils.module_loading import import_string
from prometheus_client import REGISTRY

from ringback.cli import home, metrics

OTHER_FILES = 500  # requests under way, database connections, uploads

OTHER_FILES = 500  # requests under way, database connections, uploads


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
    _let_open(settings.LIVE_MAX_STREAMS + OTHER_FILES)
    _watched()
    _server().run()


def _let_open(files: int) -> None:
    """Each open page is a file; many systems allow a process 1,024 until it asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = files if hard == resource.RLIM_INFINITY else min(files, hard)
    if allowed > soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed < files:
        logging.getLogger(__name__).warning(
            "only %d files may be open: raise the hard limit (LimitNOFILE), or lower RINGBACK_LIVE_MAX_STREAMS",
            allowed,
        )


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
