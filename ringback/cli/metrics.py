"""Each process tells its figures on a port of its own, in Prometheus' words: serve on RINGBACK_METRICS_PORT, dispatch on
the next, work on the one after."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hmac import compare_digest
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.db import Error, connection
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

PLACES = {"serve": 0, "dispatch": 1, "work": 2}

log = logging.getLogger(__name__)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Whoever collects comes every few seconds."""


def tell(process: str) -> None:
    """Begin to tell, where a port is set. A port that is taken is logged: the desk works without being watched."""
    if not settings.METRICS_PORT:
        return
    port = settings.METRICS_PORT + PLACES[process]
    try:
        server = make_server(settings.METRICS_HOST, port, application, _Server, _Quiet)
    except OSError as problem:
        log.error(
            "metrics: port %d cannot be used: %s; give this process another RINGBACK_METRICS_PORT",
            port,
            problem,
        )
        return
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if not _may_read(environ):
        start("401 Unauthorized", [("WWW-Authenticate", "Bearer")])
        return [b""]
    if environ["PATH_INFO"] != "/metrics":
        start("404 Not Found", [("Content-Type", "text/plain")])
        return [b"/metrics\n"]
    encode, kind = choose_encoder(environ.get("HTTP_ACCEPT", ""))
    body = encode(REGISTRY)
    start("200 OK", [("Content-Type", kind)])
    return [body]


def _may_read(environ: dict[str, Any]) -> bool:
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    said = str(environ.get("HTTP_AUTHORIZATION", "")).encode("latin1", "replace")
    return not settings.METRICS_TOKEN or compare_digest(said, wanted)


class Desk(Collector):
    """What the tables say, asked at each collection; while the database is away these figures are missing, not zero."""

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return [_gauge("callbacks", "", []), _gauge("promises_at_risk", "", [])]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            yield from list(_of_the_tables())
        except Error as problem:
            log.warning("metrics: database away: %s", str(problem).strip())
        finally:
            connection.close()


def _of_the_tables() -> Iterator[GaugeMetricFamily]:
    # These need Django to be set up.
    from ringback.records.callbacks.figures import figures  # noqa: PLC0415
    from ringback.records.lease.readers import held  # noqa: PLC0415
    from ringback.records.notices.backlog import backlog  # noqa: PLC0415
    from ringback.records.restores.readers import is_held  # noqa: PLC0415

    now = datetime.now(UTC)
    seen, mails, lease = figures(soon=settings.AT_RISK, now=now), backlog(now=now), held()
    yield _gauge("callbacks", "Open callbacks.", ["site", "state", "priority"], seen.callbacks)
    yield _gauge(
        "promises_at_risk",
        "Pending promises whose bound is near (RINGBACK_AT_RISK_SECONDS).",
        ["site"],
        {(site,): count for site, count in seen.at_risk.items()},
    )
    yield _gauge("agents", "Agents.", ["presence"], {(name,): count for name, count in seen.agents.items()})
    yield _gauge("desk_held", "1 after a restore, until it is confirmed.", [], {(): float(is_held())})
    yield _gauge("notices_pending", "Notices that are not delivered yet.", [], {(): mails.waiting})
    late = (now - mails.due_since).total_seconds() if mails.due_since else 0.0
    yield _gauge("notices_late_seconds", "How long the oldest due notice has been due.", [], {(): late})
    if lease is not None:
        yield _gauge("lease_epoch", "Of the dispatcher's lease.", [], {(): lease.epoch})
        left = lease.left.total_seconds()
        yield _gauge("lease_left_seconds", "Below zero nobody dispatches.", [], {(): left})


def _gauge(
    name: str, about: str, labels: list[str], values: Mapping[Any, float] | None = None
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"ringback_{name}", about, labels=labels)
    for words, value in (values or {}).items():
        family.add_metric(words, value)
    return family
