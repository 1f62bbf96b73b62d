"""From the first keystroke to the case: drafts are saved, sent, or continued in the case that is about the same issue."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from ringback.records import wake
from ringback.records.cases import evidence, template
from ringback.records.cases.models import Case, Message
from ringback.records.desk.models import IssueType
from ringback.records.sellers.models import Seller


class SameIssue(Exception):
    """The seller has a case about this already: open, or closed and to be reopened."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"case {case.number} is about the same issue")
        self.case = case


class NotReady(Exception):
    """The draft cannot be sent yet; `problems` by field, as in `template.problems`."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {problem}" for name, problem in problems.items()))
        self.problems = problems


@transaction.atomic
def draft_of(seller: Seller, issue_type: IssueType, *, now: datetime) -> Case:
    """The seller's one draft of this type, begun if there is none."""
    draft, _ = Case.objects.select_related("seller__person", "site", "issue_type").get_or_create(
        seller=seller,
        site_id=issue_type.site_id,
        issue_type=issue_type,
        state=Case.State.DRAFT,
        defaults={"started_at": now, "changed_at": now},
    )
    return draft


@transaction.atomic
def save_draft(
    draft: Case, *, values: Mapping[str, str], description: str, urgent_claimed: bool, now: datetime
) -> Case:
    """Answers to fields that the template has no more are kept beside `values`."""
    kept = {name: text for name, text in draft.values.items() if name in draft.issue_type.former}
    draft.values, draft.description, draft.urgent_claimed = {**kept, **values}, description, urgent_claimed
    draft.changed_at = now
    measure(draft)
    draft.save(update_fields=["values", "description", "urgent_claimed", "completeness", "changed_at"])
    return draft


def measure(case: Case) -> template.Completeness:
    """Set the case's completeness from what stands in it; the caller saves."""
    found = template.completeness(
        case.issue_type, values=case.values, description=case.description, evidence=case.evidence.count()
    )
    case.completeness = found.share
    return found


@transaction.atomic
def send_case(draft: Case, *, now: datetime) -> Case:
    """Make the draft a case with a number. Raises NotReady, SameIssue.

    The seller's row is locked: of two pages that send at once, the second finds the first one's case.
    """
    Seller.objects.select_for_update().get(pk=draft.seller_id)
    draft.refresh_from_db(fields=["state", "number"])
    if draft.state != Case.State.DRAFT:
        return draft
    if found := problems(draft):
        raise NotReady(found)
    draft.subject = template.subject_of(draft.issue_type, draft.values)
    if first := case_about_the_same(draft):
        raise SameIssue(first)
    draft.number, draft.state = _next_number(), Case.State.OPEN
    draft.opened_at = draft.changed_at = now
    measure(draft)
    draft.save(update_fields=["number", "state", "subject", "completeness", "opened_at", "changed_at"])
    wake.wake(wake.person(draft.seller.person_id), wake.desk(draft.site.slug))
    return draft


def case_about_the_same(draft: Case) -> Case | None:
    """An open case goes before a closed one, a younger before an older."""
    subject = template.subject_of(draft.issue_type, draft.values)
    same = Case.objects.filter(
        seller=draft.seller_id,
        site=draft.site_id,
        issue_type=draft.issue_type_id,
        subject=subject,
        number__isnull=False,
    ).select_related("seller__person", "site", "issue_type")
    return min(same, key=lambda case: (case.state == Case.State.CLOSED, -(case.number or 0)), default=None)


@transaction.atomic
def continue_in(first: Case, *, draft: Case, now: datetime) -> Case:
    """Carry what the draft says over into the case about the same issue, so that nothing is typed twice."""
    if draft.description.strip():
        Message.objects.create(
            case=first, author=draft.seller.person, from_seller=True, body=draft.description, sent_at=now
        )
    draft.evidence.update(case=first)
    first.values = {**first.values, **{name: value for name, value in draft.values.items() if value}}
    first.urgent_claimed = first.urgent_claimed or draft.urgent_claimed
    first.changed_at = now
    if first.state == Case.State.CLOSED:
        first.state, first.closed_at = Case.State.OPEN, None
    draft.delete()
    measure(first)
    first.save(update_fields=["values", "urgent_claimed", "completeness", "state", "closed_at", "changed_at"])
    wake.wake(wake.person(first.seller.person_id), wake.desk(first.site.slug))
    return first


@transaction.atomic
def throw_away(draft: Case) -> None:
    """Only a draft can be thrown away; its files go with it."""
    evidence.forget_all_of(draft)
    Case.objects.filter(pk=draft.pk, state=Case.State.DRAFT).delete()


def problems(draft: Case) -> Mapping[str, str]:
    """What keeps it from being sent, by field; see `template.problems`."""
    return template.problems(draft.issue_type, values=draft.values, description=draft.description)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ringback_case_number')")
        return int(cursor.fetchone()[0])
