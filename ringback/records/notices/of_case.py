"""The mails of a case, and whether they arrived."""

from uuid import UUID

from django.db.models import QuerySet

from ringback.records.notices.models import Notice
from ringback.records.people.models import Person


def notices_of_case(person: Person, case_number: int) -> QuerySet[Notice]:
    """The youngest first."""
    return Notice.objects.filter(person=person, case_number=case_number).order_by("-written_at")


def last_notice_about(person: Person, callback: UUID) -> Notice | None:
    found = Notice.objects.filter(person=person, about=callback).order_by("-written_at")
    return found.only("kind", "state", "settled_at").first()
