"""People as others ask for them."""

from ringback.records.people.models import Person

# Pages name the type without importing tables.
__all__ = ["Person", "person_by_name"]


def person_by_name(name: str, *, role: str) -> Person | None:
    """The first of that name and role."""
    return Person.objects.filter(name=name, role=role).order_by("pk").first()
