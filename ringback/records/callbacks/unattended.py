"""Sites that are open, where somebody waits and nobody is there to ring."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from ringback.records.agents.models import Agent
from ringback.records.callbacks.crew import PRESENT
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.rules.hours import is_open


@dataclass(frozen=True)
class Unattended:
    site: str
    waiting: int


def unattended(*, now: datetime) -> list[Unattended]:
    """In the desk's order."""
    attended = set(Agent.objects.filter(presence__in=PRESENT).values_list("sites", flat=True))
    waiting = Count("callbacks", filter=Q(callbacks__state=Callback.State.WAITING))
    return [
        Unattended(site.slug, site.count)
        for site in Site.objects.annotate(count=waiting).filter(count__gt=0)
        if site.pk not in attended and is_open(calendar_of(site), now)
    ]
