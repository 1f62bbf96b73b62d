"""What the dispatcher says of its lines."""

from datetime import datetime

from django.db import transaction

from ringback.records import wake
from ringback.records.desk.models import Site
from ringback.records.lease.actions import hold_fast
from ringback.records.lines.models import LineHealth

WHY = 200


@transaction.atomic
def line_is(name: str, *, is_open: bool, why: str, epoch: int, now: datetime) -> None:
    """Whether a line can ring from now on; the desks look. Raises Fenced."""
    hold_fast(epoch)
    LineHealth.objects.update_or_create(
        name=name, defaults={"is_open": is_open, "why": why[:WHY], "since": now}
    )
    wake.wake(wake.DISPATCH, *map(wake.desk, Site.objects.values_list("slug", flat=True)))
