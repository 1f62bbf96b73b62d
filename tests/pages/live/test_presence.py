"""Who is there: pages answer beats, and the rows say so."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from ringback.pages.live.crowd import Crowd
from ringback.records.presence.actions import Seen, saw_pages
from ringback.records.presence.models import PagePresence
from ringback.records.presence.readers import reachable
from tests.pages.live.page import Running, wait_until
from tests.people import NOON, SECOND, a_site, sells

TEN = timedelta(seconds=10)


def test_a_page_that_answers_is_there(hub: Running) -> None:
    ada = sells("Ada", a_site()).person
    page = hub.page_of(ada).opens()
    assert not PagePresence.objects.exists()
    assert page.beats().status_code == 204
    wait_until(lambda: reachable(ada, now=datetime.now(UTC), within=TEN))


def test_a_page_without_sound_is_not_reachable_until_it_says_so(hub: Running) -> None:
    ada = sells("Ada", a_site()).person
    page = hub.page_of(ada).opens()
    page.beats(can_ring=False)
    wait_until(lambda: PagePresence.objects.filter(person=ada).exists())
    assert not reachable(ada, now=datetime.now(UTC), within=TEN)
    assert page.posts("beat", {"tab": page.tab, "n": 0, "can_ring": True}).status_code == 204
    wait_until(lambda: reachable(ada, now=datetime.now(UTC), within=TEN))


def test_a_beat_without_a_stream_counts_for_nothing(hub: Running) -> None:
    ada = sells("Ada", a_site()).person
    assert hub.page_of(ada).posts("beat", {"tab": "tab-1", "n": 0, "can_ring": True}).status_code == 409


def test_a_beat_that_was_never_sent_counts_for_nothing(hub: Running) -> None:
    ada = sells("Ada", a_site()).person
    page = hub.page_of(ada).opens()
    assert page.posts("beat", {"tab": page.tab, "n": 1_000, "can_ring": True}).status_code == 204
    page.hears("beat")
    assert not PagePresence.objects.exists()


def test_a_person_with_two_browsers_is_there_when_one_is() -> None:
    crowd, attempt = Crowd(fresh=9 * SECOND), uuid4()
    crowd.heard(1, "laptop", can_ring=True, in_attempt=None, now=NOON)
    crowd.heard(1, "phone", can_ring=False, in_attempt=attempt, now=NOON + SECOND)
    assert crowd.take(NOON + SECOND) == [Seen(1, NOON + SECOND, True, attempt)]
    assert crowd.take(NOON + 2 * SECOND) == []
    crowd.heard(1, "phone", can_ring=False, in_attempt=None, now=NOON + 20 * SECOND)
    assert crowd.take(NOON + 20 * SECOND) == [Seen(1, NOON + 20 * SECOND, False, None)]


def test_only_what_changes_is_written_at_once() -> None:
    crowd = Crowd(fresh=9 * SECOND)
    crowd.heard(1, "a", can_ring=False, in_attempt=None, now=NOON)
    assert crowd.changed.is_set()
    crowd.take(NOON)
    crowd.heard(1, "a", can_ring=False, in_attempt=None, now=NOON + SECOND)
    assert not crowd.changed.is_set()
    crowd.heard(1, "a", can_ring=True, in_attempt=None, now=NOON + 2 * SECOND)
    assert crowd.changed.is_set()


def test_who_came_back_is_named_and_who_is_gone_for_good_is_passed_over(db: None) -> None:
    ada = sells("Ada", a_site()).person
    deleted = 10_000_000
    first = [Seen(ada.pk, NOON, True, None), Seen(deleted, NOON, True, None)]
    assert saw_pages(first, away_after=TEN) == [ada.pk]
    assert saw_pages([Seen(ada.pk, NOON + 3 * SECOND, True, None)], away_after=TEN) == []
    assert saw_pages([Seen(ada.pk, NOON + 6 * SECOND, False, None)], away_after=TEN) == [ada.pk]
    assert saw_pages([Seen(ada.pk, NOON + 60 * SECOND, False, None)], away_after=TEN) == [ada.pk]
    assert saw_pages([], away_after=TEN) == []


def test_a_hub_that_was_held_up_says_when_the_page_last_answered() -> None:
    """As after a machine's sleep: between the answer and the writing more time has passed than an answer is fresh."""
    crowd = Crowd(fresh=9 * SECOND)
    crowd.heard(7, "a", can_ring=True, in_attempt=None, now=NOON)
    [seen] = crowd.take(NOON + 60 * SECOND)
    assert (seen.person, seen.at) == (7, NOON)
    assert crowd.take(NOON + 61 * SECOND) == []
