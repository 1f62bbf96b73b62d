"""Ada sells, Bo answers, Cy must see nothing; and the small worlds they live in.

site = a_site()                      # North America, open round the clock, with the rulebook
ada, bo = sells("Ada", site), answers("Bo", site)
case = a_case(ada, site)
opens_page(ada.person, NOON)
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from ringback.records.agents.models import Agent
from ringback.records.callbacks import turning
from ringback.records.callbacks.asking import ask_for_callback
from ringback.records.callbacks.models import Callback
from ringback.records.calls import attempts, holds, picking
from ringback.records.calls.models import AgentHold, Attempt
from ringback.records.cases.models import Case
from ringback.records.desk.models import IssueType, Site
from ringback.records.ids import new_id
from ringback.records.lease import actions as lease
from ringback.records.people.models import Person
from ringback.records.policies.actions import add_version
from ringback.records.presence.models import PagePresence
from ringback.records.sellers.models import Seller, Standing
from ringback.rules.calls.lifecycle import Outcome

NOON = datetime(2026, 1, 13, 12, tzinfo=UTC)  # a Tuesday
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))

POLICIES = Path(__file__).resolve().parent.parent / "policies"
OFFICE_HOURS = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
PASSWORD = "a long password"

# Passes every rule of the preset on every site, and earns no credit.
GOOD_STANDING: dict[str, Any] = {
    "plan": "professional",
    "identity_verified": True,
    "kyc": "complete",
    "registered_at": "2024-05-01",
    "mfa": True,
    "phone_verified": True,
    "pending_verifications": 0,
    "open_warnings": 0,
    "odr": 0.02,
    "monthly_sales_usd": 900,
    "months_with_sales": 12,
    "store_rating": 97,
    "language": "en",
    "urgent_claims_30d": 0,
}
SITES: dict[str, dict[str, Any]] = {
    "na": {"name_en": "North America", "name_zh": "北美站", "zone": "America/Los_Angeles"},
    "eu": {"name_en": "Europe", "name_zh": "欧洲站", "zone": "Europe/Berlin"},
    "jp": {"name_en": "Japan", "name_zh": "日本站", "zone": "Asia/Tokyo"},
}
ISSUES = {
    "account-deactivated": "high",
    "listing-removed": "high",
    "payment-on-hold": "medium",
    "shipment-lost": "medium",
    "technical": "medium",
    "advertising-charges": "low",
}


def a_site(slug: str = "na", **changes: Any) -> Site:
    """Never closes unless `hours` says otherwise; every issue type of ISSUES is there."""
    values = {
        "mark": slug.upper(),
        "languages": ["en", "zh-hans", "ja"],
        "rulebook_name": "amazon-like",
        "official_number": "+12065550100",
        "answer_within": timedelta(hours=48),
        **SITES[slug],
    }
    a_rulebook()
    site = Site.objects.create(slug=slug, **{**values, **changes})
    for issue in ISSUES:
        IssueType.objects.create(
            site=site,
            slug=issue,
            name={"en": issue.replace("-", " ").capitalize(), "zh-hans": issue},
            needs={"en": "The numbers.", "zh-hans": "编号。"},
            group="listings",
        )
    return site


def a_rulebook(name: str = "amazon-like", valid_from: date = date(2025, 1, 1)) -> None:
    text = (POLICIES / name / "rulebook.toml").read_text()
    add_version(name, text=text, valid_from=valid_from, now=NOON - 365 * DAY)


def sells(name: str, *sites: Site, language: str = "en", zone: str = "Asia/Shanghai", **facts: Any) -> Seller:
    """A seller in good standing on each site; `facts` say what is otherwise."""
    person = Person.objects.create_user(
        f"{name.lower()}@seller.example", PASSWORD, name=name, role="seller", language=language, zone=zone
    )
    seller = Seller.objects.create(person=person, code=f"S-{name.upper()}", company=f"{name} Trading")
    for site in sites:
        Standing.objects.create(
            seller=seller,
            site=site,
            facts={**GOOD_STANDING, "language": language, **facts},
            phone=f"+86138{10_000_000 + seller.pk}",
            phone_verified_at=NOON - 30 * DAY,
            as_of=NOON - DAY,
        )
    return seller


def answers(
    name: str,
    *sites: Site,
    languages: tuple[str, ...] = ("en",),
    skills: tuple[str, ...] = (),
    **changes: Any,
) -> Agent:
    """An agent, available since an hour before noon, whose page is open."""
    person = Person.objects.create_user(f"{name.lower()}@desk.example", PASSWORD, name=name, role="agent")
    values = {
        "presence": Agent.Presence.AVAILABLE,
        "presence_since": NOON - HOUR,
        "free_since": NOON - HOUR,
        **changes,
    }
    agent = Agent.objects.create(person=person, languages=list(languages), skills=list(skills), **values)
    agent.sites.set(sites)
    opens_page(person, NOON)
    return agent


def supervises(name: str, *, language: str = "en") -> Person:
    return Person.objects.create_user(
        f"{name.lower()}@desk.example", PASSWORD, name=name, role="supervisor", language=language
    )


def a_case(
    seller: Seller, site: Site, issue: str = "payment-on-hold", *, at: datetime = NOON, **changes: Any
) -> Case:
    """An open case, sent at `at`."""
    last = Case.objects.order_by("-number").first()
    values = {
        "number": (last.number or 0) + 1 if last else 41,
        "subject": f"SUBJECT-{Case.objects.count()}",
        "state": Case.State.OPEN,
        "completeness": 0.5,
        "description": "The money has not come.",
        "started_at": at,
        "opened_at": at,
        "changed_at": at,
    }
    return Case.objects.create(
        seller=seller, site=site, issue_type=site.issue_types.get(slug=issue), **{**values, **changes}
    )


def opens_page(person: Person, at: datetime, *, can_ring: bool = True, in_attempt: Any = None) -> None:
    """A page of this person answered the heartbeat at `at`."""
    PagePresence.objects.update_or_create(
        person=person, defaults={"seen_at": at, "can_ring": can_ring, "in_attempt": in_attempt}
    )


def closes_page(person: Person) -> None:
    PagePresence.objects.filter(person=person).delete()


def a_lease() -> int:
    """The dispatcher of this test holds the lease; its epoch."""
    epoch = lease.take("test", lasts=DAY)
    assert epoch is not None
    return epoch


def asks(
    seller: Seller,
    site: Site,
    issue: str = "payment-on-hold",
    *,
    line: str = "in-app",
    at: datetime = NOON,
    **wish: Any,
) -> Callback:
    """Sends a case and asks to be called back, on an open page."""
    opens_page(seller.person, at)
    return ask_for_callback(a_case(seller, site, issue, at=at), line=line, now=at, **wish)


def is_reserved(agent: Agent, *, epoch: int, at: datetime = NOON) -> AgentHold:
    """The law picks for this agent."""
    hold = picking.pick_for(agent.pk, epoch=epoch, now=at)
    assert hold is not None
    return hold


def is_rung(agent: Agent, *, epoch: int, at: datetime = NOON) -> Attempt:
    """Picked, accepted and dialing; nothing sounds yet."""
    hold = is_reserved(agent, epoch=epoch, at=at)
    holds.accept(agent, now=at)
    attempt = attempts.arm(hold.pk, id=new_id(), epoch=epoch, now=at)
    assert attempt is not None
    dialing = attempts.mark_dialing(attempt.pk, epoch=epoch, now=at)
    assert dialing is not None
    return dialing


def talks(agent: Agent, *, epoch: int, at: datetime = NOON) -> Attempt:
    """Rung, sounding on the seller's page and answered there."""
    attempt = is_rung(agent, epoch=epoch, at=at)
    assert attempts.ring(attempt, tab="tab", now=at) == "rings"
    assert attempts.answer(attempt, tab="tab", now=at)
    attempt.refresh_from_db()
    return attempt


class SmallDesk:
    """Ada has asked to be rung in the browser, Bo is free, and this test's dispatcher holds the lease."""

    def __init__(self, issue: str = "payment-on-hold", *, agent: str = "Bo", at: datetime = NOON) -> None:
        self.site = a_site()
        self.bo, self.ada = answers(agent, self.site), sells("Ada", self.site)
        self.epoch = a_lease()
        self.callback = asks(self.ada, self.site, issue, at=at)

    def rings(self, at: datetime = NOON) -> Attempt:
        """Whatever was before: both are there, and Ada is rung."""
        for person in (self.ada.person, self.bo.person):
            opens_page(person, at)
        Agent.objects.update(presence="available")
        Callback.objects.filter(state="resting").update(state="waiting", rest_reason="", ready_at=None)
        return is_rung(self.bo, epoch=self.epoch, at=at)

    def ends(self, attempt: Attempt, outcome: Outcome, at: datetime = NOON, by: str = "line") -> bool:
        """Whether this ended it."""
        ended = attempts.end(attempt.pk, outcome=outcome, by=by, epoch=self.epoch, now=at)
        self.callback.refresh_from_db()
        self.bo.refresh_from_db()
        return ended

    def turns(self, at: datetime) -> Callback:
        """What is due at `at` is turned."""
        turning.tick(self.site.pk, epoch=self.epoch, now=at)
        self.callback.refresh_from_db()
        return self.callback

    @property
    def told(self) -> list[str]:
        """The kinds of what the callback's story says, in order."""
        return list(self.callback.events.values_list("kind", flat=True))
