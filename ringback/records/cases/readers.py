"""Cases as their seller sees them; a case of somebody else does not exist."""

from django.db.models import QuerySet

from ringback.records.cases.models import Case, Evidence, Message
from ringback.records.desk.models import IssueType, Site
from ringback.records.sellers.models import Seller

# Pages name these types without importing tables.
__all__ = ["Case", "Evidence", "Message"]

WITH = ("seller__person", "site", "issue_type")


def case_of(seller: Seller, number: int) -> Case:
    """Raises Case.DoesNotExist, for a stranger's case too."""
    return Case.objects.select_related(*WITH).get(seller=seller, number=number)


def draft_of(seller: Seller, issue_type: IssueType) -> Case | None:
    return (
        Case.objects.select_related(*WITH)
        .filter(seller=seller, issue_type=issue_type, state=Case.State.DRAFT)
        .first()
    )


def cases_of(seller: Seller) -> QuerySet[Case]:
    """What was sent, the youngest change first."""
    return (
        Case.objects.select_related(*WITH).filter(seller=seller, number__isnull=False).order_by("-changed_at")
    )


def unfinished_of(seller: Seller) -> QuerySet[Case]:
    """Open cases and drafts, the youngest change first."""
    return (
        Case.objects.select_related(*WITH)
        .filter(seller=seller)
        .exclude(state=Case.State.CLOSED)
        .order_by("-changed_at")
    )


def drafts_of(seller: Seller) -> QuerySet[Case]:
    return (
        Case.objects.select_related(*WITH)
        .filter(seller=seller, state=Case.State.DRAFT)
        .order_by("-changed_at")
    )


def messages_of(case: Case) -> QuerySet[Message]:
    return case.messages.select_related("author")


def evidence_of(seller: Seller, pk: int) -> Evidence:
    """Raises Evidence.DoesNotExist, for a stranger's file too."""
    return Evidence.objects.select_related("case").get(case__seller=seller, pk=pk)


def owed_answers(sites: list[Site]) -> QuerySet[Case]:
    """Cases of these sites that wait for a written answer, the one whose published time ends first on top."""
    return (
        Case.objects.select_related(*WITH)
        .filter(site__in=sites, answer_by__isnull=False)
        .order_by("answer_by")
    )
