"""The desk in numbers, for whoever watches it: what waits, what is at risk, who is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import OPEN, Callback
from ringback.records.promises.models import Promise


@dataclass(frozen=True)
class Figures:
    """`callbacks` by site, state and class; `at_risk` by site; `agents` by presence."""

    callbacks: dict[tuple[str, str, str], int]
    at_risk: dict[str, int]
    agents: dict[str, int]


def figures(*, soon: timedelta, now: datetime) -> Figures:
    """A promise is at risk when its bound is nearer than `soon` and nothing has rung."""
    still_open = Callback.objects.filter(state__in=OPEN)
    risk = still_open.filter(promise__state=Promise.State.PENDING, promise__shown_until__lte=now + soon)
    return Figures(
        callbacks={
            (site, state, priority): count
            for site, state, priority, count in still_open.values_list("site__slug", "state", "priority")
            .annotate(Count("pk"))
            .order_by()
        },
        at_risk=dict(risk.values_list("site__slug").annotate(Count("pk")).order_by()),
        agents=dict(Agent.objects.values_list("presence").annotate(Count("pk")).order_by()),
    )
