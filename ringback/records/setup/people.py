"""People of the desk as they are set up: invited, changed, deactivated; whoever made the first of them was a command."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from ringback.records.agents.actions import Presence, be
from ringback.records.agents.actions import locked as locked_agent
from ringback.records.agents.models import Agent
from ringback.records.callbacks.kept_for_one import open_to_all
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.moving import locked as locked_callback
from ringback.records.calls.holds import give_back, locked_by_pk
from ringback.records.calls.models import AgentHold
from ringback.records.desk.models import Site
from ringback.records.history.actions import Act, record
from ringback.records.history.readers import version_of
from ringback.records.notices import actions as notices
from ringback.records.notices.models import Notice
from ringback.records.people import inviting, joining
from ringback.records.people.models import Person
from ringback.records.setup.issue_types import SLUG
from ringback.records.setup.making import made_before, one_at_a_time
from ringback.records.setup.wrong import Wrong
from ringback.rules.history import Snapshot
from ringback.rules.policy.facts import LANGUAGES

AGENT, SUPERVISOR = Person.Role.AGENT, Person.Role.SUPERVISOR
ROLES = (AGENT, SUPERVISOR)
NOT_AN_AGENT: Mapping[str, list[str]] = {"speaks": [], "skills": [], "sites": []}
UNRESERVED = (Callback.State.WAITING, Callback.State.RESTING)


@dataclass(frozen=True)
class _Staff:
    """The key is the person's number; sellers are none of them. `active` is whoever signs in, or is invited to."""

    kind: str = "person"

    def locked(self, key: str) -> Person:
        people = Person.objects.select_for_update(no_key=True).filter(role__in=ROLES)
        one = people.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 16 else None
        if one is None:
            raise LookupError(f"no person {key!r}")
        return one

    def name(self, one: Person) -> Mapping[str, str]:
        return {"en": one.name, "zh-hans": one.name}

    def snapshot(self, one: Person) -> dict[str, Any]:
        agent = Agent.objects.filter(person=one).first()
        return {
            "name": one.name,
            "email": one.email,
            "role": one.role,
            "language": one.language,
            "zone": one.zone,
            "active": one.is_active or inviting.is_invited(one),
            **(_as_agent(agent) if agent else NOT_AN_AGENT),
        }

    def write(self, one: Person, values: Snapshot, *, now: datetime) -> None:
        """Whoever stops to answer calls is given their leave first. Raises Wrong (active: in-a-call, last-supervisor)."""
        refuse_wrong(values, besides=one)
        leaves = not values["active"] or values["role"] != AGENT
        if leaves and (agent := Agent.objects.filter(person=one).first()) is not None:
            _takes_leave(agent, now)
        if one.is_active and one.role == SUPERVISOR and (not values["active"] or values["role"] == AGENT):
            _refuse_to_leave_the_desk_alone(one)
        _fill(one, values)
        one.save()
        if values["role"] == AGENT:
            _fill_agent(one, values, now)
        _admit(one, values["active"], now)


STAFF = _Staff()


def _as_agent(agent: Agent) -> dict[str, list[str]]:
    sites = sorted(agent.sites.values_list("slug", flat=True))
    return {"speaks": list(agent.languages), "skills": list(agent.skills), "sites": sites}


@transaction.atomic
def invite(values: Snapshot, *, by: Person | None, now: datetime) -> Person:
    """A person who is there from now on and can sign in once they have used the link of their mail. Raises Wrong.

    A second click finds whom the first one invited; no second mail is sent.
    """
    one_at_a_time()
    if (before := _invited_before(values)) is not None:
        return before
    refuse_wrong(values)
    person = Person(is_active=False)
    person.set_unusable_password()
    _fill(person, values)
    person.save()
    if values["role"] == AGENT:
        _fill_agent(person, values, now)
    _made(person, by, now)
    send_invitation(person.pk, by=by, now=now)
    return person


@transaction.atomic
def send_invitation(pk: int, *, by: Person | None, now: datetime) -> Person:
    """A new link; the old one is good no more. Raises Wrong for whoever has signed in already, LookupError."""
    person = STAFF.locked(str(pk))
    if person.is_active:
        raise Wrong({"active": "joined"})
    opened = inviting.open_invitation(person, by=by, now=now)
    context = {
        "invitation": str(opened.pk),
        "role": person.role,
        "by": by.name if by else "",
        "until": opened.expires_at.isoformat(),
    }
    notices.write(
        notices.notice_to(person, "invited", case_number=None, about=None, context=context, now=now)
    )
    return person


def _invited_before(values: Snapshot) -> Person | None:
    """Just so, and they have not come yet."""
    named = {"name": values["name"].strip(), "email": values["email"].strip().lower()}
    found = Person.objects.filter(email=named["email"], is_active=False).values_list("pk", flat=True).first()
    listed = {"skills": sorted(values["skills"]), "sites": sorted(values["sites"])}
    wished = {**values, **named, **(listed if values["role"] == AGENT else NOT_AN_AGENT)}
    return made_before(STAFF, str(found), wished) if found else None


@dataclass(frozen=True)
class Member:
    """`state` is active, invited, expired (the invitation is) or left; `mail` is the state of the last invitation's mail."""

    person: Person
    agent: Agent | None
    sites: tuple[str, ...]
    state: str
    mail: str


def staff(*, now: datetime) -> list[Member]:
    """Everybody who belongs to the desk or did, those who left last."""
    people = (
        Person.objects.filter(role__in=ROLES)
        .select_related("agent")
        .prefetch_related("agent__sites", "invitations")
        .order_by("-is_active", "name", "pk")
    )
    mails = dict(Notice.objects.filter(kind="invited").order_by("pk").values_list("person_id", "state"))
    return [_member(one, mails.get(one.pk, ""), now) for one in people]


def _member(one: Person, mail: str, now: datetime) -> Member:
    agent = getattr(one, "agent", None)
    opened = next((each for each in one.invitations.all() if not each.used_at and not each.revoked_at), None)
    state = "active" if one.is_active else "left"
    if opened is not None and not one.is_active:
        state = "invited" if now < opened.expires_at else "expired"
    sites = tuple(site.slug for site in agent.sites.all()) if agent and one.role == AGENT else ()
    return Member(one, agent if one.role == AGENT else None, sites, state, mail)


@transaction.atomic
def make_supervisor(
    email: str, *, name: str, password: str, language: str, zone: str, now: datetime
) -> Person:
    """The first person of a desk, by a command. Raises CannotJoin."""
    person = joining.join(email, name=name, role=SUPERVISOR, password=password, language=language, zone=zone)
    _made(person, None, now)
    return person


def was_set_up(email: str) -> bool:
    """Somebody has changed this person by the pages."""
    pk = Person.objects.filter(email=email.lower()).values_list("pk", flat=True).first()
    return pk is not None and version_of(STAFF.kind, str(pk)) > 0


def refuse_wrong(values: Snapshot, *, besides: Person | None = None) -> None:
    """Raises Wrong."""
    found = {} if str(values.get("name", "")).strip() else {"name": "empty"}
    try:
        validate_email(values.get("email", ""))
    except ValidationError:
        found["email"] = "no-email"
    others = Person.objects.filter(email__iexact=values.get("email", ""))
    if any(one != besides for one in others):
        found["email"] = "taken"
    if values.get("role") not in ROLES:
        found["role"] = "no-role"
    if values.get("zone") not in available_timezones():
        found["zone"] = "no-zone"
    if values.get("language") not in dict(settings.LANGUAGES):
        found["language"] = "no-language"
    if values.get("role") == AGENT:
        found |= _wrong_agent(values)
    if found:
        raise Wrong(found)


def _wrong_agent(values: Snapshot) -> dict[str, str]:
    found = {}
    if not values.get("speaks") or not set(values["speaks"]) <= set(LANGUAGES):
        found["speaks"] = "no-language"
    if any(not SLUG.fullmatch(skill) for skill in values.get("skills") or []):
        found["skills"] = "no-slug"
    sites = set(values.get("sites") or [])
    if sites - set(Site.objects.filter(slug__in=sites).values_list("slug", flat=True)):
        found["sites"] = "no-site"
    return found


def _fill(person: Person, values: Snapshot) -> None:
    person.name, person.email = values["name"].strip(), values["email"].strip().lower()
    person.role, person.language, person.zone = values["role"], values["language"], values["zone"]


def _admit(person: Person, active: bool, now: datetime) -> None:
    """Whoever never chose a password gets a new link instead of an open door."""
    if not active:
        inviting.revoke(person, now=now)
        person.is_active = False
        person.save(update_fields=["is_active"])
    elif not person.is_active and person.has_usable_password():
        person.is_active = True
        person.save(update_fields=["is_active"])
    elif not person.is_active and not inviting.is_invited(person):
        send_invitation(person.pk, by=None, now=now)


def _fill_agent(person: Person, values: Snapshot, now: datetime) -> None:
    wished = {"languages": list(values["speaks"]), "skills": sorted(values["skills"])}
    agent, _ = Agent.objects.update_or_create(
        person=person, defaults=wished, create_defaults={**wished, "presence_since": now}
    )
    agent.sites.set(Site.objects.filter(slug__in=values["sites"]))


def _made(person: Person, by: Person | None, now: datetime) -> None:
    """Taking this back is to deactivate them."""
    record(
        STAFF.kind,
        str(person.pk),
        name=STAFF.name(person),
        before={"active": False},
        after={"active": True},
        act=Act.MADE,
        by=by,
        now=now,
    )


def _takes_leave(agent: Agent, now: datetime) -> None:
    """What is reserved goes back to its old place; own queues are opened to all. Raises Wrong during a call."""
    held = AgentHold.objects.filter(agent=agent).values_list("pk", flat=True).first()
    hold = locked_by_pk(held) if held is not None else None
    if hold is not None and hold.accepted_at is not None:
        raise Wrong({"active": "in-a-call"})
    if hold is not None:
        give_back(hold, because="deactivated", now=now)
    agent = locked_agent(agent.pk)
    if AgentHold.objects.filter(agent=agent).exists():
        raise Wrong({"active": "in-a-call"})
    be(agent, Presence.AWAY, reason="deactivated", now=now)
    own = Callback.objects.filter(queue__agent=agent, state__in=UNRESERVED)
    for pk in own.order_by("pk").values_list("pk", flat=True):
        open_to_all(locked_callback(pk), now)


def _refuse_to_leave_the_desk_alone(person: Person) -> None:
    """Two who deactivate each other at once: the second waits for the first's lock, and is refused."""
    others = Person.objects.select_for_update(no_key=True).filter(role=SUPERVISOR, is_active=True)
    if not [one for one in others.order_by("pk") if one.pk != person.pk]:
        raise Wrong({"active": "last-supervisor"})
