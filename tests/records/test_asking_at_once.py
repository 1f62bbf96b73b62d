"""The short way from a draft to a callback writes what the careful way writes, and loses every race that it should lose."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from ringback.records.callbacks.at_once import ask_at_once, ask_with_draft, read_draft, write_into
from ringback.records.callbacks.models import Callback
from ringback.records.cases import drafts
from ringback.records.cases.models import Case
from ringback.records.desk.models import Site
from ringback.records.notices.models import Notice
from ringback.records.sellers.models import Seller
from tests.people import NOON, SECOND, a_site, answers, sells

NOW = NOON + timedelta(microseconds=123_456)  # to the last digit
SLUG = "payment-on-hold"
SAYS: dict[str, Any] = {"values": {}, "description": "The money has not come.", "urgent_claimed": False}
ITS_OWN = {"id", "case_id", "seller_id", "queue_id", "promise_id", "number", "state_since"}


def begins(seller: Seller, site: Site) -> Case:
    draft = drafts.draft_of(seller, site.issue_types.get(slug=SLUG), now=NOON - SECOND)
    return drafts.save_draft(draft, **SAYS, now=NOON - SECOND)


def at_once(seller: Seller) -> Callback | None:
    draft = read_draft(seller.person, SLUG, site=None, now=NOW)
    assert draft is not None
    write_into(draft, **SAYS)
    return ask_at_once(draft, line="in-app", now=NOW)


def all_that_was_written(callback: Callback) -> dict[str, Any]:
    fresh = Callback.objects.select_related("promise", "case").get(pk=callback.pk)
    told = [(line.kind, line.at, line.detail) for line in fresh.events.all()]
    notice = Notice.objects.get(about=fresh.pk)
    assert fresh.promise is not None
    own = {name: value for name, value in vars(fresh).items() if name[0] != "_" and name not in ITS_OWN}
    promise = {
        name: value for name, value in vars(fresh.promise).items() if name not in ("id", "request", "_state")
    }
    case = fresh.case
    return {
        **own,
        "events": told,
        "promise": promise,
        "case": (
            case.state,
            case.subject,
            case.completeness,
            case.opened_at,
            case.description,
            case.changed_at,
        ),
        "notice": (notice.kind, notice.state, notice.written_at, {**notice.context}),
    }


@pytest.mark.django_db
def test_both_ways_write_the_same() -> None:
    site = a_site()
    answers("Bo", site)
    ada = sells("Ada", site)
    draft = begins(ada, site)
    with transaction.atomic():
        callback = at_once(ada)
        assert callback is not None
        short = all_that_was_written(callback)
        transaction.set_rollback(True)
    careful = all_that_was_written(ask_with_draft(draft, line="in-app", now=NOW))
    assert short == careful
    assert [kind for kind, _at, _detail in short["events"]] == ["asked", "promised"]


@pytest.mark.django_db
def test_a_closed_case_about_the_same_issue_is_left_to_the_careful_way() -> None:
    site = a_site()
    answers("Bo", site)
    ada = sells("Ada", site)
    Case.objects.filter(pk=begins(ada, site).pk).update(state="closed", number=41)
    begins(ada, site)
    assert at_once(ada) is None
    assert not Callback.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_another_tab_is_sending_is_not_sent_twice() -> None:
    """The first transaction is held open until the second one waits for its row."""
    site = a_site()
    answers("Bo", site)
    ada = sells("Ada", site)
    draft = begins(ada, site)

    def second() -> Callback | None:
        try:
            return at_once(ada)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as tab:
        with transaction.atomic():
            drafts.send_case(draft, now=NOW)
            other = tab.submit(second)
            with pytest.raises(TimeoutError):
                other.result(timeout=1)
        assert other.result(timeout=10) is None
    assert Case.objects.count() == 1
    assert not Callback.objects.exists()
