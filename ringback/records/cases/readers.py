"""Cases as their seller sees them; a case of somebody else does not exist."""

from django.db.models import QuerySet

from ringback.records.cases.models import Case, Evidence, Message
from ringback.records.desk.models import IssueType
from ringback.records.sellers.models import Seller

# Pages name these types without importing tables.
__all__ = ["Case", "Evidence", "Message"]

WITH = ("site", "issue_type")
LISTED = ("subject", "changed_at", "issue_type__slug", "issue_type__name")


def case_of(seller: Seller, number: int) -> Case:
    """Raises Case.DoesNotExist, for a stranger's case too."""
    return _all_of(seller).get(number=number)


def draft_of(seller: Seller, issue_type: IssueType) -> Case | None:
    return drafts_of(seller).filter(issue_type=issue_type).first()


def cases_of(seller: Seller) -> QuerySet[Case]:
    """What was sent, the youngest change first."""
    return _all_of(seller).filter(number__isnull=False)


def unfinished_of(seller: Seller) -> QuerySet[Case]:
    """Open cases and drafts, the youngest change first, as far as a list shows them."""
    found = seller.cases.select_related("issue_type").exclude(state=Case.State.CLOSED)
    return found.only("number", "state", "site", "seller", *LISTED).order_by("-changed_at")


def drafts_of(seller: Seller) -> QuerySet[Case]:
    return _all_of(seller).filter(state=Case.State.DRAFT)


def _all_of(seller: Seller) -> QuerySet[Case]:
    """The youngest change first. Each knows its seller, as this object."""
    return seller.cases.select_related(*WITH).order_by("-changed_at")


def messages_of(case: Case) -> QuerySet[Message]:
    return case.messages.select_related("author")


def evidence_of(seller: Seller, pk: int) -> Evidence:
    """Raises Evidence.DoesNotExist, for a stranger's file too."""
    return Evidence.objects.select_related("case").get(case__seller=seller, pk=pk)
