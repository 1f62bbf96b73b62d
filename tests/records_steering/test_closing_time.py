"""When the desk closes: the place is kept, a window that cannot be kept becomes one of the next opening, said once."""

from datetime import UTC, datetime, timedelta

import pytest

from ringback.records.callbacks import offering, turning
from ringback.records.callbacks.models import Callback, CallbackEvent, Escalation
from ringback.records.notices.models import Notice
from ringback.records.promises.models import Promise
from tests.people import MINUTE, OFFICE_HOURS, a_lease, a_site, answers, asks, opens_page, sells

pytestmark = pytest.mark.django_db

# North America's offices, in Los Angeles: 9:00 to 18:00, a Tuesday.
CLOSES = datetime(2026, 1, 14, 2, tzinfo=UTC)
OPENS = datetime(2026, 1, 14, 17, tzinfo=UTC)
AFTERNOON = CLOSES - timedelta(minutes=40)


class Evening:
    """Two have asked, Bo is there; their windows end before the desk closes, and nobody was rung."""

    def __init__(self) -> None:
        self.site = a_site(hours=OFFICE_HOURS)
        self.bo = answers("Bo", self.site)
        self.ada, self.cy = (asks(sells(name, self.site), self.site, at=AFTERNOON) for name in ("Ada", "Cy"))
        self.epoch = a_lease()
        # As long as promises run: the first ends before closing time, the second at it.
        for one, until in ((self.ada, CLOSES + MINUTE), (self.cy, CLOSES + 30 * MINUTE)):
            Promise.objects.filter(request=one.pk).update(shown_until=until)
        Notice.objects.all().delete()

    def closes(self) -> None:
        turning.tick(self.site.pk, epoch=self.epoch, now=CLOSES + timedelta(seconds=1))


def test_who_waits_gets_a_window_after_the_next_opening_and_keeps_the_place() -> None:
    evening = Evening()
    evening.closes()
    for before in (evening.ada, evening.cy):
        one = Callback.objects.get(pk=before.pk)
        assert (one.state, one.rest_reason, one.ready_at) == ("resting", "closed", OPENS)
        assert (one.effective, one.target, one.broken_at) == (before.effective, before.target, None)
        assert one.promise is not None
        assert (one.promise.made_for, one.promise.state) == ("moved", "pending")
        assert one.promise.shown_from >= OPENS
    assert not Escalation.objects.exists()


def test_the_first_promise_stays_in_the_figures_as_moved() -> None:
    evening = Evening()
    evening.closes()
    assert Promise.objects.get(request=evening.ada.pk, made_for="first").state == "moved"


def test_one_notice_says_so_and_the_story_too() -> None:
    evening = Evening()
    evening.closes()
    evening.closes()
    told = Notice.objects.filter(about=evening.ada.pk, kind="moved")
    assert [one.context["because"] for one in told] == ["closed"]
    event = CallbackEvent.objects.get(callback=evening.ada, kind="moved")
    assert event.detail == {"because": "closed", "until": OPENS.isoformat()}


def test_notices_of_this_kind_are_merged_within_the_hour() -> None:
    evening = Evening()
    asks_again = Notice.objects.create(
        person=evening.ada.seller.person,
        kind="moved",
        about=evening.ada.pk,
        next_try_at=AFTERNOON,
        written_at=CLOSES - 10 * MINUTE,
    )
    evening.closes()
    assert list(Notice.objects.filter(about=evening.ada.pk, kind="moved")) == [asks_again]


def test_when_nobody_will_be_there_no_time_is_invented() -> None:
    evening = Evening()
    evening.bo.presence = "away"
    evening.bo.save()
    evening.closes()
    one = Callback.objects.get(pk=evening.ada.pk)
    assert (one.promise, one.state) == (None, "resting")
    notice = Notice.objects.get(about=one.pk, kind="moved")
    assert notice.context["opens_at"] == OPENS.isoformat()
    assert "from" not in notice.context


def test_a_bound_that_had_passed_is_broken_and_not_moved() -> None:
    evening = Evening()
    Promise.objects.filter(request=evening.ada.pk).update(shown_until=CLOSES - MINUTE)
    evening.closes()
    assert Promise.objects.get(request=evening.ada.pk, made_for="first").state == "broken"
    assert Escalation.objects.get().callback == evening.ada


def test_a_window_that_reaches_into_the_morning_stays() -> None:
    evening = Evening()
    Promise.objects.filter(request=evening.cy.pk).update(shown_until=OPENS + MINUTE)
    evening.closes()
    assert Callback.objects.get(pk=evening.cy.pk).promise_id == evening.cy.promise_id


def test_in_the_morning_the_old_order_goes_on() -> None:
    evening = Evening()
    evening.closes()
    for one in (evening.ada, evening.cy):
        opens_page(one.seller.person, OPENS)
    turning.tick(evening.site.pk, epoch=evening.epoch, now=OPENS + MINUTE)
    waiting = Callback.objects.filter(state="waiting").order_by("effective", "pk")
    assert [one.pk for one in waiting] == sorted([evening.ada.pk, evening.cy.pk])
    eve = asks(sells("Eve", evening.site), evening.site, at=OPENS + MINUTE)
    assert offering.offer_for(eve.case, line="in-app", now=OPENS + MINUTE).ahead == 3
