"""Whether the ways out of the desk work: the dispatcher, the browsers, the telephone, the mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q

from ringback.records.callbacks.resting import PHONE
from ringback.records.lease.readers import held
from ringback.records.lines.models import LineHealth
from ringback.records.lines.readers import closed_lines
from ringback.records.notices.models import Notice
from ringback.records.presence.models import PagePresence
from ringback.records.steering.crew import Member

LATELY = timedelta(hours=1)


@dataclass(frozen=True)
class Lines:
    """`connected` of `at_work` agents have a page open. `phone` is none, simulated or up; `closed` are lines that a dispatcher
    could not open. Mails are those of the last hour."""

    dispatches: bool
    hub: bool
    closed: list[LineHealth]
    connected: int
    at_work: int
    phone: str
    mails: int
    delivered: int
    bounced: int

    @property
    def mails_wait(self) -> int:
        return self.mails - self.delivered - self.bounced


def lines_of(crew: Sequence[Member], *, now: datetime) -> Lines:
    at_work = [one for one in crew if one.is_there]
    state = Notice.State
    mails = Notice.objects.filter(written_at__gt=now - LATELY, written_at__lte=now).aggregate(
        every=Count("pk"),
        delivered=Count("pk", filter=Q(state=state.DELIVERED)),
        bounced=Count("pk", filter=Q(state=state.BOUNCED)),
    )
    lease = held()
    phone = "simulated" if PHONE in settings.SIMULATED_LINES else "up"
    return Lines(
        dispatches=lease is not None and lease.left > timedelta(0),
        hub=PagePresence.objects.filter(seen_at__gte=now - settings.SELLER_REACHABLE).exists(),
        closed=list(closed_lines()),
        connected=sum(1 for one in at_work if one.signed_in),
        at_work=len(at_work),
        phone=phone if PHONE in settings.LINES else "none",
        mails=mails["every"],
        delivered=mails["delivered"],
        bounced=mails["bounced"],
    )
