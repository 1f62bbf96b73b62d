"""What the desk may look up: a case with all that belongs to it, and the search that finds it."""

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from ringback.records.callbacks.models import Callback
from ringback.records.calls.models import Attempt, Call
from ringback.records.cases.models import Case, Evidence, Message
from ringback.records.desk.models import Site
from ringback.records.people.models import Person
from ringback.records.sellers.models import Standing

# Pages name these types without importing tables.
__all__ = [
    "Case",
    "Evidence",
    "Site",
    "calls_of",
    "case_for",
    "evidence_for",
    "facts_of",
    "latest_callback",
    "messages_of",
    "other_cases",
    "owed_answers",
    "search",
    "sites_of",
]

FOUND = 50
RECORD_NUMBER = re.compile(r"^[A-Za-z]{1,4}-\d{1,12}-\d{1,4}$")


def sites_of(person: Person) -> QuerySet[Site]:
    """A supervisor sees every site, an agent their own."""
    if person.role == Person.Role.SUPERVISOR:
        return Site.objects.all()
    return Site.objects.filter(agents__person=person)


def cases_for(person: Person) -> QuerySet[Case]:
    """Every case that was sent on a site of this person; any other case does not exist for them."""
    return Case.objects.select_related("seller__person", "site", "issue_type").filter(
        number__isnull=False, site__in=sites_of(person)
    )


def case_for(person: Person, number: int) -> Case:
    """Raises Case.DoesNotExist."""
    return cases_for(person).prefetch_related("evidence").get(number=number)


def evidence_for(person: Person, pk: int) -> Evidence:
    """Raises Evidence.DoesNotExist."""
    return Evidence.objects.get(pk=pk, case__in=cases_for(person))


def search(person: Person, text: str) -> list[Case]:
    """By record number, case number, seller id, or a part of the company's or the seller's name."""
    text = text.strip()
    if not text or "\0" in text:
        return []
    return list(cases_for(person).filter(_matching(text)).order_by("-opened_at")[:FOUND])


def _matching(text: str) -> Q:
    if RECORD_NUMBER.match(text):
        return Q(pk__in=Attempt.objects.filter(record_number__iexact=text).values("callback__case"))
    if text.isdecimal() and len(text) <= 12:
        return Q(number=int(text))
    compact = re.sub(r"\s", "", text)
    return (
        Q(seller__code__iexact=compact)
        | Q(seller__company__icontains=text)
        | Q(seller__person__name__icontains=text)
        | Q(subject__iexact=compact)
    )


def latest_callback(case: Case) -> Callback | None:
    return case.callbacks.select_related("promise").order_by("-ordinal").first()


def calls_of(case: Case) -> QuerySet[Call]:
    return (
        Call.objects.filter(attempt__callback__case=case)
        .select_related("attempt__agent__person")
        .order_by("-attempt__answered_at")
    )


def facts_of(case: Case) -> dict[str, Any]:
    """The standing as the marketplace sent it last, or nothing."""
    standing = Standing.objects.filter(seller=case.seller, site=case.site).first()
    return dict(standing.facts) if standing else {}


def messages_of(case: Case) -> QuerySet[Message]:
    return case.messages.select_related("author")


def other_cases(case: Case, most: int = 8) -> QuerySet[Case]:
    return (
        Case.objects.filter(seller=case.seller, site=case.site, number__isnull=False)
        .exclude(pk=case.pk)
        .select_related("issue_type")
        .only("number", "opened_at", "state", "issue_type__name")
        .order_by("-opened_at")[:most]
    )


def owed_answers(sites: Sequence[Site], most: int = 8) -> QuerySet[Case]:
    """Written answers of these sites, the one whose published time ends first on top."""
    return (
        Case.objects.filter(site__in=sites, answer_by__isnull=False)
        .select_related("issue_type")
        .only("number", "answer_by", "issue_type__name")
        .order_by("answer_by")[:most]
    )
