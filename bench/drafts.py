"""Sellers who have a draft ready, and the one POST that each of them sends."""

import secrets
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from bench.database import BATCH
from bench.load import post
from bench.sessions import signed_in
from ringback.records.cases.models import Case
from ringback.records.people.models import Person
from ringback.records.sellers.models import Seller, Standing
from tests import people

ISSUE = "payment-on-hold"
AGENTS = 20


def ready_requests(count: int) -> list[bytes]:
    """Distinct sellers in good standing, signed in; agents are at work, so that each gets a promise."""
    now = datetime.now(UTC)
    site = people.a_site()
    for n in range(AGENTS):
        people.answers(f"Bo{n}", site, languages=("en", "zh-hans"))
    persons = Person.objects.bulk_create(
        [
            Person(email=f"s{n}@example.com", name=f"Seller {n}", role="seller", zone="Asia/Shanghai")
            for n in range(count)
        ],
        batch_size=BATCH,
    )
    sellers = Seller.objects.bulk_create(
        [Seller(person=person, code=f"S-{n}", company=f"Company {n}") for n, person in enumerate(persons)],
        batch_size=BATCH,
    )
    Standing.objects.bulk_create(
        [Standing(seller=one, site=site, facts=people.GOOD_STANDING, as_of=now) for one in sellers],
        batch_size=BATCH,
    )
    issue = site.issue_types.get(slug=ISSUE)
    Case.objects.bulk_create(
        [
            Case(seller=one, site=site, issue_type=issue, state="draft", started_at=now, changed_at=now)
            for one in sellers
        ],
        batch_size=BATCH,
    )
    return [_request(session) for session in signed_in(persons)]


def _request(session: str) -> bytes:
    token = secrets.token_hex(16)
    form = {"csrfmiddlewaretoken": token, "description": "The money has not come since Monday. Order 114-22."}
    return post(
        f"/support/new/{ISSUE}/ring-me/",
        urlencode(form).encode(),
        host=urlsplit(settings.PORTAL_URL).netloc,
        cookies=f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}",
        Origin=settings.PORTAL_URL,
    )
