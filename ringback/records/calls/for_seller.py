"""What a seller may read of their own attempts and calls; a stranger's do not exist."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback, CallbackEvent
from ringback.records.callbacks.seen import callback_of
from ringback.records.calls.models import Attempt, Call
from ringback.records.sellers.models import Seller

# Pages name these types without importing tables.
__all__ = ["Attempt", "Call"]

HEARD_OF = (Attempt.State.DIALING, Attempt.State.LIVE)


@dataclass(frozen=True)
class Shown:
    """A callback as its own page shows it, with the names of its case's files and every try, the oldest first.

    `heard` is the attempt of this moment, which may belong to another callback.
    """

    callback: Callback
    files: list[str]
    attempts: list[Attempt]
    heard: Attempt | None


_FILES = "ARRAY(SELECT e.name FROM ringback_evidence e WHERE e.case_id = k.id ORDER BY e.added_at, e.id)"
# Most who look were not rung yet, and nobody needs to ask for their attempts.
_RUNG = """EXISTS (SELECT FROM ringback_attempt a
    WHERE a.seller_id = c.seller_id AND (a.callback_id = c.id OR a.state = ANY(%(heard_of)s::varchar[])))"""


def shown(seller: Seller, pk: UUID) -> Shown:
    """Raises Callback.DoesNotExist."""
    callback, (files, rung) = callback_of(seller, pk, _FILES, _RUNG, heard_of=list(HEARD_OF))
    attempts, heard = attempts_and_now(callback) if rung else ([], None)
    return Shown(callback, files, attempts, heard)


def attempt_now(seller: Seller) -> Attempt | None:
    """The one attempt that rings this seller or in which they talk."""
    return (
        Attempt.objects.select_related("agent__person", "callback__case__site")
        .filter(seller=seller, state__in=HEARD_OF)
        .first()
    )


def attempt_of(seller: Seller, pk: UUID) -> Attempt:
    """Raises Attempt.DoesNotExist."""
    return Attempt.objects.select_related("callback").get(seller=seller, pk=pk)


def attempts_of(callback: Callback) -> list[Attempt]:
    """Every try, the oldest first, each with its agent and its call."""
    return list(callback.attempts.select_related("agent__person", "call").order_by("armed_at"))


def attempts_and_now(callback: Callback) -> tuple[list[Attempt], Attempt | None]:
    """`attempts_of` and `attempt_now` in one look: the attempt of this moment may belong to another callback."""
    found = list(
        Attempt.objects.select_related("agent__person", "call")
        .filter(Q(callback=callback) | Q(state__in=HEARD_OF), seller=callback.seller_id)
        .order_by("armed_at")
    )
    own = [one for one in found if one.callback_id == callback.pk]
    for one in own:
        one.callback = callback
    now = next((one for one in found if one.state in HEARD_OF), None)
    return own, now if now is None or now in own else attempt_now(callback.seller)


def agent_names(events: Iterable[CallbackEvent]) -> dict[int, str]:
    """Names of the agents that these events tell of, by pk."""
    told = {event.detail["agent"] for event in events if "agent" in event.detail}
    return dict(Agent.objects.filter(pk__in=told).values_list("pk", "person__name"))


def who_serves(callback: Callback) -> str:
    """The name of the agent who is bound to it now; empty when nobody is."""
    hold = callback.holds.select_related("agent__person").filter(role="serving").first()
    return hold.agent.person.name if hold else ""


def continuation_of(callback: Callback) -> Callback | None:
    return callback.continuations.select_related("promise").first()


def call_by_record(seller: Seller, record_number: str) -> Call:
    """Raises Call.DoesNotExist."""
    return Call.objects.select_related(
        "attempt__agent__person", "attempt__callback__case__issue_type", "attempt__callback__case__site"
    ).get(attempt__seller=seller, record_number=record_number)
