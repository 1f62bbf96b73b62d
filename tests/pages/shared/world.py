"""A small world in which every address names something."""

from typing import Any
from uuid import UUID

from django.conf import settings

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback
from ringback.records.calls.models import AgentHold, Attempt, Call
from ringback.records.cases.models import Case
from ringback.records.history.models import Change
from ringback.records.people.models import Person
from ringback.records.sellers.models import SavedTemplate, Seller, StandingImport
from tests.pages.live.ringing import an_attempt
from tests.pages.shared.every_url import Address
from tests.pages.shared.rules import RULES, SUPERVISORS
from tests.people import NOON, a_case, a_site, answers, sells, supervises


class Things:
    """What addresses name: somebody's case, callback and attempt, and something of everything beside them."""

    ada: Seller
    bo: Agent
    rosa: Person
    case: Case
    callback: Callback
    attempt: Attempt | None

    def stand(self) -> None:
        self.draft = a_case(self.ada, self.case.site, state="draft", number=None)
        self.evidence = self.case.evidence.create(
            name="invoice.pdf", kind="pdf", size=10, stored_as="none.pdf", added_at=NOON
        )
        self.template = SavedTemplate.objects.create(
            seller=self.ada, issue_slug="payment-on-hold", name="mine", saved_at=NOON
        )
        self.brought = StandingImport.objects.create(
            at=NOON,
            file_name="f.csv",
            digest="",
            size=1,
            state="waiting",
            content=b"seller,site,as_of,plan\n",
        )
        self.change = Change.objects.create(
            kind="site",
            key="na",
            name={},
            at=NOON,
            act="changed",
            before={"zone": "UTC"},
            after={"zone": self.case.site.zone},
        )
        self.case.issue_type.template = [
            {"name": "asin", "kind": "asin", "label": {"en": "A", "zh-hans": "A"}}
        ]
        self.case.issue_type.save(update_fields=["template"])

    def whose(self, address: Address) -> Person:
        if address.host == settings.PORTAL_URL:
            return self.ada.person
        return self.rosa if RULES[address.name] == SUPERVISORS else self.bo.person

    def path(self, address: Address) -> str:
        route = address.route
        number: Any = self.record_number if "records/" in route else self.case.number
        return address.path(
            pk=self._pk(route),
            number=number,
            attempt=self.attempt_pk,
            agent=self.bo.pk,
            slug=self.case.site.slug if "sites/" in route else "payment-on-hold",
            site="na",
            issue="payment-on-hold",
            field="asin",
            week="2026-W03",
            person=self.bo.person_id,
            change=self.change.pk,
            brought=self.brought.pk,
            token="no-such-link",
            uidb36="1",
            key="set-password",
        )

    def _pk(self, route: str) -> Any:
        if "templates/" in route:
            return self.template.pk
        if "evidence/" in route:
            return self.evidence.pk
        return self.attempt_pk if "calls/" in route and "callbacks/" not in route else self.callback.pk

    @property
    def attempt_pk(self) -> UUID:
        return self.attempt.pk if self.attempt else UUID(int=1)

    @property
    def record_number(self) -> str:
        return self.attempt.record_number if self.attempt else "NA-000041-1"


class World(Things):
    """Ada's case on one site, with a callback that rings and Bo who serves it; Cy sells there too, Di answers elsewhere."""

    def __init__(self) -> None:
        na, eu = a_site("na"), a_site("eu")
        self.ada, self.cy = sells("Ada", na), sells("Cy", na)
        self.bo, self.di, self.rosa = answers("Bo", na), answers("Di", eu), supervises("Rosa")
        attempt = self.attempt = an_attempt(self.ada, self.bo, na)
        self.callback = attempt.callback
        self.case = self.callback.case
        self._is_held(attempt)
        self.stand()

    def _is_held(self, attempt: Attempt) -> None:
        AgentHold.objects.create(
            agent=self.bo,
            callback=self.callback,
            epoch=1,
            reserved_at=NOON,
            accept_by=NOON,
            accepted_at=NOON,
            attempt=attempt,
        )
        Call.objects.create(attempt=attempt, record_number=attempt.record_number)
