"""How a person is written to: language and zone."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction

from ringback.records.people.models import Person


class NoSuchLanguage(ValueError):
    """The desk does not write in this language."""


class NoSuchZone(ValueError):
    """Not a name of the IANA time zone list."""


@transaction.atomic
def write_in(person: Person, *, language: str) -> Person:
    if language not in dict(settings.LANGUAGES):
        raise NoSuchLanguage(language)
    person.language = language
    person.save(update_fields=["language"])
    return person


@transaction.atomic
def show_times_in(person: Person, *, zone: str) -> Person:
    """`zone` is an IANA name, such as Asia/Shanghai."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise NoSuchZone(zone) from wrong
    person.zone = zone
    person.save(update_fields=["zone"])
    return person


@transaction.atomic
def write_person(*, email: str, name: str, role: str, language: str, zone: str, hashed: str) -> Person:
    """A person by their e-mail, as they are to be from now on; `hashed` is what is kept of their password."""
    values = {"name": name, "role": role, "language": language, "zone": zone, "password": hashed}
    person, _ = Person.objects.update_or_create(email=email.lower(), defaults=values)
    return person
