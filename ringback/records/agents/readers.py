"""Agents as others ask for them."""

from ringback.records.agents.models import Agent
from ringback.records.desk.models import Site
from ringback.records.people.models import Person

# Pages name the type without importing tables.
__all__ = ["Agent", "agent_at", "agent_for", "names_of_agents", "sites_of", "unspoken"]


def agent_for(person: Person) -> Agent:
    """Raises Agent.DoesNotExist for people who answer no calls."""
    agent = Agent.objects.get(person=person)
    agent.person = person
    return agent


def sites_of(agent: Agent) -> list[Site]:
    """In the desk's own order."""
    return list(agent.sites.all())


def agent_at(pk: int) -> Agent:
    """Raises Agent.DoesNotExist."""
    return Agent.objects.select_related("person").get(pk=pk)


def unspoken() -> list[tuple[str, str]]:
    """(site, language): what a site offers and no agent of it speaks."""
    spoken: dict[int, set[str]] = {}
    for site, languages in Agent.objects.filter(person__is_active=True).values_list("sites", "languages"):
        spoken.setdefault(site, set()).update(languages)
    return [
        (site.slug, language)
        for site in Site.objects.all()
        for language in site.languages
        if language not in spoken.get(site.pk, ())
    ]


def names_of_agents() -> dict[int, str]:
    """By their number, whoever they were."""
    return dict(Agent.objects.values_list("pk", "person__name"))
