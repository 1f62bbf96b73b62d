"""Notices that are due and not yet on their way."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from ringback.records.notices.models import Notice


@dataclass(frozen=True)
class Backlog:
    """`waiting` counts those that are tried again later too; `due_since` is when the oldest that is due fell due."""

    waiting: int
    due: int
    due_since: datetime | None


def backlog(*, now: datetime) -> Backlog:
    waiting = Notice.objects.filter(state=Notice.State.WAITING)
    due = waiting.filter(next_try_at__lte=now).aggregate(count=Count("pk"), since=Min("next_try_at"))
    return Backlog(waiting.count(), due["count"], due["since"])
