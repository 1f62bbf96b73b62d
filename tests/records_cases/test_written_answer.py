"""Nobody is stranded: a written answer is owed by a published time, and both sides are told."""

from datetime import timedelta

import pytest

from ringback.records.calls import looking_up
from ringback.records.cases import actions, drafts, readers
from ringback.records.cases.models import Case
from ringback.records.notices.models import Notice
from ringback.records.people.models import Person
from tests.records_cases.world import NOON, listing_removed, seller, site

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def case() -> Case:
    draft = drafts.draft_of(seller("Ada"), listing_removed(site()), now=NOON)
    drafts.save_draft(
        draft, values={"asin": "B07XYZ1234"}, description="Gone.", urgent_claimed=False, now=NOON
    )
    return drafts.send_case(draft, now=NOON)


@pytest.fixture
def bo() -> Person:
    return Person.objects.create_user("bo@desk.example", "a long password", name="Bo", role="agent")


def ada_of(case: Case) -> Person:
    return case.seller.person


def kinds() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("kind", flat=True))


def test_a_question_is_owed_an_answer_within_the_published_time(case: Case) -> None:
    actions.write_message(case, author=ada_of(case), body="Any news?", now=NOON)
    assert Case.objects.get(pk=case.pk).answer_by == NOON + timedelta(hours=48)


def test_a_second_question_does_not_put_the_answer_off(case: Case) -> None:
    actions.write_message(case, author=ada_of(case), body="Any news?", now=NOON)
    actions.write_message(case, author=ada_of(case), body="Hello?", now=NOON + HOUR)
    assert case.answer_by == NOON + timedelta(hours=48)


def test_a_second_click_writes_nothing_twice_and_the_same_question_of_another_day_is_asked_again(
    case: Case,
) -> None:
    for at in (NOON, NOON + timedelta(seconds=1), NOON + 24 * HOUR):
        actions.write_message(case, author=ada_of(case), body="Any news?", now=at)
    assert list(case.messages.values_list("sent_at", flat=True)) == [NOON, NOON + 24 * HOUR]


def test_bos_answer_settles_what_is_owed_and_ada_gets_a_mail(case: Case, bo: Person) -> None:
    actions.ask_in_writing(case, now=NOON)
    actions.write_message(case, author=bo, body="It is back.", now=NOON + HOUR)
    assert case.answer_by is None
    assert kinds() == ["message"]
    assert [(m.from_seller, m.body) for m in readers.messages_of(case)] == [(False, "It is back.")]


def test_adas_answer_to_what_was_missing_opens_the_case_again(case: Case) -> None:
    actions.note_missing(case, missing=["The invoice of December"], now=NOON)
    assert case.state == "needs-seller"
    actions.write_message(case, author=ada_of(case), body="Here it is.", now=NOON)
    assert (case.state, case.missing) == ("open", [])


@pytest.mark.parametrize("body", ["", "  \n "])
def test_an_empty_message_is_refused(case: Case, body: str) -> None:
    with pytest.raises(actions.NothingWritten):
        actions.write_message(case, author=ada_of(case), body=body, now=NOON)


def test_nothing_is_written_into_a_closed_case(case: Case) -> None:
    actions.close(case, now=NOON)
    for attempt in (
        lambda: actions.write_message(case, author=ada_of(case), body="Wait!", now=NOON),
        lambda: actions.ask_in_writing(case, now=NOON),
    ):
        with pytest.raises(actions.CaseIsClosed):
            attempt()


def test_closing_twice_tells_once_and_reopening_works(case: Case) -> None:
    actions.close(case, now=NOON)
    actions.close(Case.objects.get(pk=case.pk), now=NOON)
    assert kinds() == ["closed"]
    assert actions.reopen(case, now=NOON).state == "open"


def test_answers_are_owed_oldest_first(case: Case) -> None:
    other = drafts.draft_of(case.seller, case.issue_type, now=NOON)
    drafts.save_draft(
        other, values={"asin": "B000000002"}, description="Gone.", urgent_claimed=False, now=NOON
    )
    other = drafts.send_case(other, now=NOON)
    actions.ask_in_writing(other, now=NOON)
    actions.ask_in_writing(case, now=NOON + HOUR)
    assert list(looking_up.owed_answers([case.site])) == [other, case]


def test_a_strangers_case_does_not_exist_for_cy(case: Case) -> None:
    with pytest.raises(Case.DoesNotExist):
        readers.case_of(seller("Cy"), case.number or 0)
    assert readers.case_of(case.seller, case.number or 0) == case
