"""What this process has done for callbacks, counted when it is committed; `ringback_` figures of the metrics."""

from datetime import timedelta

from django.db import transaction
from prometheus_client import Counter, Histogram

EVENTS = Counter(
    "ringback_callback_events", "Lines written to the stories of callbacks (docs/story.md).", ["site", "kind"]
)
NOTICES = Counter("ringback_notices", "Tries to deliver a notice, by how they ended.", ["ended"])
LAG = Histogram(
    "ringback_dispatch_lag_seconds",
    "From the moment when an agent was free and a callback waited to its pick.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300),
)


def event(site: str, kind: str) -> None:
    transaction.on_commit(lambda: EVENTS.labels(site, kind).inc())


def notice(ended: str) -> None:
    """`ended` is delivered, bounced or later."""
    transaction.on_commit(lambda: NOTICES.labels(ended).inc())


def picked(lag: timedelta) -> None:
    transaction.on_commit(lambda: LAG.observe(max(0.0, lag.total_seconds())))
