"""A rulebook is changed by adding a dated version; one that is wrong is refused as a whole."""

from datetime import date, datetime

from django.db import transaction

from ringback.records.policies.models import RulebookVersion
from ringback.rules.policy.rulebook import parse


@transaction.atomic
def add_version(name: str, *, text: str, valid_from: date, now: datetime) -> RulebookVersion:
    """Raises WrongRulebook. Adding the text that is in force on that day already changes nothing."""
    parse(text, file=name)
    newest = (
        RulebookVersion.objects.filter(name=name, valid_from__lte=valid_from)
        .order_by("valid_from", "pk")
        .last()
    )
    if newest is not None and newest.text == text:
        return newest
    return RulebookVersion.objects.create(name=name, valid_from=valid_from, added_at=now, text=text)
