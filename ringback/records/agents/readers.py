"""Agents as others ask for them."""

from ringback.records.agents.models import Agent
from ringback.records.people.models import Person

# Pages name the type without importing tables.
__all__ = ["Agent", "agent_for"]


def agent_for(person: Person) -> Agent:
    """Raises Agent.DoesNotExist for people who answer no calls."""
    return Agent.objects.select_related("person").get(person=person)
