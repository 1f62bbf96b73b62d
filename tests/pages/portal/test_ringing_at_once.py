"""Ada's draft is ready: one click makes the case, the callback and its promise, or nothing of them."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback
from ringback.records.cases.models import Case
from ringback.records.notices.models import Notice
from ringback.records.sellers.models import Seller
from tests.pages.portal.conftest import Browser
from tests.people import a_site, answers, sells

pytestmark = pytest.mark.django_db
NEW = "/support/new/listing-removed/"
READY = {"description": "It is gone since Monday."}


@pytest.fixture
def bo(ada: Seller) -> Agent:
    return answers("Bo", ada.standings.get().site, languages=("en", "zh-hans"))


@pytest.fixture
def ada() -> Seller:
    return sells("Ada", a_site())


@pytest.fixture
def page(ada: Seller, browser: Browser) -> Client:
    return browser(ada)


def draft(page: Client, **values: str) -> None:
    assert page.post(f"{NEW}draft/", {**READY, **values}).status_code == 204


def test_a_ready_draft_shows_when_we_would_ring_before_anything_is_sent(page: Client, bo: Agent) -> None:
    draft(page)
    shown = page.get(f"{NEW}ring-me/").content.decode()
    assert "Ready: we could ring you" in shown
    assert "Ready: we could ring you" in page.get(NEW).content.decode()
    assert not Callback.objects.exists()
    assert Case.objects.get().state == "draft"


def test_a_draft_that_lacks_something_offers_no_short_way(page: Client, bo: Agent) -> None:
    draft(page, description="")
    assert "Ring me" not in page.get(f"{NEW}ring-me/").content.decode()


def test_a_seller_who_may_not_be_rung_is_offered_no_short_way(browser: Browser, bo: Agent) -> None:
    cy = sells("Cy", bo.sites.get(), mfa=False)
    theirs = browser(cy)
    draft(theirs)
    assert "Ring me" not in theirs.get(f"{NEW}ring-me/").content.decode()
    answer = theirs.post(f"{NEW}ring-me/", READY)
    assert answer["Location"] == f"/cases/{Case.objects.get().number}/channel/", "which says why"
    assert not Callback.objects.exists()


def test_one_click_makes_the_case_the_callback_and_what_belongs_to_it(page: Client, bo: Agent) -> None:
    draft(page)
    answer = page.post(f"{NEW}ring-me/", {"description": "It is gone since Tuesday."})
    callback = Callback.objects.get()
    assert answer["Location"] == f"/callbacks/{callback.pk}/"
    assert callback.case.state == "open"
    assert callback.case.number
    assert callback.case.description == "It is gone since Tuesday.", "as it stood in the form"
    assert callback.promise is not None
    assert callback.reasons
    assert [event.kind for event in callback.events.all()] == ["asked", "promised"]
    assert Notice.objects.get(about=callback.pk).kind == "asked"


def test_a_second_click_leads_to_the_same_callback(page: Client, bo: Agent) -> None:
    first = page.post(f"{NEW}ring-me/", READY)
    second = page.post(f"{NEW}ring-me/", READY)
    assert second["Location"] == first["Location"]
    assert Callback.objects.count() == Case.objects.count() == 1


def test_another_text_about_the_same_issue_is_shown_the_open_case(page: Client, bo: Agent) -> None:
    page.post(f"{NEW}ring-me/", READY)
    second = page.post(f"{NEW}ring-me/", {"description": "Now the other listing, too."})
    assert second.status_code == 200
    assert str(Callback.objects.get().case.number) in second.content.decode()
    assert Case.objects.get(state="draft").description == "Now the other listing, too.", "nothing is lost"


def test_what_is_missing_is_said_and_what_was_typed_is_kept(page: Client, bo: Agent) -> None:
    answer = page.post(f"{NEW}ring-me/", {"description": " ", "urgent_claimed": "on"})
    assert answer.status_code == 422
    assert Case.objects.get().urgent_claimed
    assert not Callback.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_at_once_one_callback_comes(browser: Browser, ada: Seller, bo: Agent) -> None:
    tabs, together = [browser(ada), browser(ada)], Barrier(2)
    draft(tabs[0])

    def click(tab: Client) -> None:
        together.wait(10)
        assert tab.post(f"{NEW}ring-me/", READY).status_code in (200, 303)
        connection.close()

    threads = [Thread(target=click, args=[tab]) for tab in tabs]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert Callback.objects.count() == 1
    assert Case.objects.filter(number__isnull=False).count() == 1
    assert Callback.objects.get().asked_at <= datetime.now(UTC)
