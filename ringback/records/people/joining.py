"""How somebody comes to the desk: with an e-mail that is nobody else's and a password that is not everybody's."""

from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from ringback.records.people.models import Person


class CannotJoin(ValueError):
    """The text says what is wrong with what was given."""


@transaction.atomic
def join(email: str, *, name: str, role: str, password: str, language: str, zone: str) -> Person:
    """`zone` is an IANA name. Raises CannotJoin; somebody who is there already is not changed."""
    person = Person(email=email.strip().lower(), name=name.strip(), role=role, language=language, zone=zone)
    try:
        validate_email(person.email)
        validate_password(password, person)
    except ValidationError as problem:
        raise CannotJoin(" ".join(problem.messages)) from problem
    if not person.name:
        raise CannotJoin("A name is needed.")
    if zone not in available_timezones():
        raise CannotJoin(f"{zone} is no time zone; write one such as Europe/Berlin.")
    if Person.objects.filter(email__iexact=person.email).exists():
        raise CannotJoin(f"{person.email} is somebody's already.")
    person.set_password(password)
    person.save()
    return person
