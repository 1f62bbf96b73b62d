"""Who waits for a skill, and which free agents have it."""

from datetime import datetime

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback


def oldest_waiting_for(skill: str) -> tuple[datetime, str, list[str]] | None:
    """(since when, site, languages) of the callback that has waited longest for somebody with this skill."""
    one = (
        Callback.objects.filter(state=Callback.State.WAITING, skills__contains=[skill])
        .select_related("site")
        .order_by("state_since")
        .first()
    )
    return (one.state_since, one.site.slug, one.languages) if one else None


def free_with(skill: str) -> list[str]:
    """E-mail addresses of available agents with this skill whom nothing holds."""
    free = Agent.objects.filter(
        presence=Agent.Presence.AVAILABLE, skills__contains=[skill], hold__isnull=True
    )
    return list(free.values_list("person__email", flat=True))
