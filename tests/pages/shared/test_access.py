"""Every address × everybody: an address without a rule fails, and nobody gets what is somebody else's."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ringback.records.calls.models import AgentHold, Call
from ringback.records.history.models import Change
from ringback.records.people.models import Person
from ringback.records.sellers.models import SavedTemplate, StandingImport
from tests.pages.live.ringing import an_attempt
from tests.pages.shared.every_url import Address, every_address
from tests.people import NOON, a_case, a_site, answers, sells, supervises

ANYBODY, SELLERS, OWNER, AGENTS, SITE, SUPERVISORS = (
    "anybody",
    "sellers",
    "owner",
    "agents",
    "site",
    "supervisors",
)

WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE)\b(?!.*(django_session|last_login))", re.IGNORECASE | re.DOTALL
)

TOKEN = "t" * 32

# Who may use an address. "owner": the seller whose object it names; "site": agents of the object's site.
RULES = {
    "account_login": ANYBODY,
    "account_logout": ANYBODY,
    "account_signup": ANYBODY,
    "account_inactive": ANYBODY,
    "account_reset_password": ANYBODY,
    "account_reset_password_done": ANYBODY,
    "account_reset_password_from_key": ANYBODY,
    "account_reset_password_from_key_done": ANYBODY,
    "account_change_password": "signed-in",
    "language": ANYBODY,
    "portal:home": SELLERS,
    "portal:support": SELLERS,
    "portal:today": SELLERS,
    "portal:news": SELLERS,
    "portal:switch-site": SELLERS,
    "portal:describe": SELLERS,
    "portal:save-draft": SELLERS,
    "portal:ring-me": SELLERS,
    "portal:meter": SELLERS,
    "portal:continue": SELLERS,
    "portal:throw-away": SELLERS,
    "portal:add-evidence": SELLERS,
    "portal:remove-evidence": OWNER,
    "portal:save-template": SELLERS,
    "portal:use-template": OWNER,
    "portal:delete-template": OWNER,
    "portal:evidence": OWNER,
    "portal:cases": SELLERS,
    "portal:case": OWNER,
    "portal:write": OWNER,
    "portal:written": OWNER,
    "portal:case-evidence": OWNER,
    "portal:close": OWNER,
    "portal:reopen": OWNER,
    "portal:channel": OWNER,
    "portal:callback": OWNER,
    "portal:change": OWNER,
    "portal:languages": OWNER,
    "workspace:class": SITE,
    "portal:cancel": OWNER,
    "portal:call-me-now": OWNER,
    "portal:ask-again": OWNER,
    "portal:rate": OWNER,
    "portal:story": OWNER,
    "portal:ring": OWNER,
    "portal:answer": OWNER,
    "portal:decline": OWNER,
    "portal:hang-up": OWNER,
    "portal:find-record": SELLERS,
    "portal:record": OWNER,
    "portal:setup": SELLERS,
    "portal:facts": SELLERS,
    "portal:rules": SELLERS,
    "portal:truth-bar": SELLERS,
    "invitation": ANYBODY,
    "setup:start": SUPERVISORS,
    "setup:new-site": SUPERVISORS,
    "setup:site": SUPERVISORS,
    "setup:hours": SUPERVISORS,
    "setup:confirmed": SUPERVISORS,
    "setup:types": SUPERVISORS,
    "setup:take-types": SUPERVISORS,
    "setup:new-type": SUPERVISORS,
    "setup:type": SUPERVISORS,
    "setup:move-field": SUPERVISORS,
    "setup:new-field": SUPERVISORS,
    "setup:field": SUPERVISORS,
    "setup:roster": SUPERVISORS,
    "setup:week": SUPERVISORS,
    "setup:rules": SUPERVISORS,
    "setup:people": SUPERVISORS,
    "setup:invite": SUPERVISORS,
    "setup:person": SUPERVISORS,
    "setup:send-again": SUPERVISORS,
    "setup:history": SUPERVISORS,
    "setup:undo": SUPERVISORS,
    "supervisor:now": SUPERVISORS,
    "supervisor:now-part": SUPERVISORS,
    "supervisor:agent-away": SUPERVISORS,
    "supervisor:agent-back": SUPERVISORS,
    "supervisor:end-this-call": SUPERVISORS,
    "supervisor:close-intake": SUPERVISORS,
    "supervisor:open-intake": SUPERVISORS,
    "supervisor:cancel": SUPERVISORS,
    "supervisor:move": SUPERVISORS,
    "supervisor:undo-move": SUPERVISORS,
    "supervisor:give": SUPERVISORS,
    "supervisor:class": SUPERVISORS,
    "supervisor:end-call": SUPERVISORS,
    "supervisor:callbacks": SUPERVISORS,
    "supervisor:callbacks-part": SUPERVISORS,
    "supervisor:story": SUPERVISORS,
    "supervisor:restored": SUPERVISORS,
    "supervisor:restored-go-on": SUPERVISORS,
    "supervisor:story-part": SUPERVISORS,
    "supervisor:service": SUPERVISORS,
    "supervisor:service-table": SUPERVISORS,
    "supervisor:standing": SUPERVISORS,
    "supervisor:standing-sample": SUPERVISORS,
    "supervisor:standing-import": SUPERVISORS,
    "supervisor:standing-apply": SUPERVISORS,
    "supervisor:standing-throw-away": SUPERVISORS,
    "workspace:page": AGENTS,
    "workspace:queue-part": AGENTS,
    "workspace:case-part": AGENTS,
    "workspace:call-part": AGENTS,
    "workspace:bar-part": AGENTS,
    "workspace:presence": AGENTS,
    "workspace:accept": AGENTS,
    "workspace:not-now": AGENTS,
    "workspace:hang-up": SITE,
    "workspace:notes": SITE,
    "workspace:finish": SITE,
    "workspace:search": AGENTS,
    "workspace:case": SITE,
    "workspace:answer": SITE,
    "workspace:evidence": SITE,
}
# What a supervisor may use as well: every site is theirs.
SUPERVISORS_TOO = {"workspace:search", "workspace:case", "workspace:answer", "workspace:evidence"}


class World:
    """Ada's case on one site, with a callback that rings and Bo who serves it; Cy sells there too, Di answers elsewhere."""

    def __init__(self) -> None:
        na, eu = a_site("na"), a_site("eu")
        self.ada, self.cy = sells("Ada", na), sells("Cy", na)
        self.bo, self.di, self.rosa = answers("Bo", na), answers("Di", eu), supervises("Rosa")
        self.attempt = an_attempt(self.ada, self.bo, na)
        self.case = self.attempt.callback.case
        self._more()

    def _more(self) -> None:
        AgentHold.objects.create(
            agent=self.bo,
            callback=self.attempt.callback,
            epoch=1,
            reserved_at=NOON,
            accept_by=NOON,
            accepted_at=NOON,
            attempt=self.attempt,
        )
        Call.objects.create(attempt=self.attempt, record_number=self.attempt.record_number)
        self.draft = a_case(self.ada, self.case.site, state="draft", number=None)
        self.evidence = self.case.evidence.create(
            name="invoice.pdf", kind="pdf", size=10, stored_as="none.pdf", added_at=NOON
        )
        self.template = SavedTemplate.objects.create(
            seller=self.ada, issue_slug="payment-on-hold", name="mine", saved_at=NOON
        )

        self.brought = StandingImport.objects.create(
            at=NOON, file_name="f.csv", digest="", size=1, state="waiting"
        )
        self.change = Change.objects.create(
            kind="site", key="na", name={}, at=NOON, act="changed", before={"zone": "UTC"}, after={"zone": ""}
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
        pk: Any = (
            self.template.pk if "templates/" in route else self.evidence.pk if "evidence/" in route else None
        )
        if pk is None:
            pk = (
                self.attempt.pk
                if "calls/" in route and "callbacks/" not in route
                else self.attempt.callback.pk
            )
        number: Any = self.attempt.record_number if "records/" in route else self.case.number
        return address.path(
            pk=pk,
            number=number,
            attempt=self.attempt.pk,
            agent=self.bo.pk,
            slug="payment-on-hold",
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


def status(person: Person | None, address: Address, path: str, method: str) -> int:
    """0 stands for the way to the sign-in page."""
    client = Client(headers={"host": address.host.split("://")[1]})
    client.raise_request_exception = False
    if person is not None:
        client.force_login(person)
    answer = getattr(client, method)(path)
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
    return 0 if to_sign_in else int(answer.status_code)


def signed_in(person: Person) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
    return client


def test_every_address_has_its_rule() -> None:
    found = {address.name for address in every_address()}
    assert found - set(RULES) == set(), "say in RULES who may use these"
    assert set(RULES) - found == set(), "these are gone"


@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page() -> None:
    world = World()
    for address in every_address():
        for method in ("get", "post"):
            got = status(None, address, world.path(address), method)
            if RULES[address.name] == ANYBODY:
                assert got in (200, 302, 303, 400, 405, 410), (address, method, got)
            else:
                assert got == 0, (address, method, got)


@pytest.mark.django_db
def test_each_host_admits_its_own_roles_only() -> None:
    world = World()
    for address in every_address():
        if RULES[address.name] == ANYBODY:
            continue
        on_portal = address.host == settings.PORTAL_URL
        strangers = [world.bo.person, world.rosa] if on_portal else [world.ada.person]
        for person in strangers:
            for method in ("get", "post"):
                assert status(person, address, world.path(address), method) == 403, (address, method)


@pytest.mark.django_db
def test_what_is_adas_does_not_exist_for_cy() -> None:
    world = World()
    for address in [one for one in every_address() if RULES[one.name] == OWNER]:
        for method in ("get", "post"):
            got = status(world.cy.person, address, world.path(address), method)
            assert got in (404, 405), (address, method, got)


@pytest.mark.django_db
def test_what_is_on_bos_site_does_not_exist_for_di() -> None:
    world = World()
    for address in [one for one in every_address() if RULES[one.name] == SITE]:
        for method in ("get", "post"):
            got = status(world.di.person, address, world.path(address), method)
            assert got in (404, 405), (address, method, got)


@pytest.mark.django_db
def test_an_agent_is_no_supervisor_and_a_supervisor_no_agent() -> None:
    world = World()
    for address in every_address():
        rule = RULES[address.name]
        if rule not in (SUPERVISORS, AGENTS, SITE) or address.name in SUPERVISORS_TOO:
            continue
        person = world.bo.person if rule == SUPERVISORS else world.rosa
        for method in ("get", "post"):
            got = status(person, address, world.path(address), method)
            assert got in (302, 403, 404, 405), (address, method, got)


@pytest.mark.django_db
def test_everybody_reaches_what_is_theirs_and_looking_changes_nothing() -> None:
    """Without this, a desk that refuses everybody would pass."""
    world = World()
    for address in [one for one in every_address() if RULES[one.name] != ANYBODY]:
        with CaptureQueriesContext(connection) as queries:
            got = status(world.whose(address), address, world.path(address), "get")
        # The file of the evidence is not on the disk.
        assert got in (200, 204, 302, 303, 405) or "evidence" in address.name, (address, got)
        assert [one["sql"] for one in queries if WRITES.match(one["sql"])] == [], address


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"headers": {"X-CSRFToken": "f" * 32}},
        {"headers": {"Origin": "https://evil.example"}, "token": True},
        {"headers": {"Origin": "null"}, "token": True},
        {"headers": {"Origin": "http://desk.localhost:8080.evil.example"}, "token": True},
        {"headers": {"Sec-Fetch-Site": "cross-site"}, "token": True},
    ],
    ids=["no token", "foreign token", "foreign origin", "null origin", "look-alike origin", "cross-site"],
)
def test_no_other_site_makes_anybody_change_anything(wrong: dict[str, Any]) -> None:
    world = World()
    for address in every_address():
        client = Client(enforce_csrf_checks=True, headers={"host": address.host.split("://")[1]})
        client.force_login(world.whose(address))
        client.cookies[settings.CSRF_COOKIE_NAME] = "t" * 32
        sent = {"X-CSRFToken": "t" * 32} if wrong.get("token") else {}
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(
                world.path(address), headers={**sent, **wrong.get("headers", {})}
            )
            assert answer.status_code == 403, (address, method, answer.status_code)


@pytest.mark.django_db
def test_our_own_pages_are_let_in() -> None:
    """The same request as above, from here and with its token, is not refused."""
    world = World()
    headers = {
        "Host": "portal.localhost:8080",
        "X-CSRFToken": TOKEN,
        "Origin": settings.PORTAL_URL,
        "Sec-Fetch-Site": "same-origin",
    }
    assert (
        signed_in(world.ada.person).post("/language/", {"language": "zh-hans"}, headers=headers).status_code
        == 303
    )
