"""People as others ask for them."""

from django.contrib.auth.hashers import check_password, make_password

from ringback.records.people.models import Person

# Pages name the type without importing tables.
__all__ = ["Person", "has_supervisor", "hash_for", "person_by_name"]


def person_by_name(name: str, *, role: str) -> Person | None:
    """The first of that name and role."""
    return Person.objects.filter(name=name, role=role).order_by("pk").first()


def hash_for(email: str, password: str) -> str:
    """What this person has as the hash of their password where it fits, else a new one. Takes a fraction of a second."""
    kept = Person.objects.filter(email=email.lower()).values_list("password", flat=True).first()
    return kept if kept is not None and check_password(password, kept) else make_password(password)


def has_supervisor() -> bool:
    """Somebody can sign in to set the desk up."""
    return Person.objects.filter(role=Person.Role.SUPERVISOR, is_active=True).exists()
