"""Sellers who have a draft ready, and the one POST that each of them sends."""

import secrets
from datetime import UTC, datetime
from itertools import product
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from bench.database import BATCH
from bench.load import post
from bench.sessions import signed_in
from ringback.records.cases.models import Case
from ringback.records.desk.models import IssueType, Site
from ringback.records.people.models import Person
from ringback.records.sellers.models import Seller, Standing
from tests import people

AGENTS = 20
LANGUAGES = ("en", "zh-hans")


def ready_requests(count: int) -> list[bytes]:
    """Distinct sellers in good standing, signed in, over all sites, issue types (and so classes) and languages; agents are at
    work, so that each gets a promise."""
    now = datetime.now(UTC)
    sites = [people.a_site(slug) for slug in people.SITES]
    for n in range(AGENTS):
        people.answers(f"Bo{n}", *sites, languages=LANGUAGES)
    kinds = list(product(LANGUAGES, people.ISSUES, sites))
    asking = [kinds[n % len(kinds)] for n in range(count)]
    sellers = _sellers(asking, now)
    types = {(one.site_id, one.slug): one for one in IssueType.objects.all()}
    at = {"state": "draft", "started_at": now, "changed_at": now}
    Case.objects.bulk_create(
        [
            Case(seller=one, site=site, issue_type=types[site.pk, issue], **at)
            for one, (_language, issue, site) in zip(sellers, asking, strict=True)
        ],
        batch_size=BATCH,
    )
    sessions = signed_in([one.person for one in sellers])
    return [
        _request(session, issue) for session, (_language, issue, _site) in zip(sessions, asking, strict=True)
    ]


def _sellers(asking: list[tuple[str, str, Site]], now: datetime) -> list[Seller]:
    known = {"role": "seller", "zone": "Asia/Shanghai"}
    persons = Person.objects.bulk_create(
        [
            Person(email=f"s{n}@example.com", name=f"Seller {n}", language=language, **known)
            for n, (language, _issue, _site) in enumerate(asking)
        ],
        batch_size=BATCH,
    )
    sellers = Seller.objects.bulk_create(
        [Seller(person=person, code=f"S-{n}", company=f"Company {n}") for n, person in enumerate(persons)],
        batch_size=BATCH,
    )
    Standing.objects.bulk_create(
        [
            Standing(seller=one, site=site, facts={**people.GOOD_STANDING, "language": language}, as_of=now)
            for one, (language, _issue, site) in zip(sellers, asking, strict=True)
        ],
        batch_size=BATCH,
    )
    return sellers


def _request(session: str, issue: str) -> bytes:
    token = secrets.token_hex(16)
    form = {"csrfmiddlewaretoken": token, "description": "The money has not come since Monday. Order 114-22."}
    return post(
        f"/support/new/{issue}/ring-me/",
        urlencode(form).encode(),
        host=urlsplit(settings.PORTAL_URL).netloc,
        cookies=f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}",
        Origin=settings.PORTAL_URL,
    )
