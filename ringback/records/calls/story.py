"""The whole story of one callback: events, promises, attempts, acts, and what decided."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback, CallbackEvent, Escalation
from ringback.records.callbacks.went_before import went_before
from ringback.records.calls.models import Attempt
from ringback.records.desk.models import Site
from ringback.records.notices.models import Notice
from ringback.records.promises.models import Promise

# Pages name these types without importing tables.
__all__ = ["Attempt", "Callback", "CallbackEvent", "Promise", "Story", "story_of"]


@dataclass(frozen=True)
class Story:
    """`names` are the agents whom events speak of, by pk; `went_before` counts who was rung first, by why."""

    callback: Callback
    events: list[CallbackEvent]
    promises: list[Promise]
    attempts: list[Attempt]
    notices: list[Notice]
    escalations: list[Escalation]
    names: dict[int, str]
    went_before: Counter[str]


def story_of(callback: UUID, *, sites: Collection[Site] | None = None, seller: int | None = None) -> Story:
    """Raises Callback.DoesNotExist, for a callback of another site or seller too."""
    found = Callback.objects.select_related(
        "case__seller__person",
        "case__issue_type",
        "site",
        "rulebook",
        "promise",
        "wants_agent__person",
        "continues",
    )
    if sites is not None:
        found = found.filter(site__in=sites)
    if seller is not None:
        found = found.filter(seller=seller)
    one = found.get(pk=callback)
    events = list(one.events.select_related("actor"))
    return Story(
        one,
        events,
        list(Promise.objects.filter(request=one.pk)),
        list(one.attempts.select_related("agent__person", "call").order_by("armed_at")),
        list(Notice.objects.filter(about=one.pk).order_by("written_at")),
        list(one.escalations.all()),
        _names(events),
        went_before(one, until=one.finished_at),
    )


def _names(events: list[CallbackEvent]) -> dict[int, str]:
    """Events carry agents as numbers; stories call them by name."""
    numbers = {each.detail["agent"] for each in events if isinstance(each.detail.get("agent"), int)}
    return dict(Agent.objects.filter(pk__in=numbers).values_list("pk", "person__name"))
