"""A desk in the middle of a day: the preset's sites with the demo's people, some of whom wait, talk or have been rung in vain."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from ringback.cli import preset_sites
from ringback.cli.demo import seeding
from ringback.records.agents.models import Agent
from ringback.records.callbacks import turning
from ringback.records.callbacks.asking import ask_for_callback
from ringback.records.callbacks.models import Callback
from ringback.records.calls import attempts, wrapping
from ringback.records.calls.models import AgentHold, Attempt, Call
from ringback.records.cases import actions as cases
from ringback.records.cases.drafts import draft_of, save_draft
from ringback.records.cases.evidence import add_evidence
from ringback.records.cases.models import Case
from ringback.records.desk.models import IssueType, Site
from ringback.records.history.models import Change
from ringback.records.people.models import Person
from ringback.records.sellers.importing import take_in
from ringback.records.sellers.models import SavedTemplate, Seller
from ringback.rules.calls.lifecycle import Outcome
from tests import past
from tests.pages.shared.every_url import Address
from tests.pages.shared.world import Things
from tests.people import DAY, HOUR, MINUTE, a_case, a_lease, is_reserved, is_rung, opens_page, talks

PRESET = "amazon-like"
# Who waits, for what, and for how many minutes.
WAITING = (
    ("Tianyu Textile", "listing-removed", 41),
    ("Lakeside Optics", "brand-complaint", 37),
    ("Fenghua Garden", "listing-removed", 33),
    ("Copperline Bikes", "shipment-lost", 24),
    ("Bluefin Marine", "tax-anomaly", 15),
    ("Yuanda Lighting", "advertising-charges", 12),
)
TOLD = {
    "payment-on-hold": (
        {"settlement_id": "20261114-NA-7731", "amount": "18400", "date": "2026-11-14"},
        "The transfer of 14 November has not arrived. The page says “under review” without a reason or a date.",
    ),
    "listing-removed": (
        {"asin": "B0C7XK41QD", "date": "2026-11-20", "reason": "rights", "brand_owner": "yes"},
        "Our own brand’s lamp was removed for a complaint about rights. The brand is registered to us.",
    ),
    "technical": (
        {"where": "api", "error": "429 QuotaExceeded on every call since Monday", "since": "2026-11-23"},
        "Each request is refused although we send two a minute.",
    ),
}
FILE = b"""seller,site,as_of,plan,odr
NOBODY,na,2026-11-20,professional,0.002
%b,na,2026-11-20,gold,0.002
%b,na,2026-11-24,professional,0.003
"""


class World(Things):
    """Ada is Lin Yue of Yuntu Living; Bo has somebody reserved; Rosa supervises; Eve is refused; Fay has nothing yet."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)
        preset_sites.write(PRESET)
        seeding.write(PRESET)
        self.site = Site.objects.get(slug="na")
        self._people()
        self.epoch = a_lease()
        self._earlier()
        self._waiting()
        self._now()
        self.stand()

    # --- who ---

    def _people(self) -> None:
        Seller.objects.update(skills=[])
        IssueType.objects.update(skills=[])
        begun = self.now - 6 * HOUR
        Agent.objects.update(skills=[], presence="available", presence_since=begun, free_since=begun)
        self.ada = _company("Yuntu Living")
        self.rosa = Person.objects.get(role="supervisor")
        agents = list(Agent.objects.select_related("person").filter(sites=self.site).order_by("pk"))
        self.bo, self.di, self.others = agents[0], agents[1], agents[2:]
        Agent.objects.filter(pk__in=[one.pk for one in self.others[1:]]).update(
            presence="away", free_since=None
        )
        for standing in self.ada.standings.all():
            standing.facts["open_warnings"] = 0
            standing.save(update_fields=["facts"])
        self.eve, self.fay = _company("Brightwell Crafts"), _company("Willow Soaps")
        self.nobody_yet = _company("Maple Quilts")
        for one in agents:
            one.languages = sorted({*one.languages, "en", "zh-hans"})
            one.save(update_fields=["languages"])

    def _case(self, seller: Seller, issue: str, at: datetime) -> Case:
        values, description = TOLD.get(issue, ({}, "What happened stands in the files."))
        return a_case(
            seller, self.site, issue, at=at, values=values, description=description, completeness=0.86,
            subject=next(iter(values.values()), "114-3941689-8772232"),
        )  # fmt: skip

    def _asks(self, seller: Seller, issue: str, ago: timedelta) -> Callback:
        at = self.now - ago
        self._all_are_there(at, seller)
        return ask_for_callback(self._case(seller, issue, at), line="in-app", now=at)

    def _all_are_there(self, at: datetime, *more: Seller) -> None:
        """Whoever waits or answers has a page open."""
        waiting = Seller.objects.filter(pk__in=Callback.objects.values("seller")).select_related("person")
        sellers, agents = (*waiting, *more), (self.bo, self.di, *self.others)
        for person in (*(one.person for one in sellers), *(one.person for one in agents)):
            opens_page(person, at)

    # --- what was ---

    def _earlier(self) -> None:
        self._has_a_past()
        self.served = self._asks(self.ada, "listing-removed", 2 * DAY)
        self.attempt = self._talked(self.served, 2 * DAY - 3 * MINUTE)
        self.missed = self._asks(self.ada, "technical", 3 * HOUR)
        at = self.now - 3 * HOUR + 20 * MINUTE
        self._all_are_there(at)
        rung = is_rung(self.bo, epoch=self.epoch, at=at)
        attempts.end(
            rung.pk, outcome=Outcome.NO_ANSWER, by="line", epoch=self.epoch, now=at + timedelta(seconds=30)
        )

    def _talked(self, callback: Callback, ago: timedelta) -> Any:
        at = self.now - ago
        self._all_are_there(at)
        attempt = talks(self.bo, epoch=self.epoch, at=at)
        ended = at + 14 * MINUTE
        call = Call.objects.get(attempt=attempt)
        wrapping.save_notes(
            call,
            notes="Certificate checked against the register.",
            summary="The brand’s registration is accepted. The listing is back within 48 hours; nothing is left for you to do.",
            ticked=[0, 1],
            now=ended,
        )
        attempts.hang_up(attempt, by=callback.seller.person, now=ended)
        attempts.end(attempt.pk, outcome=Outcome.ANSWERED, by="line", epoch=self.epoch, now=ended)
        wrapping.finish(call, outcome="solved", now=ended + MINUTE)
        return attempt

    def _has_a_past(self) -> None:
        sellers = list(Seller.objects.filter(standings__site=self.site)[5:25])
        past.a_past(
            self.site,
            sellers,
            self.di,
            count=900,
            begins=self.now - 80 * DAY,
            ends=self.now - 5 * DAY,
            first_number=1_000,
        )

    # --- what is ---

    def _waiting(self) -> None:
        self.overdue = self._asks(_company("Baiyun Luggage"), "account-deactivated", 7 * HOUR)
        self._all_are_there(self.now - HOUR)
        turning.tick(self.site.pk, epoch=self.epoch, now=self.now - HOUR)
        for company, issue, minutes in WAITING:
            self._asks(_company(company), issue, minutes * MINUTE)
        self.callback = self._asks(self.ada, "payment-on-hold", 9 * MINUTE)
        self.case = self.callback.case
        # Sent, and nobody has asked to be rung for it.
        self.refused = self._case(self.eve, "payment-on-hold", self.now - 3 * MINUTE)
        self.chosen = self._case(self.fay, "payment-on-hold", self.now - 3 * MINUTE)

    def _now(self) -> None:
        """Di talks, a third agent rings, and somebody is reserved for Bo."""
        self._all_are_there(self.now - 6 * MINUTE)
        turning.tick(self.site.pk, epoch=self.epoch, now=self.now - 7 * MINUTE)
        self.talking = talks(self.di, epoch=self.epoch, at=self.now - 6 * MINUTE)
        self._all_are_there(self.now)
        turning.tick(self.site.pk, epoch=self.epoch, now=self.now)
        self.ringing = is_rung(self.others[0], epoch=self.epoch, at=self.now)
        is_reserved(self.bo, epoch=self.epoch, at=self.now)

    def goes_on(self) -> None:
        """It rings, and is reserved, as long as it is looked at."""
        soon = datetime.now(UTC) + timedelta(seconds=18)
        Attempt.objects.filter(pk=self.ringing.pk).update(ring_deadline=soon)
        AgentHold.objects.filter(agent=self.bo).update(accept_by=soon)

    # --- what addresses name ---

    def stand(self) -> None:
        cases.write_message(
            self.case,
            author=self.bo.person,
            body="We have asked the payments team for the reason and tell you as soon as it is here.",
            now=self.now - 4 * MINUTE,
        )
        for name in ("settlement.png", "bank statement November 2026, second page.png"):
            self.evidence = add_evidence(self.case, name=name, content=a_screenshot(), now=self.now)
        self._stand_in_setup()
        issue = self.site.issue_types.get(slug="returns")
        self.draft = save_draft(
            draft_of(self.ada, issue, now=self.now),
            values={"order_id": "114-3941689-8772232"},
            description="The parcel came back empty.",
            urgent_claimed=False,
            now=self.now - 40 * MINUTE,
        )

    def _stand_in_setup(self) -> None:
        self.template = SavedTemplate.objects.create(
            seller=self.ada, issue_slug="payment-on-hold", name="Held transfers", saved_at=self.now,
            values={"amount": "18400"},
        )  # fmt: skip
        code = self.ada.code.encode()
        self.brought = take_in(
            FILE % (code, code), file_name="standings-2026-11-24.csv", by=self.rosa, now=self.now - HOUR
        )
        self.change = Change.objects.create(
            kind="site", key="na", name={"en": "North America", "zh-hans": "北美站"}, at=self.now - DAY, act="changed",
            by=self.rosa, before={"official-number": "+12065550100"}, after={"official-number": self.site.official_number},
        )  # fmt: skip

    def path(self, address: Address) -> str:
        more = {"issue": "listing-removed", "slug": "payment-on-hold", "field": "asin"}
        week = f"{self.now:%G-W%V}"
        number: Any = self.record_number if "records/" in address.route else self.case.number
        return address.path(
            pk=self._pk(address.route), number=number, attempt=self.attempt_pk, agent=self.bo.pk, site="na", week=week,
            person=self.bo.person_id, change=self.change.pk, brought=self.brought.pk, token="no-such-link", uidb36="1",
            key="set-password", **more,
        )  # fmt: skip


def _company(name: str) -> Seller:
    return Seller.objects.select_related("person").get(company=name)


def a_screenshot() -> bytes:
    """A page of figures that nobody needs to read."""
    picture = Image.new("RGB", (640, 400), "#f3f6f6")
    draw = ImageDraw.Draw(picture)
    for row in range(9):
        draw.rectangle(
            (32, 32 + row * 40, 600 - row * 31, 48 + row * 40), fill="#75858e" if row else "#0a5b73"
        )
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()
