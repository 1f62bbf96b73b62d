"""One issue, one case: a second draft about it is continued in the first."""

import threading

import pytest
from django.db import connection, transaction

from ringback.records.cases import actions, drafts
from ringback.records.cases.models import Case
from ringback.records.desk.models import IssueType
from ringback.records.sellers.models import Seller
from tests.records_cases.world import NOON, listing_removed, seller, site

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Seller:
    return seller("Ada")


@pytest.fixture
def listing() -> IssueType:
    return listing_removed(site())


def written(
    ada: Seller,
    listing: IssueType,
    *,
    asin: str = "B07XYZ1234",
    description: str = "It is gone.",
    urgent: bool = False,
) -> Case:
    draft = drafts.draft_of(ada, listing, now=NOON)
    return drafts.save_draft(
        draft, values={"asin": asin}, description=description, urgent_claimed=urgent, now=NOON
    )


def test_a_draft_is_found_again(ada: Seller, listing: IssueType) -> None:
    first = written(ada, listing)
    assert drafts.draft_of(ada, listing, now=NOON) == first
    assert first.number is None


def test_a_sent_draft_gets_a_number_and_its_completeness(ada: Seller, listing: IssueType) -> None:
    case = drafts.send_case(written(ada, listing), now=NOON)
    assert (case.state, case.subject) == ("open", "B07XYZ1234")
    assert case.number is not None
    assert case.completeness == 0.55  # of 5/9


def test_what_the_type_cannot_do_without_is_named(ada: Seller, listing: IssueType) -> None:
    with pytest.raises(drafts.NotReady) as refused:
        drafts.send_case(written(ada, listing, asin="", description=" "), now=NOON)
    assert refused.value.problems == {"asin": "empty", "description": "empty"}


def test_a_second_case_about_the_same_issue_leads_to_the_first(ada: Seller, listing: IssueType) -> None:
    first = drafts.send_case(written(ada, listing), now=NOON)
    with pytest.raises(drafts.SameIssue) as same:
        drafts.send_case(written(ada, listing, asin="b07 xyz1234"), now=NOON)
    assert same.value.case == first


def test_another_asin_is_another_issue(ada: Seller, listing: IssueType) -> None:
    first = drafts.send_case(written(ada, listing), now=NOON)
    second = drafts.send_case(written(ada, listing, asin="B000000001"), now=NOON)
    assert first.number != second.number


def test_bo_may_have_a_case_about_the_same_asin(ada: Seller, listing: IssueType) -> None:
    drafts.send_case(written(ada, listing), now=NOON)
    assert drafts.send_case(written(seller("Bo"), listing), now=NOON).state == "open"


def test_a_closed_case_about_it_is_found_too(ada: Seller, listing: IssueType) -> None:
    first = actions.close(drafts.send_case(written(ada, listing), now=NOON), now=NOON)
    with pytest.raises(drafts.SameIssue) as same:
        drafts.send_case(written(ada, listing), now=NOON)
    assert same.value.case == first


def test_what_was_typed_twice_is_carried_into_the_first_case(ada: Seller, listing: IssueType) -> None:
    first = actions.close(drafts.send_case(written(ada, listing), now=NOON), now=NOON)
    draft = written(ada, listing, description="Now the stock is blocked, too.", urgent=True)
    case = drafts.continue_in(first, draft=draft, now=NOON)
    assert (case.state, case.urgent_claimed, case.closed_at) == ("open", True, None)
    assert [message.body for message in case.messages.all()] == ["Now the stock is blocked, too."]
    assert not Case.objects.filter(state="draft").exists()


def test_sending_twice_gives_one_number(ada: Seller, listing: IssueType) -> None:
    draft = written(ada, listing)
    first = drafts.send_case(draft, now=NOON).number
    assert drafts.send_case(Case.objects.get(pk=draft.pk), now=NOON).number == first


@pytest.mark.django_db(transaction=True)
def test_two_pages_that_send_at_once_make_one_case(ada: Seller, listing: IssueType) -> None:
    """The first page's transaction is held open until the second one waits for it."""
    mine = written(ada, listing)
    outcome: list[object] = []

    def second_page() -> None:
        try:
            outcome.append(drafts.send_case(Case.objects.get(pk=mine.pk), now=NOON).number)
        finally:
            connection.close()

    with transaction.atomic():
        number = drafts.send_case(mine, now=NOON).number
        other = threading.Thread(target=second_page)
        other.start()
        other.join(0.5)
        assert other.is_alive(), "the second page should wait for the first"
    other.join(10)
    assert outcome == [number]


def test_a_thrown_away_draft_is_gone_but_a_case_stays(ada: Seller, listing: IssueType) -> None:
    draft = written(ada, listing)
    drafts.throw_away(draft)
    assert not Case.objects.exists()
    case = drafts.send_case(written(ada, listing), now=NOON)
    drafts.throw_away(case)
    assert Case.objects.filter(pk=case.pk).exists()
