"""Who asks, where the middleware has already refused whoever is not signed in."""

from typing import cast

from django.http import HttpRequest

from ringback.records.people.readers import Person


def person_of(request: HttpRequest) -> Person:
    return cast(Person, request.user)
