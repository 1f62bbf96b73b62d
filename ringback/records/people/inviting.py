"""An invitation: a signed link by mail, good once and for a while, sent again or taken back by a supervisor."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction

from ringback.records.people.models import Invitation, Person

SALT = "ringback.invitation"


class NotGood(Exception):
    """`because` is unknown, used, revoked or expired."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


def token_of(invitation: UUID | str) -> str:
    """What stands in the link. It is made when the mail is written and kept nowhere."""
    return signing.Signer(salt=SALT).sign(str(invitation))


@transaction.atomic
def open_invitation(person: Person, *, by: Person | None, now: datetime) -> Invitation:
    """Whatever link was sent before is good no more."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    revoke(person, now=now)
    return Invitation.objects.create(
        person=person, made_at=now, expires_at=now + settings.INVITATION_LASTS, by=by
    )


def revoke(person: Person, *, now: datetime) -> bool:
    """False when there was no open one."""
    opened = person.invitations.filter(used_at__isnull=True, revoked_at__isnull=True)
    return opened.update(revoked_at=now) > 0


def is_invited(person: Person) -> bool:
    """And has not come yet, in time or not."""
    return person.invitations.filter(used_at__isnull=True, revoked_at__isnull=True).exists()


def invitation_of(token: str, *, now: datetime) -> Invitation:
    """Raises NotGood."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
        invitation = Invitation.objects.select_related("person").get(pk=UUID(pk))
    except (signing.BadSignature, ValueError, Invitation.DoesNotExist) as problem:
        raise NotGood("unknown") from problem
    if invitation.used_at is not None:
        raise NotGood("used")
    if invitation.revoked_at is not None:
        raise NotGood("revoked")
    if now >= invitation.expires_at:
        raise NotGood("expired")
    return invitation


@transaction.atomic
def accept(token: str, *, password: str, now: datetime) -> Person:
    """The person can sign in from now on. `password` was validated by the page. Raises NotGood, to the second of two too."""
    found = invitation_of(token, now=now)
    person = Person.objects.select_for_update(no_key=True).get(pk=found.person_id)
    invitation = invitation_of(token, now=now)
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    person.set_password(password)
    person.is_active = True
    person.save(update_fields=["password", "is_active"])
    return person
