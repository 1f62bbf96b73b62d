"""The mail server is away for an hour: what was written meanwhile arrives once, and nothing bounces for it."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as shipped

from ringback.channels.email.channel import EmailChannel
from ringback.jobs.deliver import deliver_due
from ringback.records.notices.models import Notice
from tests.channels.post_office import a_post_office
from tests.jobs.test_deliver import a_notice
from tests.people import HOUR, MINUTE, NOON, sells

pytestmark = pytest.mark.django_db
RETRIES = shipped.NOTICE_RETRIES
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def work(at: timedelta) -> None:
    channel = EmailChannel(domain="support.example")
    deliver_due(channel, clock=lambda: NOON + at, retries=RETRIES)
    channel.close()


def test_an_hour_without_a_mail_server_loses_nothing_and_sends_nothing_twice(settings: Any) -> None:
    sellers = [sells(name).person for name in ("Ada", "Cy", "Eve")]
    for person in sellers:
        a_notice(person)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        SMTP,
        "127.0.0.1",
        1,
    )  # nobody listens there
    for minute in range(60):
        work(minute * MINUTE)
    assert set(Notice.objects.values_list("state", flat=True)) == {"waiting"}
    tries = Notice.objects.values_list("tries", flat=True)
    assert max(tries) < 10, "an outage is not hammered"
    with a_post_office() as office:
        for minute in range(60, 180):
            work(minute * MINUTE)
        assert sorted(mail["To"] for mail in office.mails) == sorted(person.email for person in sellers)
    late = [one.settled_at - NOON for one in Notice.objects.all() if one.settled_at]
    assert len(late) == 3
    assert max(late) < 2 * HOUR
