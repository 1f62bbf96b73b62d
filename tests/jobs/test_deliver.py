"""Notices find their people: delivered, tried again, bounced, and never held up by one another."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction

from ringback.channels.email.channel import EmailChannel
from ringback.jobs.deliver import deliver_due
from ringback.records.notices import actions, outbox
from ringback.records.notices.models import Notice
from ringback.records.people.models import Person
from tests.channels.post_office import PostOffice, a_post_office
from tests.people import HOUR, MINUTE, NOON, SECOND, sells

RETRIES = (30 * SECOND, 2 * MINUTE)
ABOUT = UUID("01890000-0000-7000-8000-000000000001")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with a_post_office() as one:
        yield one


def a_notice(person: Person, kind: str = "closed", **context: Any) -> Notice:
    about = None if kind in ("closed", "message") else ABOUT
    return actions.write(
        actions.notice_to(person, kind, case_number=41, about=about, context=context, now=NOON)
    )


def work(now: datetime = NOON) -> int:
    channel = EmailChannel(domain="support.example")
    try:
        return deliver_due(channel, clock=lambda: now, retries=RETRIES)
    finally:
        channel.close()


def state_of(notice: Notice) -> tuple[str, int, str]:
    notice.refresh_from_db()
    return notice.state, notice.tries, notice.problem


@pytest.mark.django_db
def test_a_notice_is_delivered_once(office: PostOffice) -> None:
    notice = a_notice(sells("Ada").person)
    assert work() == 1
    assert work(NOON + HOUR) == 0
    assert state_of(notice) == ("delivered", 1, "")
    assert notice.settled_at == NOON
    assert [mail["To"] for mail in office.mails] == ["ada@seller.example"]


@pytest.mark.django_db
def test_a_mailbox_that_does_not_exist_bounces_at_once_and_holds_up_nobody(office: PostOffice) -> None:
    office.answers = ["550 no such mailbox"]
    lost, other = a_notice(sells("Ada").person), a_notice(sells("Di").person)
    assert work() == 2
    assert state_of(lost) == ("bounced", 1, "550 no such mailbox")
    assert state_of(other)[0] == "delivered"


@pytest.mark.django_db
def test_a_busy_server_is_asked_again_after_longer_and_longer_and_then_no_more(office: PostOffice) -> None:
    office.answers = ["451 busy"] * 3
    notice = a_notice(sells("Ada").person)
    assert work() == 1
    assert state_of(notice) == ("waiting", 1, "451 busy")
    assert work(NOON + 29 * SECOND) == 0
    assert work(NOON + 30 * SECOND) == 1
    assert work(NOON + 60 * SECOND) == 0
    assert work(NOON + 150 * SECOND) == 1
    assert state_of(notice) == ("bounced", 3, "451 busy")
    assert work(NOON + 9 * HOUR) == 0
    assert office.mails == []


@pytest.mark.django_db
def test_a_notice_that_is_taken_after_a_while_is_delivered(office: PostOffice) -> None:
    office.answers = ["451 busy"]
    notice = a_notice(sells("Ada").person)
    work()
    work(NOON + MINUTE)
    assert state_of(notice) == ("delivered", 2, "")


@pytest.mark.django_db
def test_one_notice_that_cannot_be_written_holds_up_no_other(office: PostOffice) -> None:
    broken = Notice.objects.create(
        person=sells("Ada").person, kind="unheard-of", next_try_at=NOON, written_at=NOON
    )
    other = a_notice(sells("Di").person)
    assert work(NOON + SECOND) == 2
    assert state_of(broken)[0] == "waiting"
    assert "unheard-of" in broken.problem
    assert state_of(other)[0] == "delivered"


@pytest.mark.django_db
def test_a_worker_that_died_with_a_notice_gives_it_to_another(office: PostOffice) -> None:
    notice = a_notice(sells("Ada").person)
    letter = outbox.take(channel="email", now=NOON)
    assert letter is not None
    assert work(NOON + MINUTE) == 0
    assert work(NOON + 6 * MINUTE) == 1
    assert state_of(notice)[0] == "delivered"
    assert not outbox.bounced(letter, problem="too late to say", now=NOON + HOUR)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_hold_the_same_notice() -> None:
    ada = sells("Ada").person
    first, second = a_notice(ada), a_notice(ada)
    seen: list[int | None] = []

    def other_worker() -> None:
        letter = outbox.take(channel="email", now=NOON)
        seen.append(letter.id if letter else None)
        connections.close_all()

    with transaction.atomic():
        held = outbox.take(channel="email", now=NOON)
        thread = threading.Thread(target=other_worker)
        thread.start()
        thread.join()
    assert held is not None
    assert {held.id, *seen} == {first.pk, second.pk}


@pytest.mark.django_db
def test_a_callback_that_was_not_made_sends_no_notice() -> None:
    ada = sells("Ada").person

    def asks_in_vain() -> None:
        with transaction.atomic():
            a_notice(ada)
            raise RuntimeError("something else failed")

    with pytest.raises(RuntimeError):
        asks_in_vain()
    assert not Notice.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind", ["asked", "ready", "missed", "moved", "class-changed", "called", "closed", "message"]
)
def test_every_kind_is_written_in_both_languages(office: PostOffice, kind: str) -> None:
    context = {
        "from": (NOON + HOUR).isoformat(),
        "until": (NOON + 2 * HOUR).isoformat(),
        "line": "in-app",
        "words": "Please send <b>the invoice</b>.",
        "record_number": "NA-000041-1",
    }
    for name, language in (("Ada", "en"), ("Li", "zh-hans")):
        a_notice(sells(name, language=language).person, kind, **context)
    work()
    english, chinese = office.mails
    page = "http://portal.localhost:8080" + (
        "/cases/41/" if kind in ("closed", "message") else f"/callbacks/{ABOUT}/"
    )
    for mail in (english, chinese):
        text, html = (mail.get_body((form,)).get_content() for form in ("plain", "html"))  # type: ignore[union-attr]
        assert page in text
        assert page in html
        assert "<b>" not in html
        assert "41" in mail["Subject"]
    assert "工单" in chinese["Subject"]
    assert "Case" in english["Subject"]


@pytest.mark.django_db
def test_times_are_told_in_the_zone_of_the_person(office: PostOffice) -> None:
    window = {
        "from": (NOON + 5 * HOUR).isoformat(),
        "until": (NOON + timedelta(hours=5, minutes=40)).isoformat(),
    }
    a_notice(sells("Ada", zone="Asia/Shanghai").person, "asked", line="phone", **window)
    work()
    body = office.mails[0].get_body(("plain",))
    assert body is not None
    assert "Wed 14 Jan, 01:00–01:40" in body.get_content()
    assert "China time (UTC+8)" in body.get_content()
