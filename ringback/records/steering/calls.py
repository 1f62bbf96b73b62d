"""A supervisor cancels a callback or ends a call; both sides read why."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.story import tell
from ringback.records.calls import wishes
from ringback.records.calls.closing import close, locked_attempt
from ringback.records.calls.models import Attempt
from ringback.records.people.models import Person
from ringback.records.saying import reason
from ringback.rules.calls.lifecycle import Outcome


class NoSuchCall(Exception):
    """They do not talk, or talk no more."""


def cancel(callback: Callback, *, said: str, by: Person, now: datetime) -> Callback:
    """A ring that goes on is ended. The case stays open, and the seller gets a mail. Raises NothingSaid, NotWhile."""
    return wishes.cancel(callback, by=by, because="desk", said=reason(said), now=now)


@transaction.atomic
def end_call(attempt: UUID, *, of: Callback | None = None, said: str, by: Person, now: datetime) -> Callback:
    """The agent wraps up as after any call. `of`: it must be of this callback. Raises NothingSaid, NoSuchCall."""
    why, one = reason(said), locked_attempt(attempt)
    if one is None or one.state != Attempt.State.LIVE or (of and of.pk != one.callback_id):
        raise NoSuchCall
    tell(one.callback, "call-ended", now=now, by=by, agent=one.agent_id, said=why)
    close(one, outcome=Outcome.ANSWERED, by="supervisor", now=now)
    return one.callback
