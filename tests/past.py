"""A desk with a past: many callbacks of some days, served or not, written in bulk with their stories."""

from datetime import datetime
from itertools import count
from typing import Any

from django.db import connection, models

from ringback.records.agents.models import Agent
from ringback.records.callbacks.law import queue_for
from ringback.records.callbacks.models import Callback, CallbackEvent
from ringback.records.calls.models import Attempt, Call
from ringback.records.cases.models import Case, Message
from ringback.records.desk.models import Site
from ringback.records.policies.models import RulebookVersion
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Seller
from ringback.rules.calls.lifecycle import Outcome

# Nine of ten are rung at some time and three of four of those answer; most within two hours, some after days.
_PAST = """
CREATE TEMP TABLE past AS
SELECT g, gen_random_uuid() AS callback, gen_random_uuid() AS attempt, at,
       (ARRAY['high', 'medium', 'medium', 'low'])[1 + g %% 4] AS priority,
       at + interval '1 minute' * (5 + 100 * random() * random()
           + CASE WHEN random() < 0.15 THEN 3000 * random() ELSE 0 END) AS rang,
       at + interval '90 minutes' AS until, random() < 0.9 AS rung, random() < 0.75 AS answers, random() < 0.1 AS at_cap,
       (ARRAY['solved', 'solved', 'solved', 'needs_seller', 'escalate', 'continue_later'])[1 + floor(6 * random())::int] AS ending,
       (ARRAY['no_answer', 'busy', 'declined', 'not_reachable'])[1 + floor(4 * random())::int] AS missed,
       CASE WHEN random() < 0.6 THEN 1 + floor(5 * sqrt(random()))::int END AS stars,
       (%(sellers)s::bigint[])[1 + g %% %(seller_count)s] AS seller
FROM generate_series(1, %(count)s) AS g,
     LATERAL (SELECT %(begins)s::timestamptz + (%(ends)s::timestamptz - %(begins)s::timestamptz) * random()
              + g * interval '0' AS at) AS moment
"""
_OF_CASE = "past JOIN ringback_case c ON c.number = %(first_number)s + g"
_TAKEN_BACK = "NOT rung AND g %% 3 = 0"
_ROWS: list[tuple[type[models.Model], str, dict[str, str]]] = [
    (
        Case,
        "past",
        {
            "number": "%(first_number)s + g",
            "seller_id": "seller",
            "site_id": "%(site)s",
            "issue_type_id": "%(issue)s",
            "subject": "'PAST-' || g",
            "state": "'closed'",
            "started_at": "at",
            "opened_at": "at",
            "closed_at": "rang",
            "changed_at": "rang",
            "asked_in_writing": "CASE WHEN g %% 5 = 0 THEN ARRAY[at] ELSE ARRAY[]::timestamptz[] END",
        },
    ),
    (
        Message,
        f"{_OF_CASE} WHERE g %% 5 = 0",
        {
            "case_id": "c.id",
            "from_seller": "false",
            "body": "'It is on its way.'",
            "sent_at": "at + interval '60 hours' * random()",
        },
    ),
    (
        Promise,
        "past",
        {
            "request": "callback",
            "state": f"CASE WHEN {_TAKEN_BACK} THEN 'withdrawn' WHEN rung AND rang <= until THEN 'kept' ELSE 'broken' END",
            "made_for": "'first'",
            "made_at": "at",
            "earliest": "at",
            "latest": "until",
            "shown_from": "at",
            "shown_until": "until",
            "inputs": "'{}'",
            "settled_at": f"CASE WHEN {_TAKEN_BACK} THEN at + interval '20 minutes' ELSE least(rang, until) END",
        },
    ),
    (
        Callback,
        _OF_CASE,
        {
            "id": "callback",
            "case_id": "c.id",
            "ordinal": "1",
            "seller_id": "seller",
            "site_id": "%(site)s",
            "state": "CASE WHEN rung AND answers THEN 'completed' WHEN rung OR g %% 3 > 0 THEN 'expired' ELSE 'cancelled' END",
            "state_since": "rang",
            "priority": "priority",
            "target": "120",
            "asked_at": "at",
            "asked": "0",
            "effective": "0",
            "queue_id": "%(queue)s",
            "languages": "'{en}'",
            "line": "'in-app'",
            "rulebook_id": "%(rulebook)s",
            "facts": "'{}'",
            "reasons": "'[]'",
            "talk_seconds": "CASE WHEN rung AND answers THEN 600 END",
            "finished_at": "rang",
        },
    ),
    (
        Attempt,
        "past WHERE rung",
        {
            "id": "attempt",
            "callback_id": "callback",
            "seller_id": "seller",
            "agent_id": "%(agent)s",
            "line": "'in-app'",
            "record_number": "'P-' || (%(first_number)s + g) || '-1'",
            "state": "'ended'",
            "epoch": "1",
            "armed_at": "rang",
            "dialing_at": "rang",
            "first_ring_at": "rang",
            "answered_at": "CASE WHEN answers THEN rang END",
            "ended_at": "rang + interval '10 minutes'",
            "outcome": "CASE WHEN answers THEN 'answered' ELSE missed END",
            "ended_by": "CASE WHEN answers AND at_cap THEN 'cap' ELSE 'seller' END",
            "day": "rang::date",
        },
    ),
    (
        Call,
        "past WHERE rung AND answers",
        {
            "attempt_id": "attempt",
            "record_number": "'P-' || (%(first_number)s + g) || '-1'",
            "outcome": "ending",
            "wrapped_up_at": "rang + interval '11 minutes'",
            "solved": "CASE WHEN stars IS NOT NULL THEN ending = 'solved' END",
            "rating": "stars",
        },
    ),
    (
        CallbackEvent,
        "past, unnest(ARRAY['asked', 'promised', 'reserved', 'accepted', 'calling', 'rang', 'answered', 'ended', 'noted', 'completed'])"
        " AS kind WHERE rung OR kind IN ('asked', 'promised')",
        {
            "callback_id": "callback",
            "at": "CASE WHEN kind IN ('asked', 'promised') THEN at ELSE rang END",
            "kind": "kind",
            "detail": "jsonb_build_object('priority', priority, 'window', NULL, 'continues', NULL, 'until', until)",
        },
    ),
]


def a_past(
    site: Site,
    sellers: list[Seller],
    agent: Agent,
    *,
    count: int,
    begins: datetime,
    ends: datetime,
    first_number: int = 1_000_000,
) -> None:
    """`count` callbacks that were asked for between two moments, the same each time."""
    values: dict[str, Any] = {
        "count": count,
        "begins": begins,
        "ends": ends,
        "site": site.pk,
        "issue": site.issue_types.values_list("pk", flat=True)[0],
        "queue": queue_for(site, languages=["en"], skills=[], target=120, line="in-app").pk,
        "rulebook": RulebookVersion.objects.values_list("pk", flat=True)[0],
        "agent": agent.pk,
        "sellers": [one.pk for one in sellers],
        "seller_count": len(sellers),
        "first_number": first_number,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.41)")
        cursor.execute(_PAST, values)
        for table, source, told in _ROWS:
            _insert(cursor, table, source, told, values)
        cursor.execute("DROP TABLE past")


def _insert(
    cursor: Any, table: type[models.Model], source: str, told: dict[str, str], values: dict[str, Any]
) -> None:
    """What is not told is as the table's own default has it."""
    rest = [
        field
        for field in table._meta.concrete_fields
        if field.column not in told and not isinstance(field, models.AutoField) and not field.null
    ]
    defaults = {
        f"default_{field.column}": field.get_db_prep_save(field.get_default(), connection) for field in rest
    }
    columns = ", ".join(f'"{name}"' for name in [*told, *(field.column for field in rest)])
    chosen = ", ".join([*told.values(), *(f"%({name})s" for name in defaults)])
    cursor.execute(
        f"INSERT INTO {table._meta.db_table} ({columns}) SELECT {chosen} FROM {source}",
        {**values, **defaults},
    )


_NUMBERS = count(1)


def was_rung(
    callback: Callback, agent: Agent, at: datetime, *, answered: bool = True, times: int = 1
) -> None:
    """It rang at that moment, and nobody is called now."""
    Attempt.objects.bulk_create(
        Attempt(
            callback=callback,
            seller=callback.seller,
            agent=agent,
            line="in-app",
            record_number=f"PAST-RING-{next(_NUMBERS)}",
            state=Attempt.State.ENDED,
            epoch=1,
            armed_at=at,
            dialing_at=at,
            first_ring_at=at,
            answered_at=at if answered else None,
            ended_at=at,
            outcome=Outcome.ANSWERED if answered else Outcome.NO_ANSWER,
            ended_by="line",
            counted=True,
            day=at.date(),
        )
        for _ in range(times)
    )
